internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Meeting what a fresh environment lacks piece by piece: a module or a program is missing, it is installed, the next one is
/// missing. The command that ends the chain is the way, not the one that ends a link.
struct MissingParts: LessonPattern {
    static let name = "missing-parts"
    private static let kinds: Set<String> = ["missing-module", "missing-program"]

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var programs: [String] = []
        var missing: [(name: String, index: Int, quote: Lesson.Quote)] = []
        var shown: [String] = []
        var installs: [(line: String, packages: [String], index: Int, quote: Lesson.Quote)] = []
        for (index, action) in sequence.actions.enumerated() where !action.commands.isEmpty {
            if action.isTrouble, let part = Self.missingPart(action, sequence.ownNames) {
                missing.append((part.name, index, part.quote))
                if part.isProgram { programs.append(part.name) }
                if let message = Self.otherMessage(action, part.name) { shown.append(message) }
            }
            guard action.isGood else { continue }
            for command in action.commands {
                guard let packages = ShellAction.installed(by: command), let line = Self.line(of: command) else {
                    continue
                }
                installs.append((line, packages, index, action.quote))
            }
        }
        // A program that was got round, not installed, is not a part of a set-up.
        let installed = Set(installs.flatMap(\.packages))
        let around = Set(programs).subtracting(installed)
        missing.removeAll { around.contains($0.name) && !installed.contains(".") }
        guard let first = missing.first, let last = missing.last else {
            // Sessions that installed before they met anything are the ways that others may take.
            guard let install = installs.first else {
                return programs.isEmpty ? [] : [Occurrence(pattern: Self.name, facts: Self.programFacts(programs))]
            }
            return [
                Occurrence(
                    pattern: Self.name,
                    way: install.line,
                    tried: 1,
                    reached: 1,
                    facts: Self.facts([], installs.map { ($0.line, $0.packages) }, ended: install.line)
                        + Self.programFacts(programs),
                    quotes: [install.quote]
                )
            ]
        }
        let worked = sequence.actions.indices.contains {
            $0 > last.index && sequence.actions[$0].isGood && !sequence.actions[$0].isLook
                && !sequence.actions[$0].commands.isEmpty
        }
        let ended = worked ? installs.first { $0.index > last.index } : nil
        let relevant = installs.filter { $0.index > first.index }
        return [
            Occurrence(
                pattern: Self.name,
                situation: first.name,
                way: ended?.line ?? "",
                tried: relevant.count,
                reached: ended == nil ? 0 : 1,
                lost: max(0, missing.count + relevant.count - 1),
                facts: Self.facts(missing.map(\.name), relevant.map { ($0.line, $0.packages) }, ended: ended?.line)
                    + Self.programFacts(programs) + Set(shown).sorted().map { "shown=\($0)" },
                quotes: [first.quote, (ended ?? relevant.last)?.quote].compactMap(\.self)
            )
        ]
    }

    private static func facts(_ missing: [String], _ installs: [(line: String, packages: [String])], ended: String?)
        -> [String]
    {
        var facts: [String] = []
        for name in missing where !facts.contains("missing=\(name)") { facts.append("missing=\(name)") }
        for install in installs where !facts.contains("ran=\(install.line)") { facts.append("ran=\(install.line)") }
        for package in installs.flatMap(\.packages) where !facts.contains("package=\(package)") {
            facts.append("package=\(package)")
        }
        if let ended { facts.append("ended=\(ended)") }
        return facts
    }

    private static func programFacts(_ programs: [String]) -> [String] {
        Set(programs).sorted().map { "program=\($0)" }
    }

    /// What an action lacked: the name of a module or a program, with the line that says so.
    private static func missingPart(_ action: Action, _ written: Set<String>) -> (
        name: String, isProgram: Bool, quote: Lesson.Quote
    )? {
        let (signature, line) = action.failure(written: written)
        guard kinds.contains(signature.kind), !signature.subject.isEmpty else { return nil }
        return (
            signature.subject, signature.kind == "missing-program",
            Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))
        )
    }

    /// The message in which an output ends, where that is another one than the missing part: what was raised last hides the
    /// cause.
    private static func otherMessage(_ action: Action, _ part: String) -> String? {
        guard
            let last = action.call.observation?.text.lastFilledLine(where: { line in
                line.first?.isLetter == true && line.containsBytes(of: "Traceback (") == false
            }),
            let colon = last.firstByteRange(of: ": "), !last.containsBytes(of: part)
        else { return nil }
        let name = last[..<colon.lowerBound]
        guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }),
            (name.split(separator: ".").last ?? "").first?.isUppercase == true
        else { return nil }
        let text = last[colon.upperBound...]
        let sentence = text.firstByteRange(of: ". ").map { text[..<$0.lowerBound] } ?? text
        let message =
            sentence.count <= 90
            ? sentence : sentence.prefix(90)[..<(sentence.prefix(90).lastIndex(of: " ") ?? sentence.startIndex)]
        return message.count >= 12 ? String(message) : nil
    }

    /// An installation as it ran; nil for one that another session cannot run as it is.
    private static func line(of command: SimpleCommand) -> String? {
        command.words.allSatisfy { !$0.hasExpansion } ? CommandText.line(of: command) : nil
    }

    // MARK: Lessons

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        let places = pool.places()
        var lessons = places.compactMap { ofPlace($0, pool.index) }
        lessons += [general(pool), common(pool), programs(pool)].compactMap(\.self)
        return lessons
    }

    /// The one command for a workspace.
    private func ofPlace(_ group: OccurrencePool.Group, _ index: PoolIndex) -> Lesson? {
        let met = group.members.filter { !$0.occurrence.situation.isEmpty }
        guard !met.isEmpty, let way = InstallationWay(in: group.members) else { return nil }
        let ranked = Frequency.ranked(met.flatMap { Set<String>($0.occurrence.values("missing").map(String.init)) })
        let names = ranked.filter { $0.count >= 2 }.prefix(6).map(\.value)
        guard let first = names.first ?? met.first?.occurrence.situation else { return nil }
        let shown = names.isEmpty ? [first] : Array(names)
        // A message of several tasks that hides what is missing.
        let hidden = Frequency.ranked(met.flatMap { Set($0.occurrence.values("shown").map(String.init)) }).first {
            entry in
            let tasks = met.filter { $0.occurrence.values("shown").map(String.init).contains(entry.value) }
            return Set(tasks.map(\.episode.task)).count >= 2
        }?.value
        return FoundLesson(
            kind: .environment,
            section: "Before the first run",
            title: way.title,
            when: "you work in a fresh environment, or \(Phrase.list(shown.map { "`\($0)`" }, last: "or")) is missing"
                + (hidden.map { ", also where the output ends in “\($0)”" } ?? ""),
            action: "run `\(way.line)` once, before the first run of anything"
                + (way.isUnion ? "; all of them in one go" : way.isProject ? "; it brings what the project needs" : ""),
            trigger: Self.name + (way.packages.count == 1 && !way.isProject ? "/" + way.packages[0] : ""),
            way: "install " + way.packages.joined(separator: " "),
            identity: way.isUnion ? "install all" : nil,
            met: met,
            worked: way.worked,
            programs: [way.program, "python", "python3", "pip", "pip3"],
            rate: way.rate
        ).lesson(in: group, index)
    }

    /// The general skill for what an installer brings.
    private static func skill(for line: String) -> String {
        switch line.split(separator: " ").first {
        case "pip", "pip3", "python", "python3", "uv", "conda", "mamba", "poetry": "python"
        case "npm", "yarn", "pnpm", "bun": "node"
        default: "command-line"
        }
    }

    /// A tool that is missing in most projects and is installed under its own name: a test runner.
    private func common(_ pool: OccurrencePool) -> Lesson? {
        let members = pool.members.filter { $0.episode.route == nil && !$0.occurrence.situation.isEmpty }
        let names = Frequency.ranked(members.flatMap { Set<String>($0.occurrence.values("missing").map(String.init)) })
        for name in names where name.count >= 3 {
            let met = members.filter { $0.occurrence.values("missing").map(String.init).contains(name.value) }
            let worked = met.filter {
                $0.occurrence.reached > 0 && $0.occurrence.values("package").map(String.init).contains(name.value)
            }
            guard Set(met.map(\.episode.workspace)).count >= 3, Set(worked.map(\.episode.workspace)).count >= 2,
                let line = Frequency.top(
                    worked.flatMap { $0.occurrence.values("ran").map(String.init) }.filter {
                        $0.hasSuffix(" \(name.value)")
                    }
                )
            else { continue }
            return FoundLesson(
                kind: .environment,
                section: "Before the first run",
                title: "install \(name.value) first where it is not there",
                when: "you are about to use `\(name.value)` in a fresh environment",
                action:
                    "run `\(line)` before the first use, and read the output to see whether it ran: a pipe hides the failure",
                trigger: Self.name + "/" + name.value,
                way: "install " + name.value,
                met: met,
                worked: worked,
                programs: [String(line.prefix { $0 != " " }), name.value]
            ).lesson(in: OccurrencePool.Group(skill: Self.skill(for: line), members: met), pool.index)
        }
        return nil
    }

    /// Programs that the system lacks: the package manager has them.
    private func programs(_ pool: OccurrencePool) -> Lesson? {
        let met = pool.members.filter { $0.episode.route == nil && !$0.occurrence.values("program").isEmpty }
        let managers = ["apt-get install", "apt install", "apk add", "dnf install", "yum install", "brew install"]
        func systemLine(_ line: Substring) -> Bool { managers.contains { line.hasPrefix($0) } }
        let worked = met.filter { $0.occurrence.values("ran").contains(where: systemLine) }
        let names = Frequency.ranked(worked.flatMap { Set<String>($0.occurrence.values("program").map(String.init)) })
            .prefix(5).map(\.value)
        guard names.count >= 2,
            let line = Frequency.top(
                worked.flatMap { $0.occurrence.values("ran").filter(systemLine).map(String.init) }
            ),
            let installer = InstallationWay.installer(of: line)
        else { return nil }
        return FoundLesson(
            kind: .environment,
            section: "Before the first run",
            title: "install all missing programs with one command",
            when: "a program is missing (`command not found`; seen: \(Phrase.list(names.map { "`\($0)`" })))",
            action:
                "install everything that the task needs in one call of `\(installer)`, then go on; do not try one program after the other",
            trigger: Self.name + "/programs",
            way: installer,
            met: met,
            worked: worked,
            programs: [String(installer.prefix { $0 != " " })]
        ).lesson(in: OccurrencePool.Group(skill: "command-line", members: met), pool.index)
    }

    /// The rule for all projects: install what the project declares at once.
    private func general(_ pool: OccurrencePool) -> Lesson? {
        let met = pool.members.filter { $0.occurrence.lost > 1 && $0.episode.route == nil }
        let worked = pool.members.filter { member in
            member.episode.route == nil
                && member.occurrence.values("ended").contains(where: InstallationWay.installsProject)
        }
        guard Set(met.map(\.episode.workspace)).count >= 2, Set(worked.map(\.episode.workspace)).count >= 2,
            let line = Frequency.top(
                worked.flatMap {
                    $0.occurrence.values("ended").filter(InstallationWay.installsProject).map(String.init)
                }
            )
        else { return nil }
        let names = Frequency.ranked(met.flatMap { Set<String>($0.occurrence.values("missing").map(String.init)) })
            .prefix(5).map(\.value)
        let group = OccurrencePool.Group(skill: Self.skill(for: line), members: met)
        return FoundLesson(
            kind: .environment,
            section: "Before the first run",
            title: "install the checkout with all its requirements before the first run",
            when:
                "code of a fresh checkout is run, or a run stops at a missing module (seen: \(Phrase.list(names.map { "`\($0)`" })))",
            action:
                "run `\(line)` in the top folder of the checkout, together with its test requirements, instead of one missing module after the other",
            trigger: Self.name,
            way: "install the checkout",
            met: met,
            worked: worked,
            programs: [String(line.prefix { $0 != " " }), "python"]
        ).lesson(in: group, pool.index)
    }
}
