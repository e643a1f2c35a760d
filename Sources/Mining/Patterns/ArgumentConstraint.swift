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
            let (signature, line) = action.failure()
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
        var byRule: [String: (relation: ArgumentRelation, members: [OccurrencePool.Member])] = [:]
        var lessons: [Lesson] = []
        for (key, members) in Dictionary(grouping: refused, by: { $0.occurrence.way.lowercased() }).sorted(by: {
            $0.key < $1.key
        }) {
            let message = Frequency.top(members.map(\.occurrence.way)) ?? key
            guard members.count >= Self.leastRefused else { continue }
            if let relation = ArgumentRelation.separating(members, from: accepted, isKind: kinds) {
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
        _ relation: ArgumentRelation,
        _ refused: [OccurrencePool.Member],
        _ accepted: [OccurrencePool.Member],
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> Lesson {
        let message = Frequency.top(refused.map(\.occurrence.way)) ?? ""
        // What state things have to be in, beside the relation, where that holds for all accepted calls as well.
        let state = ArgumentRelation.state(refused, accepted).map { "; " + $0.action(tool) } ?? ""
        let other = relation.isRequired ? nil : Self.sibling(of: tool, for: relation, in: group)
        return FoundLesson(
            kind: relation.isOrder ? .order : .constraint,
            section: "Tool calls",
            title: relation.title(tool),
            when: "you call `\(tool)`"
                + (message.isEmpty ? "" : ", or it answers “\(MessageNormalizer.shown(message))”"),
            action: relation.action(tool, from: ArgumentRelation.origin(of: relation.name, accepted))
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
    private static func sibling(of tool: String, for relation: ArgumentRelation, in group: OccurrencePool.Group)
        -> String?
    {
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
            let words = ArgumentRelation(fact: fact.value, isRequired: true)
            return words.canReplace && kinds.contains(fact.value) && fact.count >= 2
                && fact.count * 2 >= recovered.count
                && before.contains { $0.hasPrefix("prefix(\(words.name))=") }
        }
        guard let replacing else { return nil }
        let relation = ArgumentRelation(fact: replacing.value, isRequired: true)
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
