internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// What scripts of the agent's own have more when they run than when they stopped before they began.
struct SetUpCode: LessonPattern {
    static let name = "set-up-code"
    static let namesWays = true

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var result: [Occurrence] = []
        var open: (exception: String, code: String, lost: Int, quote: Lesson.Quote, words: [String])?
        var written: [String: String] = [:]
        for action in sequence.actions where !action.commands.isEmpty {
            for command in action.commands {
                if let text = command.document, let target = command.outputs.first {
                    written[FileName.short(target)] = text
                }
            }
            guard let code = Self.code(of: action, written) else { continue }
            if action.call.status == .error {
                let (signature, line) = action.failure(written: sequence.ownNames)
                guard signature.kind == "exception" else { continue }
                // A failure of what the script tries is none of its set-up, unless its words say what is missing.
                let named = Self.assigned(in: line)
                guard !signature.isExperiment || !named.isEmpty else { continue }
                let quote = open?.quote ?? Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))
                open = (
                    open?.exception ?? signature.subject, (open?.code ?? "") + "\n" + code, (open?.lost ?? 0) + 1,
                    quote, (open?.words ?? []) + named
                )
            } else if action.isGood, let failure = open {
                let names = failure.words.filter { Self.assigns($0, code) && !Self.assigns($0, failure.code) }.map {
                    "\($0) ="
                }
                let before = Self.calls(failure.code)
                let added = Self.calls(code).filter { !before.contains($0) } + names
                open = nil
                guard !added.isEmpty else { continue }
                result.append(
                    Occurrence(
                        pattern: Self.name,
                        situation: failure.exception,
                        way: added.joined(separator: " "),
                        tried: failure.lost,
                        reached: 1,
                        lost: failure.lost,
                        facts: added.map { "call=\($0)" },
                        quotes: [failure.quote, action.quote]
                    )
                )
            }
        }
        if let failure = open {
            result.append(
                Occurrence(
                    pattern: Self.name,
                    situation: failure.exception,
                    tried: failure.lost,
                    lost: failure.lost,
                    quotes: [failure.quote]
                )
            )
        }
        return result
    }

    private static func code(of action: Action, _ written: [String: String]) -> String? {
        for run in action.runs {
            if let text = written[run] ?? written[run.lastPathPart] {
                return text
            }
        }
        return action.commands.lazy.filter { $0.program.hasPrefix("python") }.compactMap(EditMethod.code).first
    }

    /// The words of a message that look like the names of settings: with an underscore, in lower case.
    private static func assigned(in line: String) -> [String] {
        line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.filter {
            $0.contains("_") && $0.first?.isLowercase == true && !$0.hasSuffix("_")
        }
        .map(String.init)
    }

    private static func assigns(_ name: String, _ code: String) -> Bool {
        code.containsBytes(of: "\(name) = ") || code.containsBytes(of: "\(name)=")
    }

    /// The dotted calls that begin a line of code: statements that set something up, in their order.
    private static func calls(_ code: String) -> [String] {
        code.withBytes { code in
            var calls: [String] = []
            let roots = imported(by: code)
            for line in code.split(whereSeparator: { isNewline($0) || $0 == UInt8(ascii: ";") }) {
                let name = line.drop { $0 == 0x20 }.prefix { $0.isNameByte || $0 >= 0x80 || $0 == UInt8(ascii: ".") }
                guard name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: "("), name.count < 60,
                    let dot = name.firstIndex(of: UInt8(ascii: "."))
                else { continue }
                let root = String(decoding: name[..<dot], as: UTF8.self)
                guard !standard.contains(root), roots.contains(root) else { continue }
                let call = String(decoding: name, as: UTF8.self)
                if !calls.contains(call) { calls.append(call) }
            }
            return calls
        }
    }

    private static func isNewline(_ byte: UInt8) -> Bool { 0x0A...0x0D ~= byte }

    /// Modules that come with Python: what is called on them sets up nothing of a project.
    private static let standard: Set<String> = [
        "sys", "os", "re", "json", "io", "time", "datetime", "logging", "warnings", "traceback", "tempfile", "unittest",
        "pathlib", "shutil",
        "subprocess", "inspect", "itertools", "functools", "collections", "math", "random", "copy", "pprint",
        "textwrap", "types", "typing",
        "importlib", "argparse", "contextlib", "string", "sqlite3", "threading", "asyncio", "decimal", "abc", "ast",
    ]

    /// The outermost names in the lines of code that import something: a call on one of them is of the project, unless
    /// it comes with the language.
    private static func imported(by code: UnsafeBufferPointer<UInt8>) -> Set<String> {
        var names: Set<String> = []
        for line in code.split(whereSeparator: isNewline) {
            guard line.contains(UInt8(ascii: "m")) else { continue }
            let words = line.split { !$0.isNameByte && $0 < 0x80 && $0 != UInt8(ascii: ".") }
            guard let first = words.first, first.elementsEqual("import".utf8) || first.elementsEqual("from".utf8) else {
                continue
            }
            for word in words.dropFirst() {
                names.insert(String(decoding: word.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
            }
        }
        return names
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.places().flatMap { group -> [Lesson] in
            // What a message names is a situation of its own; all other failures of set-up are one, whatever they name.
            let names = Set(
                group.members.flatMap { $0.occurrence.values("call") }.filter { $0.hasSuffix(" =") }.map(String.init)
            ).sorted()
            var lessons = names.compactMap { name in
                lesson(
                    [name],
                    of: group.members.filter { $0.occurrence.values("call").contains(Substring(name)) },
                    in: group,
                    pool.index
                )
            }
            let members = group.members.filter { !$0.occurrence.values("call").contains { $0.hasSuffix(" =") } }
            let recovered = members.filter { $0.occurrence.reached > 0 }
            let ranked = Frequency.ranked(
                recovered.flatMap { Set<String>($0.occurrence.values("call").map(String.init)) }
            )
            let common = ranked.filter { $0.count >= max(2, recovered.sessions.count / 5) }.map(\.value)
            if let lesson = lesson(Self.order(common, in: recovered), of: members, in: group, pool.index) {
                lessons.append(lesson)
            }
            return lessons
        }
    }

    /// Calls in the order in which scripts have them.
    private static func order(_ calls: [String], in members: [OccurrencePool.Member]) -> [String] {
        func place(_ call: String) -> Double {
            let places = members.compactMap { $0.occurrence.values("call").map(String.init).firstIndex(of: call) }
            return Double(places.reduce(0, +)) / Double(max(1, places.count))
        }
        return calls.prefix(4).sorted { (place($0), $0) < (place($1), $1) }
    }

    private func lesson(
        _ calls: [String],
        of members: [OccurrencePool.Member],
        in group: OccurrencePool.Group,
        _ index: PoolIndex
    ) -> Lesson? {
        guard !calls.isEmpty else { return nil }
        let exceptions = Frequency.ranked(members.map(\.occurrence.situation)).prefix(3).map(\.value)
        let names = calls.filter { $0.hasSuffix(" =") }.map { String($0.dropLast(2)) }
        let others = calls.filter { !$0.hasSuffix(" =") }
        let worked = members.filter { member in
            member.occurrence.reached > 0
                && calls.contains { member.occurrence.values("call").map(String.init).contains($0) }
        }
        return FoundLesson(
            kind: .failure,
            section: "Scripts of your own",
            title: names.isEmpty
                ? "begin scripts of your own with \(Phrase.list(calls))"
                : "set \(Phrase.list(names)) in scripts of your own",
            when:
                "a script of your own \(group.workspace.map { "uses \($0)" } ?? "is run"), or stops with \(Phrase.list(exceptions.map { "`\($0)`" }, last: "or"))",
            action: names.isEmpty
                ? "call \(Phrase.list(calls.map { "`\($0)()`" }, last: "then")) before anything else of the project is imported or used"
                : "set \(Phrase.list(names.map { "`\($0)`" })) there"
                    + (others.isEmpty ? "" : ", and call \(Phrase.list(others.map { "`\($0)()`" }))"),
            trigger: Self.name + (names.isEmpty ? "" : "/" + names.joined(separator: "+")),
            way: calls.joined(separator: " "),
            identity: "begin",
            met: members,
            worked: worked,
            programs: ["python"]
        ).lesson(in: group, index)
    }
}
