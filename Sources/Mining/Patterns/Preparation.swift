internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// What a command or a call needs before it: it fails, something else is done, and then the very same works.
struct Preparation: LessonPattern {
    static let name = "preparation"
    static let namesWays = true

    /// Failures about which other patterns know more, or after which the same call does not work for what was done between.
    private static let others: Set<String> = [
        "syntax", "shell-syntax", "exit-code", "no-result", "missing-module", "missing-program", "no-such-package",
        "externally-managed", "cannot-import-name", "patch-refused", "time-out",
    ]

    // MARK: Noting

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        let actions = sequence.actions
        var found: [String: Occurrence] = [:]
        for index in actions.indices where actions[index].isTrouble && !actions[index].wasRefusedByPerson {
            let failed = actions[index]
            guard let again = Self.again(after: index, in: actions), again > index + 1 else { continue }
            let between = actions[(index + 1)..<again].filter { !$0.call.isParallel(to: failed.call) }
            // What was changed in a file may be what helped.
            guard !between.contains(where: { Self.changesFiles($0) }) else { continue }
            let (signature, line) = failed.failure(written: sequence.ownNames)
            guard !Self.others.contains(signature.kind), !signature.message.isEmpty || signature.kind != "message"
            else {
                continue
            }
            for (way, ran, action) in between.flatMap({ Self.ways($0, for: failed) }) {
                let key = signature.key + "|" + way
                guard found[key] == nil else { continue }
                found[key] = Occurrence(
                    pattern: Self.name,
                    situation: signature.key,
                    way: way,
                    tried: 1,
                    reached: 1,
                    lost: again - index - between.count + 1,
                    facts: ["ran=\(ran)", "cmd=\(Self.label(of: failed))", "said=\(Self.said(signature, line))"],
                    quotes: [
                        Lesson.Quote(step: failed.step.number, text: String(line.prefix(240))), action.quote,
                    ].filter { !$0.text.isEmpty }
                )
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The place of the next call that is the same and worked; nil if none of the next ones is.
    private static func again(after index: Int, in actions: [Action]) -> Int? {
        let failed = actions[index]
        let end = min(actions.count, index + 1 + RecoveryFinder.reach)
        return RecoveryFinder(calls: actions).following(index, until: end).first { next in
            let action = actions[next]
            guard action.isGood, !action.isTrouble else { return false }
            guard let before = failed.script?.main, let after = action.script?.main else {
                return failed.script == nil && action.script == nil && action.call.tool == failed.call.tool
                    && action.call.arguments == failed.call.arguments
            }
            return before.texts == after.texts && before.assignments.map(\.name) == after.assignments.map(\.name)
                && !before.texts.isEmpty
        }
    }

    private static func changesFiles(_ action: Action) -> Bool {
        if action.edit != nil || !action.writes.isEmpty { return true }
        return action.effects.contains { effect in
            switch effect.kind {
            case .edit, .write: true
            default: false
            }
        }
    }

    /// What an action between did that may have prepared the call: its commands, or a call about the same thing.
    private static func ways(_ action: Action, for failed: Action) -> [(way: String, ran: String, action: Action)] {
        guard action.isGood else { return [] }
        guard failed.script != nil else {
            guard action.call.tool != failed.call.tool, let target = failed.call.target,
                let shared = action.call.arguments.first(where: { $0.value == target })
            else { return [] }
            return [(action.call.tool, shared.name, action)]
        }
        return action.commands.compactMap { command in
            guard !asides.contains(command.program), !command.program.isEmpty,
                !ShellAction.actions(of: command).allSatisfy({ $0.kind == .look }),
                command.texts != failed.script?.main?.texts, !ToolStatus.runsTests(command.texts),
                command.words.allSatisfy({ !$0.hasExpansion }), let line = CommandText.line(of: command)
            else { return nil }
            return (template(of: command), line, action)
        }
    }

    /// Programs that prepare nothing by themselves, and git, whose commands are mostly the work itself.
    private static let asides: Set<String> = [
        "cd", "echo", "printf", "sleep", "true", ":", "set", "exit", "pwd", "env", "date", "git", "which", "type",
        "test", "[", "[[", "ps", "kill", "pkill", "curl", "wget",
    ]

    /// Programs whose commands have two words.
    private static let nested: Set<String> = [
        "docker", "podman", "kubectl", "go", "npm", "npx", "yarn", "pnpm", "bun", "gh", "aws", "gcloud", "az", "dotnet",
        "bundle", "uv", "poetry", "php", "conda",
    ]

    /// A command without options and without what it is run on: `docker compose up`, `go mod tidy`.
    static func template(of command: SimpleCommand) -> String {
        if let (launcher, inner) = command.launched { return launcher + template(of: inner) }
        let texts = command.texts
        let most = nested.contains(command.program) ? 2 : 1
        let verbs = texts.dropFirst().filter { !$0.hasPrefix("-") }.prefix(most).prefix { word in
            word.allSatisfy { $0.isLetter || $0 == "-" || $0 == ":" || $0 == "_" } && word.utf8.count <= 24
        }
        return ([texts.first ?? ""] + verbs).joined(separator: " ")
    }

    private static func label(of action: Action) -> String {
        action.script?.main.map(template) ?? action.call.tool
    }

    private static func said(_ signature: Signature, _ line: String) -> String {
        signature.message.isEmpty ? MessageNormalizer.message(line) : signature.message
    }

    // MARK: Lessons

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        let situations = Dictionary(grouping: pool.members) { $0.occurrence.situation }
        let troubles = Self.troubles(of: Set(situations.keys), in: pool.index)
        return situations.sorted { $0.key < $1.key }.flatMap { situation, members -> [Lesson] in
            let own = OccurrencePool(members: members, index: pool.index)
            let others = members.filter { $0.episode.route == nil }
            var found: [Lesson] = own.places().filter(\.isAssigned).compactMap {
                lesson(situation, in: $0, troubles, pool.index)
            }
            // What one project needs is that project's; what several do belongs to all.
            let isTool = situation.hasPrefix("tool/")
            if Set(others.compactMap(\.episode.workspace)).count > 1 || isTool,
                let first = others.first,
                let general = lesson(
                    situation,
                    in: OccurrencePool.Group(skill: Self.general(situation, first, pool.index), members: others),
                    troubles,
                    pool.index
                )
            {
                found.append(general)
            } else {
                found += own.places().filter { $0.workspace != nil }.compactMap {
                    lesson(situation, in: $0, troubles, pool.index)
                }
            }
            return found
        }
    }

    private static func general(_ situation: String, _ member: OccurrencePool.Member, _ index: PoolIndex) -> String {
        let parts = situation.split(separator: "/").map(String.init)
        switch parts.first {
        case "tool": return index.toolkitSkill(of: parts.count > 2 ? parts[2] : "")
        case "python": return "python"
        default: return "command-line"
        }
    }

    /// - Parameter troubles: where each situation arose, whatever followed.
    private func lesson(
        _ situation: String,
        in group: OccurrencePool.Group,
        _ troubles: [String: [OccurrencePool.Member]],
        _ index: PoolIndex
    ) -> Lesson? {
        let ways = Dictionary(grouping: group.members) { $0.occurrence.way }
        let recovered = group.members.sessions.count
        let ranked = ways.sorted {
            ($1.value.sessions.count, $0.key) < ($0.value.sessions.count, $1.key)
        }
        guard let (way, members) = ranked.first, members.sessions.count * 2 > recovered,
            // In a general rule, several projects show the way.
            group.workspace != nil || group.isAssigned || situation.hasPrefix("tool/")
                || Set(members.compactMap(\.episode.workspace)).count > 1,
            let label = Frequency.top(members.flatMap { $0.occurrence.values("cmd").map(String.init) }),
            let said = Frequency.top(members.flatMap { $0.occurrence.values("said").map(String.init) }),
            let ran = Frequency.top(members.flatMap { $0.occurrence.values("ran").map(String.init) })
        else { return nil }
        let isTool = situation.hasPrefix("tool/")
        let verb = isTool ? "call" : "run"
        let says = isTool ? "answers" : "says"
        let what = isTool ? "call `\(way)` with the same `\(ran)`" : "run `\(ran)`"
        let met = members + Self.others(troubles[situation] ?? [], in: group, than: members)
        return FoundLesson(
            kind: .failure,
            section: isTool ? "Tool calls" : "When a command fails",
            title:
                "\(verb) \(isTool || ran.count > 48 ? way : ran) first when \(Self.short(label)) \(says) “\(Phrase.short(said))”",
            when: "`\(label)` \(says) “\(MessageNormalizer.shown(said))”",
            action: "\(what), and then the same \(isTool ? "call" : "command") again",
            why: "the same then worked in \(members.sessions.count) of \(met.sessions.count.of("session"))",
            trigger: Self.name + "/" + situation,
            way: way,
            met: met,
            worked: members,
            programs: isTool ? [] : [String(ran.prefix { $0 != " " }), String(label.prefix { $0 != " " })],
            rate: Double(members.sessions.count) / Double(max(1, met.sessions.count))
        ).lesson(in: group, index)
    }

    /// A label in at most three words: its program alone if it has more.
    private static func short(_ label: String) -> String {
        let words = label.split(separator: " ")
        return words.count <= 3 ? label : String(words[0])
    }

    /// The episodes of the scope of a group that met the situation and did not find the way.
    private static func others(
        _ met: [OccurrencePool.Member],
        in group: OccurrencePool.Group,
        than members: [OccurrencePool.Member]
    ) -> [OccurrencePool.Member] {
        let known = members.sessions
        let route = members.first?.episode.route
        return met.filter { member in
            !known.contains(member.episode.session) && member.episode.route == route
                && (group.workspace == nil || member.episode.workspace == group.workspace)
        }
    }

    /// Where failures of some signatures arose, each once for an episode: one pass over the pool for all of them.
    private static func troubles(of keys: Set<String>, in index: PoolIndex) -> [String: [OccurrencePool.Member]] {
        var found: [String: [OccurrencePool.Member]] = [:]
        guard !keys.isEmpty else { return found }
        for episode in index.episodes {
            var seen: Set<String> = []
            for finding in episode.findings where finding.kind == .trouble {
                let key = finding.signature.key
                guard keys.contains(key), seen.insert(key).inserted else { continue }
                let trouble = Occurrence(pattern: name, situation: key, tried: 1, quotes: [finding.failure])
                found[key, default: []].append(
                    OccurrencePool.Member(episode: episode, occurrence: PooledOccurrence(trouble))
                )
            }
        }
        return found
    }
}
