internal import Shell

/// The commands in a skill's file, in code, in prose and in the frontmatter.
struct SkillCommands {
    private(set) var violations: [Violation] = []
    /// Without it, no command has to be proven.
    private let evidence: CommandEvidence?
    private var proof: CommandProof

    /// The commands of a file.
    ///
    /// - Parameter evidence: what supporting sessions ran; nil for a text that a person wrote.
    init(in text: SkillText, _ evidence: CommandEvidence? = nil) {
        self.evidence = evidence
        proof = CommandProof(evidence ?? CommandEvidence())
        for block in text.codeBlocks { read(block) }
        for paragraph in text.paragraphs where paragraph.isIndentedCode {
            let lines = paragraph.lines.map { String($0.drop { $0 == " " || $0 == "\t" }) }
            read(SkillText.CodeBlock(language: "", lines: lines))
        }
        for paragraph in text.paragraphs {
            for span in CodeSpan.spans(of: paragraph) {
                if Self.isCommand(span.text), !span.isContrasted {
                    read(span.text, isWarning: span.isWarning)
                } else {
                    check(span.text)
                    if evidence != nil, !span.isWarning, !span.isContrasted { read(options: span.text) }
                }
            }
            for line in paragraph.lines {
                search(line)
                let folded = PlainReading.folded(line)
                if folded != line { search(folded) }
            }
        }
        for line in text.frontmatter { search(line) }
        violations += ForbiddenWords.violations(in: text.source)
        let folded = PlainReading.folded(text.source)
        if folded != text.source { violations += ForbiddenWords.violations(in: folded) }
        guard let evidence else { return }
        let passages = text.passages
        for passage in passages {
            if !passage.isCode, passage.tokens.contains(where: { $0.text.contains("$(") }) {
                let message = "which program this runs is known only when it runs"
                violations.append(Violation("G7", "unproven-command", .hold, message, passage.text))
            }
            for command in ProseCommands.find(in: passage, passage.tokens) {
                proof.check(command)
                // What is in code was read as such.
                if !passage.isCode, !command.isWarning { read(options: command.words.joined(separator: " ")) }
            }
            violations +=
                SpokenCommands.violations(in: passage, evidence)
                + EnvironmentRule.violations(in: passage, evidence)
                + PlaceRule.violations(in: passage, evidence) + InstallRule.violations(in: passage, evidence)
                + SettingRule.violations(in: passage, evidence) + OptionRule.violations(in: passage, evidence)
        }
        violations += CodeRule.violations(in: text, evidence) + proof.violations
    }

    /// The commands in a text of any kind, of which only the violations that reject are kept.
    init(searching text: String) {
        evidence = nil
        proof = CommandProof(CommandEvidence())
        check(text)
        for line in text.split(separator: "\n") { search(String(line)) }
        violations += ForbiddenWords.violations(in: text).filter { $0.severity == .reject }
    }

    private mutating func read(_ script: String, isWarning: Bool = false) {
        for reading in Set([script, PlainReading.folded(script)]) {
            var rule = CommandRule(evidence: evidence, isWarning: isWarning)
            rule.read(reading)
            violations += rule.violations
            if evidence != nil { proof.check(script: reading, isWarning: isWarning) }
        }
    }

    /// Looks at the options of a command among words; the rest of it was searched for what rejects.
    private mutating func read(options script: String) {
        guard script.contains(" ") else { return }
        for call in Invocation.all(in: script) {
            for danger in OptionDanger.all where danger.matches(call) {
                violations.append(Violation("G7", danger.code, danger.severity, danger.message, call.text))
            }
        }
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
    static func isCommand(_ span: String) -> Bool {
        let words = span.split { $0 == " " || $0 == "\n" }
        guard let first = words.first else { return false }
        let programs = Invocation.all(in: span).flatMap(\.names)
        // Braces and the separator of words make several words of one.
        if words.count == 1 {
            return span.contains("IFS")
                || span.hasPrefix("{") && span.contains(",") && programs.contains(where: isProgram)
        }
        if first == "$" || programs.contains(where: isProgram) { return true }
        if words.contains(where: { ["|", "&&", "||", ">", ">>"].contains($0) }), isProgram(String(first)) {
            return true
        }
        if first.contains("/"), ProseCommands.isTechnical(String(words[1])) || first.hasPrefix("./") { return true }
        // `NAME=value program`
        if first.first?.isUppercase == true, first.contains("="),
            first.prefix(while: { $0 != "=" }).allSatisfy({
                $0.isUppercase || $0.isNumber || $0 == "_"
            })
        {
            return true
        }
        let isName = first.utf8.allSatisfy(isName) && first.first?.isUppercase == false && !first.hasPrefix("-")
        return isName && words[1].hasPrefix("-") && words[1].count > 1 && !words[1].hasPrefix("->")
    }

    private static func isProgram(_ name: String) -> Bool {
        KnownPrograms.contains(name) || CommandKey.verbPrograms.contains(name) || ProseCommands.more.contains(name)
    }

    private static func withoutComments(_ lines: [String]) -> [String] {
        lines.filter { line in !line.drop { $0 == " " }.hasPrefix("#") }
    }
}
