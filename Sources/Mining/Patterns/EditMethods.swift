internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// The ways to change files, compared by what follows: an edit that breaks the file or is taken back does not count.
struct EditMethods: LessonPattern {
    static let name = "edit-methods"
    /// The number of calls after an edit in which it is taken back or breaks something, or was good.
    private static let reach = 6

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var found: [EditMethod: Occurrence] = [:]
        for (index, action) in sequence.actions.enumerated() {
            guard let method = action.edit, sequence.changesProject(action) else { continue }
            let failure = failure(of: index, in: sequence)
            var entry = found[method] ?? Occurrence(pattern: Self.name, way: method.rawValue)
            entry.tried += 1
            if let failure {
                entry.lost += 2
                if entry.quotes.isEmpty { entry.quotes = [action.quote, failure] }
            } else {
                entry.reached += 1
            }
            found[method] = entry
        }
        return EditMethod.allCases.compactMap { found[$0] }
    }

    /// The words that show that an edit failed: its own refusal, a syntax error soon after, or its being taken back.
    private func failure(of index: Int, in sequence: ActionSequence) -> Lesson.Quote? {
        let action = sequence.actions[index]
        if action.call.status == .error { return Self.quote(action) }
        let file = action.edited
        for next in sequence.actions[(index + 1)...].prefix(Self.reach) {
            if next.edit != nil, next.edited == file, next.call.status != .error, !Self.takesBack(next, file) {
                return nil
            }
            if Self.takesBack(next, file) { return next.quote }
            if next.call.status == .error, let text = next.call.observation?.text,
                text.containsBytes(of: "SyntaxError") || text.containsBytes(of: "IndentationError"),
                file.map({ text.containsBytes(of: $0.lastPathPart) }) ?? true
            {
                return Self.quote(next)
            }
        }
        return nil
    }

    private static func takesBack(_ action: Action, _ file: String?) -> Bool {
        action.commands.contains { command in
            let words = command.texts
            let isReset =
                command.program == "git" && ["checkout", "restore"].contains(words.dropFirst().first ?? "")
                && words.count > 2
            let isCopy =
                command.program == "cp" && (words.dropFirst().first { !$0.hasPrefix("-") } ?? "").hasSuffix("bak")
            guard isReset || isCopy else { return false }
            guard let name = file?.split(separator: "/").last else { return true }
            return words.contains { $0.hasSuffix(name) || $0 == "." }
        }
    }

    private static func quote(_ action: Action) -> Lesson.Quote {
        let lines = action.call.observation?.text.split(separator: "\n") ?? []
        let line = lines.last { $0.containsBytes(of: "Error") || $0.containsBytes(of: "rror:") } ?? lines.last ?? ""
        return Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))
    }

    /// The least number of edits of a method that is compared.
    private static let least = 8
    private static let level = 0.05

    /// Agents with an editing tool and agents with a shell alone are compared apart.
    func lessons(from pool: OccurrencePool) -> [Lesson] {
        let withTool = Set(pool.members.filter { $0.occurrence.way == EditMethod.tool.rawValue }.map(\.episode.session))
        return [true, false].flatMap { hasTool -> [Lesson] in
            let part = OccurrencePool(
                members: pool.members.filter { withTool.contains($0.episode.session) == hasTool },
                index: pool.index
            )
            return part.widest(general: hasTool ? "coding" : "command-line").compactMap { lesson(of: $0, pool.index) }
        }
    }

    private func lesson(of group: OccurrencePool.Group, _ index: PoolIndex) -> Lesson? {
        let methods = EditMethod.allCases.compactMap {
            method -> (method: EditMethod, members: [OccurrencePool.Member])? in
            let members = group.members.filter { $0.occurrence.way == method.rawValue }
            return members.tried >= Self.least ? (method, members) : nil
        }
        guard let best = methods.max(by: { Self.rate($0.members) < Self.rate($1.members) }) else { return nil }
        // Methods that are as good as the best one are named together.
        let good = methods.filter { Self.rate($0.members) >= Self.rate(best.members) - Self.tolerance }
        let worse = methods.filter { other in
            Self.rate(other.members) < Self.rate(best.members) - Self.tolerance
                && Statistics.fisher(
                    successWith: best.members.reached,
                    successWithout: best.members.tried - best.members.reached,
                    failureWith: other.members.reached,
                    failureWithout: other.members.tried - other.members.reached
                ) < Self.level
        }
        guard !worse.isEmpty else { return nil }
        let counts = (good + worse).map { "\($0.method.words): \($0.members.reached) of \($0.members.tried) good" }
        return FoundLesson(
            kind: .success,
            section: "Changing files",
            title:
                "change files by \(Phrase.list(good.map(\.method.shortWords), last: "or")), not by \(Phrase.list(worse.map(\.method.shortWords), last: "or"))",
            when: "you edit a file of the project",
            action:
                "use \(Phrase.list(good.map(\.method.words), last: "or")), and look at the result with `git diff` in the same command; "
                + "not \(Phrase.list(worse.map(\.method.words), last: "or"))",
            why: counts.joined(separator: ", "),
            trigger: Self.name,
            way: good.map(\.method.rawValue).joined(separator: " "),
            identity: "compared",
            met: worse.flatMap(\.members).filter { $0.occurrence.lost > 0 },
            worked: good.flatMap(\.members).filter { $0.occurrence.reached > 0 },
            programs: ["git", "sed", "python", "patch"],
            rate: Self.rate(best.members)
        ).lesson(in: group, index)
    }

    /// Rates with a smaller difference count as equal.
    private static let tolerance = 0.03

    private static func rate(_ members: [OccurrencePool.Member]) -> Double {
        Double(members.reached) / Double(Swift.max(1, members.tried))
    }
}

extension EditMethod {
    /// The method in two words, for a title.
    var shortWords: String {
        switch self {
        case .tool: "the editing tool"
        case .exactText: "replacing exact text"
        case .pattern: "`sed -i s///`"
        case .regularExpression: "regular expressions"
        case .lineNumbers: "line numbers"
        case .patch: "hand-written patches"
        }
    }
}
