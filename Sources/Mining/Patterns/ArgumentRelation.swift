internal import Foundations
internal import Lessons

/// A fact that all accepted calls have and no refused one, or the reverse.
struct ArgumentRelation {
    /// The fact, such as `last-of(waypoint_id)=waypoints_id`.
    let fact: String
    /// Whether accepted calls have it; otherwise refused ones do.
    let isRequired: Bool

    var key: String { (isRequired ? "" : "not ") + fact }
    private var form: Substring { fact.prefix { $0 != "(" } }
    var name: Substring { fact.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" } }
    var value: Substring { fact.drop { $0 != "=" }.dropFirst() }
    /// Whether a refused call is one that the relation would have prevented.
    func explains(_ refused: OccurrencePool.Member) -> Bool { refused.occurrence.facts.contains(fact) != isRequired }
    /// Whether it is about the state of things that an earlier result showed.
    var isState: Bool { form == "state" }
    /// Whether it is about the place of a value in a list.
    var isPlace: Bool { form.hasSuffix("-of") && !form.hasPrefix("only") }
    /// Whether some argument of a call has the place that this relation is about, whatever the argument's name.
    func hasPlace(_ member: OccurrencePool.Member) -> Bool {
        member.occurrence.facts.contains { $0.hasPrefix(form + "(") && $0.hasSuffix(")=" + value) }
    }
    /// Whether it is about what was called before.
    var isOrder: Bool { form == "after" }
    /// Whether the fact says what another value looks like.
    var canReplace: Bool { form == "prefix" }

    /// Forms in the order in which they are preferred: what explains most comes first.
    private static let forms = [
        "unknown", "known", "other-length", "same-length", "empty", "filled", "last-of", "only-of", "middle-of",
        "first-of",
        "again", "first", "state", "made-by", "shape", "prefix", "after",
    ]

    /// The best relation that separates refused from accepted calls without an exception; nil if there is none.
    static func separating(
        _ refused: [OccurrencePool.Member],
        from accepted: [OccurrencePool.Member],
        isKind kinds: Set<String>
    ) -> ArgumentRelation? {
        func count(_ members: [OccurrencePool.Member]) -> [String: Int] {
            var counts: [String: Int] = [:]
            for member in members { for fact in member.occurrence.facts { counts[fact, default: 0] += 1 } }
            return counts
        }
        let (no, yes) = (count(refused), count(accepted))
        // One message may have several causes: a fact of most refused calls explains those.
        let least = max(2, (refused.count * 3 + 4) / 5)
        let wrong = no.filter { $0.value >= least && yes[$0.key] == nil }.map {
            ArgumentRelation(fact: $0.key, isRequired: false)
        }
        let right = yes.filter { $0.value == accepted.count && no[$0.key] == nil }.map {
            ArgumentRelation(fact: $0.key, isRequired: true)
        }
        func rank(_ relation: ArgumentRelation) -> Int { forms.firstIndex(of: String(relation.form)) ?? forms.count }
        let compared = Dictionary(grouping: Set(no.keys).union(yes.keys)) { $0.prefix { $0 != "(" } }
        return (wrong + right).filter {
            forms.contains(String($0.form)) && $0.isUseful && ($0.form != "prefix" || kinds.contains($0.fact))
                && $0.isNoAccident(refused, accepted, compared: compared[$0.form]?.count ?? 1)
        }.min {
            (rank($0), $0.isRequired ? 1 : 0, $0.fact) < (rank($1), $1.isRequired ? 1 : 0, $1.fact)
        }
    }

    /// Whether chance seldom separates so many calls so well.
    ///
    /// The more facts of a form are compared, the more often one of them fits by accident (Bonferroni). Calls of one task are
    /// alike, so tasks are counted as well as calls.
    private func isNoAccident(
        _ refused: [OccurrencePool.Member],
        _ accepted: [OccurrencePool.Member],
        compared: Int
    ) -> Bool {
        let explained = refused.filter(explains)
        guard explained.count >= 2 else { return false }
        let (no, yes) = (Set(explained.map(\.episode.task)).count, Set(accepted.map(\.episode.task)).count)
        return Self.chance(explained.count, accepted.count) <= 1 / 15
            && Self.chance(no, yes) * Double(compared) <= 1 / 8
    }

    /// The probability that a fact which does not matter is found in all of one side and in none of the other.
    private static func chance(_ refused: Int, _ accepted: Int) -> Double {
        Statistics.fisher(successWith: refused, successWithout: 0, failureWith: 0, failureWithout: accepted)
    }

    /// The state that all accepted calls had and no refused one, if there is one.
    static func state(_ refused: [OccurrencePool.Member], _ accepted: [OccurrencePool.Member]) -> ArgumentRelation? {
        let common = accepted.dropFirst().reduce(Set(accepted.first?.occurrence.facts ?? [])) {
            $0.intersection($1.occurrence.facts)
        }
        let bad = Set(refused.flatMap(\.occurrence.facts))
        return common.subtracting(bad).map { ArgumentRelation(fact: $0, isRequired: true) }.filter {
            $0.isState && $0.isUseful
        }
        .min { $0.fact < $1.fact }
    }

    /// Whether the value is a kind, not the name of one thing: a prefix or a state that one session alone has says nothing.
    private var isUseful: Bool {
        switch form {
        // Each of these says what to do in one direction only.
        case "unknown", "empty", "other-length", "again": !isRequired
        case "known", "filled", "same-length", "first": isRequired
        case "prefix": value.split(separator: "_").count <= 2
        case "state": ["true", "false"].contains(value) || value.allSatisfy { $0.isLowercase || $0 == "_" }
        default: true
        }
    }

    func title(_ tool: String) -> String {
        switch form {
        case "known", "unknown": "pass \(tool) only a \(name) that a result or the user has shown"
        case "empty", "filled": "do not call \(tool) with an empty \(name)"
        case "other-length", "same-length": "pass \(tool) as many \(name.replacing(",", with: " as "))"
        case "last-of", "first-of", "middle-of", "only-of":
            "\(isRequired ? "" : "do not ")pass \(tool) the \(place) entry of \(value)"
        case "again", "first": "call \(tool) once for each \(name)"
        case "state": "call \(tool) only while \(field) is \(isRequired ? "" : "not ")\(value)"
        case "shape": "write \(name) for \(tool) \(isRequired ? "" : "not ")as \(value)"
        case "after": isRequired ? "call \(name) before \(tool)" : "do not call \(tool) after \(name)"
        case "made-by": "take \(name) for \(tool) from \(maker)"
        default: "\(isRequired ? "" : "do not ")pass \(tool) a \(name) that begins with \(value)"
        }
    }

    /// The tool whose results most accepted calls took a value from, if half of them took it from there.
    static func origin(of name: Substring, _ accepted: [OccurrencePool.Member]) -> String? {
        let tools = Frequency.ranked(
            accepted.flatMap {
                $0.occurrence.facts.filter { $0.hasPrefix("from(\(name))=") }.map { $0.drop { $0 != "=" }.dropFirst() }
            }
        )
        return tools.first.flatMap { $0.count * 2 >= accepted.count ? String($0.value) : nil }
    }

    func action(_ tool: String, from origin: String? = nil) -> String {
        switch form {
        case "known", "unknown":
            origin.map {
                "take `\(name)` as it is in the result of `\($0)`, and call that first if there is none yet; do not make one up"
            }
                ?? "take `\(name)` from an earlier result or from what the user said, and look it up first if there is none; do not make one up"
        case "empty", "filled":
            "`\(name)` must not be empty; tell the user that this is not possible instead of calling it with none"
        case "other-length", "same-length":
            "the lists \(Phrase.list(name.split(separator: ",").map { "`\($0)`" })) need the same number of entries, one for one"
        case "last-of", "first-of", "middle-of", "only-of":
            "read the current `\(value)` first: `\(name)` \(isRequired ? "has to be" : "must not be") the \(place) entry of it"
        case "again", "first":
            "collect everything for one `\(name)` before the call: it is accepted once, and a second call for the same `\(name)` is refused"
        case "state":
            "look at `\(field)` in the result of `\(source)` first, and call it only \(isRequired ? "while it is" : "if it is not") `\(value)`"
        case "shape":
            "write `\(name)` \(isRequired ? "in the form" : "in another form than") `\(value)`, with a digit for each 9"
        case "after":
            isRequired
                ? "call `\(name)` first: without its result before it, every call was refused"
                : "once `\(name)` has been called, it is refused"
        case "made-by":
            "`\(name)` has to come from a call of `\(maker)` whose `\(makerArgument)` is the `\(value)` of this call"
        default: "`\(name)` \(isRequired ? "begins" : "must not begin") with `\(value)`"
        }
    }

    private var maker: Substring { name.split(separator: ",").dropFirst().first?.prefix { $0 != "." } ?? "" }
    private var makerArgument: Substring {
        name.split(separator: ",").dropFirst().first?.drop { $0 != "." }.dropFirst() ?? ""
    }
    var place: String { String(form.prefix { $0 != "-" }) }
    private var source: Substring { name.prefix { $0 != "." } }
    private var field: Substring { name.drop { $0 != "." }.dropFirst() }
}
