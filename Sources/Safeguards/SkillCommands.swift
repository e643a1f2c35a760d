internal import Shell

/// The commands in a skill's file, in code, in prose and in the frontmatter.
struct SkillCommands {
    /// The programs that the text tells its reader to run, from shell blocks and code spans.
    private(set) var programs: Set<String> = []
    private(set) var violations: [Violation] = []

    init(in text: SkillText) {
        for block in text.codeBlocks { read(block) }
        for paragraph in text.paragraphs {
            for span in paragraph.spans {
                if Self.isCommand(span) { read(span) } else { check(span) }
            }
            for line in paragraph.lines { search(line) }
        }
        for line in text.frontmatter { search(line) }
        violations += ForbiddenWords.violations(in: text.source)
    }

    /// The commands in a text of any kind, of which only the violations that reject are kept.
    init(searching text: String) {
        check(text)
        for line in text.split(separator: "\n") { search(String(line)) }
        violations += ForbiddenWords.violations(in: text).filter { $0.severity == .reject }
    }

    private mutating func read(_ script: String) {
        var rule = CommandRule()
        rule.read(script)
        programs.formUnion(rule.programs)
        violations += rule.violations
        let readings = [script] + CommandRule.linesIfOpen(script)
        let installing = readings.flatMap(Invocation.all).filter(Self.installs)
        programs.formUnion(installing.compactMap(\.name).map { $0 + " install" })
    }

    /// Reads a text that may be a script, and keeps the violations that reject.
    private mutating func check(_ text: String) {
        var rule = CommandRule()
        rule.read(text)
        violations += rule.violations.filter { $0.severity == .reject }
    }

    private mutating func read(_ block: SkillText.CodeBlock) {
        let prompted = block.lines.filter { $0.hasPrefix("$ ") || $0.hasPrefix("# ") && block.language == "console" }
        let isUnmarked = block.language.isEmpty || block.language == "text"
        let startsWithProgram = block.lines.first.map { line in
            KnownPrograms.common.contains(KnownPrograms.name(of: String(line.prefix { $0 != " " })))
        }
        if block.lines.contains(where: { $0.hasPrefix("$ ") }), block.isShell || isUnmarked {
            read(prompted.map { String($0.dropFirst(2)) }.joined(separator: "\n"))
            for line in block.lines { search(line) }
        } else if block.isShell || (isUnmarked && startsWithProgram == true) {
            let lines = Self.withoutComments(block.lines)
            read(lines.joined(separator: "\n"))
            // What is in quotes over several lines may be a line of its own to its reader.
            for line in lines { search(line) }
        } else {
            // Continued lines are one command, whatever the language says.
            for line in block.lines.joined(separator: "\n").replacing("\\\n", with: " ").split(separator: "\n") {
                search(String(line))
            }
        }
    }

    /// Looks at a line that is not known to be a command, from each program's name on, for violations that reject.
    private mutating func search(_ line: String) {
        let bytes = Array(line.utf8)
        var start = 0
        var count = 0
        while start < bytes.count {
            guard Self.isName(bytes[start]) else { start += 1; continue }
            let end = bytes[start...].firstIndex { !Self.isName($0) } ?? bytes.count
            let name = KnownPrograms.name(of: String(decoding: bytes[start..<end], as: UTF8.self))
            if KnownPrograms.contains(name) {
                count += 1
                guard count <= 32 else {
                    violations.append(
                        Violation("G7", "crowded-line", .hold, "one line names more programs than can be read", line)
                    )
                    return
                }
                // Inside a string literal the command ends with the literal.
                let quote = start > 0 && "\"'`".utf8.contains(bytes[start - 1]) ? bytes[start - 1] : 0
                let stop = quote == 0 ? bytes.count : bytes[start...].firstIndex(of: quote) ?? bytes.count
                check(String(decoding: bytes[start..<stop], as: UTF8.self))
            }
            start = end
        }
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || "_.+-/~".utf8.contains(byte)
    }

    /// Whether a code span is a command: a known program with arguments, or any word with a flag after it.
    private static func isCommand(_ span: String) -> Bool {
        let words = span.split { $0 == " " || $0 == "\n" }
        guard words.count > 1, let first = words.first else { return false }
        let programs = Invocation.all(in: span).compactMap(\.names.first)
        if first == "$" || programs.contains(where: KnownPrograms.contains) { return true }
        let isName = first.utf8.allSatisfy(isName) && first.first?.isUppercase == false && !first.hasPrefix("-")
        return isName && words[1].hasPrefix("-") && words[1].count > 1 && !words[1].hasPrefix("->")
    }

    private static func withoutComments(_ lines: [String]) -> [String] {
        lines.filter { line in !line.drop { $0 == " " }.hasPrefix("#") }
    }

    /// Whether `call` installs software.
    private static func installs(_ call: Invocation) -> Bool {
        guard let name = call.name, KnownPrograms.installers.contains(name) else { return false }
        if ["npx", "uvx", "bunx", "pipx", "dpkg", "rpm", "easy_install", "cpan", "cpanm"].contains(name) {
            return true
        }
        let verbs: Set<String> = [
            "install", "i", "ci", "add", "get", "download", "exec", "dlx", "x", "tool", "create", "init", "update",
            "upgrade", "require", "publish", "sync", "-s", "-syu", "global", "link", "env",
        ]
        return call.arguments.first { !$0.hasPrefix("-") }.map { verbs.contains($0.lowercased()) } == true
            || name == "pacman" || name == "nix-env"
    }
}
