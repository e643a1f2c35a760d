internal import Foundations
internal import Lessons
internal import Trajectories

/// What a tool asks of its arguments: the relation that tells refused calls from accepted ones.
struct ArgumentConstraint: LessonPattern {
    static let name = "argument-constraint"
    private static let leastRefused = 2

    private static let mostKinds = 8

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var result: [Occurrence] = []
        var context = CallFacts.Context()
        for step in sequence.episode.steps {
            if step.source != .agent { context.said += step.text + "\n" }
            for call in step.calls where call.command == nil && !call.submits {
                guard let observation = call.observation else { continue }
                let action = Action(step: step, call: call)
                let changes = !ToolName.onlyLooks(call.tool)
                let isRefused = observation.status == .error
                // Tools for files and commands ask for paths and texts, not for ids; but what they answer has been shown.
                let isOfFiles = action.isLook || action.edit != nil || !action.writes.isEmpty
                if !isOfFiles, !call.arguments.isEmpty, isRefused || observation.status == .ok {
                    result.append(
                        occurrence(of: action, isRefused: isRefused, CallFacts(of: call, in: context, changes: changes))
                    )
                }
                if !isRefused {
                    context.results.append((call.tool, call.arguments, observation.text, false))
                    if changes, !isOfFiles { context.change(by: call) }
                }
            }
        }
        // Tools that refuse nothing here may be refused elsewhere; but a session without facts says nothing.
        return Self.withRecoveries(result).filter { !$0.facts.isEmpty }
    }

    /// Adds to each refused call what the next accepted call of the tool had that it had not, as `then=` facts.
    private static func withRecoveries(_ occurrences: [Occurrence]) -> [Occurrence] {
        var result = occurrences
        for index in occurrences.indices where occurrences[index].reached == 0 {
            let refused = occurrences[index]
            guard
                let next = occurrences[(index + 1)...].first(where: {
                    $0.situation == refused.situation && $0.reached > 0
                })
            else { continue }
            result[index].facts += next.facts.filter { !refused.facts.contains($0) }.map { "then=\($0)" }
        }
        return result
    }

    private func occurrence(of action: Action, isRefused: Bool, _ facts: CallFacts) -> Occurrence {
        var quotes: [Lesson.Quote] = []
        var message = ""
        if isRefused {
            let (signature, line) = SignatureReader(call: action.call, written: []).read()
            message = signature.message
            quotes = [action.quote, Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))]
        }
        return Occurrence(
            pattern: Self.name,
            situation: action.call.tool,
            way: message,
            tried: 1,
            reached: isRefused ? 0 : 1,
            lost: isRefused ? 1 : 0,
            facts: facts.all,
            quotes: quotes
        )
    }

    // MARK: Lessons

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        let tools = Set(pool.members.filter { $0.occurrence.reached == 0 }.map(\.occurrence.situation))
        var lessons = pool.toolkits().flatMap { group -> [Lesson] in
            let kinds = Self.kinds(of: group.members.filter { tools.contains($0.occurrence.situation) })
            return Set(group.members.map(\.occurrence.situation)).intersection(tools).sorted().flatMap { tool in
                ofTool(tool, kinds, in: group, pool.index)
            }
        }
        if let general = Self.general(
            OccurrencePool(members: pool.members.filter { tools.contains($0.occurrence.situation) }, index: pool.index)
        ) {
            lessons.append(general)
        }
        return lessons
    }

    /// The beginnings of ids that name kinds of things: a few that tasks have in common. Others are the names of single ones.
    private static func kinds(of members: [OccurrencePool.Member]) -> Set<String> {
        var tasks: [String: Set<String>] = [:]
        for member in members {
            for fact in member.occurrence.facts where fact.hasPrefix("prefix(") {
                tasks[fact, default: []].insert(member.episode.task)
            }
        }
        let byArgument = Dictionary(grouping: tasks.keys) { $0.prefix { $0 != "=" } }
        return Set(
            byArgument.values.filter { facts in
                facts.count <= mostKinds
                    && facts.count(where: { tasks[$0, default: []].count > 1 }) * 3 >= facts.count * 2
            }.joined()
        )
    }

    private func ofTool(
        _ tool: String,
        _ kinds: Set<String>,
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> [Lesson] {
        let calls = group.members.filter { $0.occurrence.situation == tool }
        let accepted = calls.filter { $0.occurrence.reached > 0 }
        let refused = calls.filter { $0.occurrence.reached == 0 }
        var byRule: [String: (relation: Relation, members: [OccurrencePool.Member])] = [:]
        var lessons: [Lesson] = []
        for (key, members) in Dictionary(grouping: refused, by: { $0.occurrence.way.lowercased() }).sorted(by: {
            $0.key < $1.key
        }) {
            let message = Frequency.top(members.map(\.occurrence.way)) ?? key
            guard members.count >= Self.leastRefused else { continue }
            if let relation = Relation.separating(members, from: accepted, isKind: kinds) {
                // Only the calls that a relation explains count for it: one message may have several causes.
                byRule[relation.key, default: (relation, [])].members += members.filter(relation.explains)
            } else if let lesson = replacement(tool, message, members, kinds, in: group, index) {
                lessons.append(lesson)
            }
        }
        return lessons
            + byRule.sorted { $0.key < $1.key }.map {
                lesson(tool, $0.value.relation, $0.value.members, accepted, in: group, index)
            }
    }

    private func lesson(
        _ tool: String,
        _ relation: Relation,
        _ refused: [OccurrencePool.Member],
        _ accepted: [OccurrencePool.Member],
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> Lesson {
        let message = Frequency.top(refused.map(\.occurrence.way)) ?? ""
        // What state things have to be in, beside the relation, where that holds for all accepted calls as well.
        let state = Relation.state(refused, accepted).map { "; " + $0.action(tool) } ?? ""
        let other = relation.isRequired ? nil : Self.sibling(of: tool, for: relation, in: group)
        return FoundLesson(
            kind: relation.isOrder ? .order : .constraint,
            section: "Tool calls",
            title: relation.title(tool),
            when: "you call `\(tool)`"
                + (message.isEmpty ? "" : ", or it answers “\(MessageNormalizer.shown(message))”"),
            action: relation.action(tool, from: Relation.origin(of: relation.name, accepted))
                + (other.map { " (for the \(relation.place) one, call `\($0)`)" } ?? "")
                + (relation.isState ? "" : state),
            why: "\(refused.count.of("refused call")) against \(accepted.count) accepted ones, no exception",
            trigger: Self.name + "/" + tool,
            way: relation.key,
            met: refused,
            worked: accepted
        ).lesson(in: group, index)
    }

    /// The tool of the same verb that accepts what this one refuses: all its accepted calls have the place that is refused here,
    /// and few of its refused ones.
    private static func sibling(of tool: String, for relation: Relation, in group: OccurrencePool.Group) -> String? {
        guard relation.isPlace, let verb = ToolName.verb(tool) else { return nil }
        let others = Dictionary(grouping: group.members) { $0.occurrence.situation }.filter { name, members in
            guard name != tool, ToolName.verb(name) == verb else { return false }
            let accepted = members.filter { $0.occurrence.reached > 0 }
            let refused = members.filter { $0.occurrence.reached == 0 }
            return !accepted.isEmpty && accepted.allSatisfy(relation.hasPlace)
                && refused.count(where: relation.hasPlace) * 3 <= refused.count
        }
        return others.count == 1 ? others.first?.key : nil
    }

    /// Where no relation separates the calls: what most of those changed who were accepted after this message.
    private func replacement(
        _ tool: String,
        _ message: String,
        _ refused: [OccurrencePool.Member],
        _ kinds: Set<String>,
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> Lesson? {
        let recovered = refused.filter { !$0.occurrence.values("then").isEmpty }
        let before = Set(refused.flatMap(\.occurrence.facts))
        let ranked = Frequency.ranked(recovered.flatMap { Set<String>($0.occurrence.values("then").map(String.init)) })
        let replacing = ranked.first { fact in
            let words = Relation(fact: fact.value, isRequired: true)
            return words.canReplace && kinds.contains(fact.value) && fact.count >= 2
                && fact.count * 2 >= recovered.count
                && before.contains { $0.hasPrefix("prefix(\(words.name))=") }
        }
        guard let replacing else { return nil }
        let relation = Relation(fact: replacing.value, isRequired: true)
        let worked = recovered.filter { $0.occurrence.values("then").map(String.init).contains(replacing.value) }
        return FoundLesson(
            kind: .failure,
            section: "Tool calls",
            title: "use a \(relation.value)… for \(relation.name) when \(tool) answers “\(Phrase.short(message))”",
            when: "`\(tool)` answers “\(MessageNormalizer.shown(message))”",
            action:
                "take another `\(relation.name)` that begins with `\(relation.value)`, and check it in the earlier results before the call",
            trigger: Self.name + "/" + tool + "/" + message,
            way: replacing.value,
            met: refused,
            worked: worked
        ).lesson(in: group, index)
    }

    /// The same for all tools: values that nothing has shown are refused where nearly all accepted ones were shown.
    private static func general(_ pool: OccurrencePool) -> Lesson? {
        var members: [OccurrencePool.Member] = []
        var accepted: [OccurrencePool.Member] = []
        for tool in Set(pool.members.map(\.occurrence.situation)) {
            let calls = pool.members.filter { $0.occurrence.situation == tool }
            let (good, bad) = (calls.filter { $0.occurrence.reached > 0 }, calls.filter { $0.occurrence.reached == 0 })
            for fact in Set(bad.flatMap(\.occurrence.facts)) where fact.hasPrefix("unknown(") {
                let known = good.filter { $0.occurrence.facts.contains(fact.dropFirst(2).description) }
                guard !known.isEmpty, known.count * 10 >= good.count * 9 else { continue }
                members += bad.filter { $0.occurrence.facts.contains(fact) }
                accepted += known
            }
        }
        guard Set(members.map(\.occurrence.situation)).count >= 2 else { return nil }
        return FoundLesson(
            kind: .constraint,
            section: "Tool calls",
            title: "pass only ids that a result or the user has given",
            when: "an argument of a tool is an id",
            action:
                "copy it from the result of a look-up or from the user's words, and look it up first if there is none yet; never put one together yourself",
            why: "\(members.count.of("refused call")) had an id that nothing had shown before",
            trigger: name,
            way: "known",
            met: members,
            worked: accepted
        ).lesson(in: OccurrencePool.Group(skill: "tool-calls", members: members), pool.index)
    }
}

/// A fact that all accepted calls have and no refused one, or the reverse.
private struct Relation {
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
    ) -> Relation? {
        func count(_ members: [OccurrencePool.Member]) -> [String: Int] {
            var counts: [String: Int] = [:]
            for member in members { for fact in member.occurrence.facts { counts[fact, default: 0] += 1 } }
            return counts
        }
        let (no, yes) = (count(refused), count(accepted))
        // One message may have several causes: a fact of most refused calls explains those.
        let least = max(2, (refused.count * 3 + 4) / 5)
        let wrong = no.filter { $0.value >= least && yes[$0.key] == nil }.map {
            Relation(fact: $0.key, isRequired: false)
        }
        let right = yes.filter { $0.value == accepted.count && no[$0.key] == nil }.map {
            Relation(fact: $0.key, isRequired: true)
        }
        func rank(_ relation: Relation) -> Int { forms.firstIndex(of: String(relation.form)) ?? forms.count }
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
    static func state(_ refused: [OccurrencePool.Member], _ accepted: [OccurrencePool.Member]) -> Relation? {
        let common = accepted.dropFirst().reduce(Set(accepted.first?.occurrence.facts ?? [])) {
            $0.intersection($1.occurrence.facts)
        }
        let bad = Set(refused.flatMap(\.occurrence.facts))
        return common.subtracting(bad).map { Relation(fact: $0, isRequired: true) }.filter { $0.isState && $0.isUseful }
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
