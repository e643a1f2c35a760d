internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// How a goal is reached in a project: the commands that did, the commands that never did.
struct Procedure: LessonPattern {
    static let name = "procedure"
    static let namesWays = true
    let table: GoalTable

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var found: [String: Occurrence] = [:]
        var lastInstall: String?
        var hasReached: Set<String> = []
        for action in sequence.actions {
            if action.isGood, let line = Self.install(action) { lastInstall = line }
            guard let attempt = action.attempt else { continue }
            let (goal, command, family) = (attempt.goal, attempt.command, attempt.family)
            let result = action.result(for: goal)
            guard result != .undecided else { continue }
            let key = goal.name + "|" + family
            var entry = found[key] ?? Occurrence(pattern: Self.name, situation: goal.name, way: family)
            entry.tried += 1
            if result == .reached {
                entry.reached += 1
                hasReached.insert(goal.name)
                if let line = CommandText.line(of: command) {
                    let folder = CommandText.folder(of: command).map { "\($0)|" } ?? "|"
                    let fact = "ran=\(folder)\(line)"
                    if !entry.facts.contains(fact), entry.values("ran").count < 6 { entry.facts.append(fact) }
                }
                if entry.reached == 1 {
                    if let lastInstall { entry.facts.append("after=\(lastInstall)") }
                    entry.quotes = [action.quote, Self.evidence(action)].compactMap(\.self)
                }
            } else {
                if !hasReached.contains(goal.name) { entry.lost += 1 }
                if Self.lacksSomething(action), entry.values("lacks").isEmpty { entry.facts.append("lacks=1") }
                if entry.reached == 0, entry.quotes.isEmpty {
                    entry.quotes = [action.quote, Self.evidence(action)].compactMap(\.self)
                }
            }
            found[key] = entry
        }
        let attempts = found.sorted { $0.key < $1.key }.map(\.value)
        return attempts + Self.unreached(attempts, in: sequence, table)
    }

    /// The situation of an episode in which a test command ran no test: whether another one did later, and the scripts that
    /// it wrote instead.
    private static let unreached = "no-test"

    private static func unreached(_ found: [Occurrence], in sequence: ActionSequence, _ table: GoalTable)
        -> [Occurrence]
    {
        guard let goal = table.goals.first(where: { $0.evidence == .testsRan }) else { return [] }
        let attempts = sequence.actions.filter { $0.attempt?.goal.name == goal.name }
        let results = attempts.map { $0.result(for: goal) }
        guard let missed = results.firstIndex(of: .missed) else { return [] }
        let rest = results[missed...]
        let hasReached = rest.contains(.reached)
        // A later run that ended well may have been one.
        if !hasReached, rest.contains(.undecided) { return [] }
        let tests = found.filter { $0.situation == goal.name }
        let first = sequence.actions.firstIndex { $0 === attempts[missed] } ?? 0
        let scripts = sequence.actions[first...].filter { action in
            action.commands.contains { $0.document != nil } && action.writes.contains(where: sequence.ownFiles.contains)
        }
        return [
            Occurrence(
                pattern: name,
                situation: unreached,
                tried: tests.reduce(0) { $0 + $1.tried },
                reached: hasReached ? 1 : 0,
                lost: hasReached ? 0 : scripts.count,
                quotes: tests.first?.quotes ?? []
            )
        ]
    }

    /// Whether an attempt failed since its program, or a part of it, is not installed: that says nothing against the way.
    private static func lacksSomething(_ action: Action) -> Bool {
        ["missing-module", "missing-program", "no-such-package", "cannot-import-name"].contains(
            action.failure().signature.kind
        )
    }

    private static func install(_ action: Action) -> String? {
        for command in action.commands where ShellAction.installed(by: command) != nil {
            if command.words.allSatisfy({ !$0.hasExpansion }), let line = CommandText.line(of: command) { return line }
        }
        return nil
    }

    /// The last line of the output that is not blank.
    private static func evidence(_ action: Action) -> Lesson.Quote? {
        let text = action.call.observation?.text ?? ""
        guard let line = text.lastFilledLine(where: { $0.contains { $0.isLetter } && !$0.hasPrefix("<") }) else {
            return nil
        }
        return Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))
    }

    // MARK: Lessons

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        ofPlaces(pool) + withoutTests(pool)
    }

    /// The rule for sessions that never saw a test run.
    private func withoutTests(_ pool: OccurrencePool) -> [Lesson] {
        let members = pool.members.filter { $0.occurrence.situation == Self.unreached }
        return OccurrencePool(members: members, index: pool.index).widest(general: "command-line").compactMap { group in
            let met = group.members.filter { $0.occurrence.reached == 0 }
            let worked = group.members.filter { $0.occurrence.reached > 0 }
            guard !met.isEmpty, !worked.isEmpty else { return nil }
            return FoundLesson(
                kind: .procedure,
                section: "Before you finish",
                title: "see a test of the project itself pass before you finish",
                when: "a test command has run no test",
                action:
                    "find out what the runner lacks (a package, another folder, another command) instead of writing one more script of your own, "
                    + "and finish after an output that counts the tests that passed",
                trigger: Self.name + "/" + Self.unreached,
                way: "repair-runner",
                met: met,
                worked: worked
            ).lesson(in: group, pool.index)
        }
    }

    private func ofPlaces(_ pool: OccurrencePool) -> [Lesson] {
        pool.places().flatMap { place in
            Set(place.members.map(\.occurrence.situation)).sorted().flatMap { name -> [Lesson] in
                guard let goal = table.goals.first(where: { $0.name == name }) else { return [] }
                var group = place
                group.members = place.members.filter { $0.occurrence.situation == name }
                return lessons(of: goal, in: group, pool.index)
            }
        }
    }

    /// A dead end: so many attempts in so many sessions, and none reached the goal.
    private static let deadEnd = (attempts: 5, sessions: 3)

    private struct Family {
        let name: String
        let members: [OccurrencePool.Member]
        var bound: Double { Statistics.wilson(members.reached, of: members.tried).lowerBound }
        var rate: Double { Double(members.reached) / Double(max(1, members.tried)) }
    }

    private func lessons(of goal: Goal, in group: OccurrencePool.Group, _ index: PoolIndex) -> [Lesson] {
        let families = Set(group.members.map(\.occurrence.way)).sorted().map { way in
            Family(name: way, members: group.members.filter { $0.occurrence.way == way })
        }
        let best = families.filter { $0.members.reached > 0 && $0.rate >= 0.3 }.max { $0.bound < $1.bound }
        let dead = families.filter { family in
            family.name != best?.name && family.members.tried >= Self.deadEnd.attempts
                && family.members.sessions.count >= Self.deadEnd.sessions && family.rate < 0.1
        }
        let met = group.members.filter { $0.occurrence.lost > 0 || $0.occurrence.reached == 0 }
        if let best { return procedure(goal, best, not: dead, met: met, in: group, index).map { [$0] } ?? [] }
        return dead.filter { !Self.isOnlyMissing($0) }.map { family in
            FoundLesson(
                kind: .deadEnd,
                section: Self.section(goal),
                title: "do not try to \(goal.words) with \(family.name)",
                when: "you want to \(goal.words)",
                action:
                    "do not use `\(family.name)`: no try has reached that here; look for the project's own way first",
                why: "\(family.members.tried) tries in \(family.members.sessions.count.of("session")), none reached it",
                trigger: Self.name + "/" + goal.name,
                way: "not " + family.name,
                met: family.members,
                worked: []
            ).lesson(in: group, index)
        }
    }

    /// Whether most of the sessions with a family failed since it was not installed.
    private static func isOnlyMissing(_ family: Family) -> Bool {
        family.members.count { !$0.occurrence.values("lacks").isEmpty } * 2 >= family.members.count
    }

    private static func section(_ goal: Goal) -> String {
        goal.name == "test" ? "Running tests" : "Building and checking"
    }

    private func procedure(
        _ goal: Goal,
        _ best: Family,
        not dead: [Family],
        met: [OccurrencePool.Member],
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> Lesson? {
        let reached = best.members.filter { $0.occurrence.reached > 0 }
        let commands = reached.flatMap { $0.occurrence.values("ran").map(String.init) }
        guard let chosen = Self.representative(commands) else { return nil }
        let (folder, line) = chosen
        let others = commands.map { String($0.drop { $0 != "|" }.dropFirst()) }.filter { $0 != line }
        let label = Self.operand(of: line)
        let example = Frequency.ranked(others.compactMap(Self.operand)).first { $0.value != label }?.value
        let install = precondition(reached, in: group)
        var action = install.map { "after `\($0)`, " } ?? ""
        action += "run `\(line)`" + (folder.isEmpty ? "" : " in `\(folder)`")
        if let label, let example { action += " (`\(label)` names what to \(goal.name); another is `\(example)`)" }
        if !dead.isEmpty {
            action +=
                "; not \(Phrase.list(dead.map { "`\($0.name)`" }, last: "or")), which \(dead.count.form(one: "has", many: "have")) reached nothing here"
        }
        let counts = ([best] + dead).map { "\($0.name): \($0.members.reached) of \($0.members.tried) tries reached it" }
        return FoundLesson(
            kind: .procedure,
            section: Self.section(goal),
            title: "\(goal.words) with \(Self.shown(best.name, as: line))",
            when: "you want to \(goal.words)",
            action: action,
            why: counts.joined(separator: ", "),
            trigger: Self.name + "/" + goal.name,
            way: best.name,
            met: met + reached,
            worked: reached,
            gone: best.members,
            programs: [String(line.split(separator: " ").first ?? ""), "pip", "python", "python3", "cd"],
            rate: best.rate
        ).lesson(in: group, index)
    }

    /// The name of a family with the interpreter that the command names: `python3 -m unittest`.
    private static func shown(_ family: String, as line: String) -> String {
        guard family.hasPrefix("python "), let program = line.split(separator: " ").first(where: { !$0.contains("=") }),
            program.hasPrefix("python"), !program.contains("/")
        else { return family }
        return String(program) + family.dropFirst("python".count)
    }

    /// The installation that came before the first success in most sessions that reached the goal.
    private func precondition(_ reached: [OccurrencePool.Member], in group: OccurrencePool.Group) -> String? {
        let ranked = Frequency.ranked(reached.flatMap { Set<String>($0.occurrence.values("after").map(String.init)) })
        guard let first = ranked.first, first.count * 2 >= reached.sessions.count,
            first.count >= 2 || reached.sessions.count == 1
        else { return nil }
        return first.value
    }

    /// The shortest of the commands whose options most of the others share.
    private static func representative(_ commands: [String]) -> (folder: String, line: String)? {
        func options(_ line: String) -> Set<Substring> { Set(line.split(separator: " ").filter { $0.hasPrefix("-") }) }
        let all = commands.map {
            (folder: String($0.prefix { $0 != "|" }), line: String($0.drop { $0 != "|" }.dropFirst()))
        }
        let common = Set(
            Frequency.ranked(all.flatMap { options($0.line) }).filter { $0.count * 2 >= all.count }.map(\.value)
        )
        let folder = Frequency.top(all.map(\.folder)) ?? ""
        let lines = Set(all.filter { $0.folder == folder }.map(\.line))
        let ranked = lines.map { line in
            (difference: options(line).symmetricDifference(common).count, length: line.count, line: line)
        }
        return ranked.min { ($0.difference, $0.length, $0.line) < ($1.difference, $1.length, $1.line) }
            .map { (folder, $0.line) }
    }

    /// What a command is run on: the first word after the runner that is neither an option nor the value of one.
    private static func operand(of line: String) -> String? {
        let words = line.split(separator: " ")
        guard
            let runner = words.firstIndex(where: { $0 == "-m" }).map({ $0 + 1 })
                ?? (words.count > 1 && words[1].hasSuffix(".py") ? 1 : words.first == "pytest" ? 0 : nil),
            runner < words.count
        else { return nil }
        var isValue = false
        for word in words[(runner + 1)...] {
            if isValue {
                isValue = false
            } else if word.hasPrefix("-") {
                isValue = ["-k", "-m", "-p", "-o", "-c", "-n"].contains(word)
            } else {
                return String(word)
            }
        }
        return nil
    }
}
