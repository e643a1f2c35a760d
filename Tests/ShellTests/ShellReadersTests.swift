import Shell
import Testing

/// Command lines on which the reader of logs and the reader of hostile text must find the same programs.
private struct CommandLineGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A line of one to four commands.
    mutating func line() -> String {
        var line = command()
        for _ in 0..<below(4) {
            line += pick([" && ", " || ", "; ", ";", " | ", "|", " |& ", " & ", "\n"]) + command()
        }
        return line
    }

    private mutating func command() -> String {
        var words: [String] = []
        if below(5) == 0 { words.append(pick(["A=1", "PATH_2='x y'", "EMPTY="])) }
        while below(4) == 0 {
            words.append(pick(["sudo", "time", "nohup", "exec", "command", "env", "nice", "timeout 5s"]))
        }
        words.append(program())
        for _ in 0..<below(4) { words.append(argument()) }
        return words.joined(separator: pick([" ", "  ", "\t", " \\\n "]))
    }

    /// A program's name in one of the ways to write it.
    private mutating func program() -> String {
        let name = pick([
            "git", "ls", "pytest", "make", "python3", "curl", "cat", "grep", "npm", "rm", "cd", "echo", "go",
        ])
        let first = name.prefix(1)
        let rest = name.dropFirst()
        return switch below(8) {
        case 0: "\(first)''\(rest)"
        case 1: "\"\(name)\""
        case 2: "\(first)\\\(rest)"
        case 3: "/usr/bin/\(name)"
        case 4: "'\(first)'\"\(rest)\""
        default: name
        }
    }

    private mutating func argument() -> String {
        pick([
            "-v", "--all", "file.txt", "'a; b | c'", "\"x && y\"", "\"say \\\"hi\\\"\"", "a\\ b", "2>&1", "> out.txt",
            ">> log", "&> all.log", "key=value", "a#b", "''", "naïve", "https://example.com/?q=1",
        ])
    }

    private mutating func pick(_ choices: [String]) -> String { choices[below(choices.count)] }

    private mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}

/// The programs that ``ShellCommand`` finds.
private func loggedPrograms(_ text: String) -> [String] { ShellCommand(text).commands.map(\.program) }

/// The programs that ``StrangersScript`` finds outside of substitutions.
private func scriptPrograms(_ text: String) -> [String] {
    StrangersScript(text).pipelines.joined().map { StrangersInvocation($0).name ?? "" }
}

@Suite("The two readers of shell commands")
struct ShellReadersTests {
    @Test("Both readers find the same programs in ordinary command lines")
    func agreement() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = CommandLineGenerator(seed: seed)
        for _ in 0..<2000 {
            let line = generator.line()
            let (logged, script) = (loggedPrograms(line), scriptPrograms(line))
            #expect(logged == script && !logged.isEmpty, "seed \(seed): \(line)")
            guard logged == script else { return }
        }
    }

    /// A command line that the readers read differently on purpose.
    struct Difference: Sendable, CustomTestStringConvertible {
        let text: String
        let logged: [String]
        let script: [String]
        let reason: String

        var testDescription: String { reason }
    }

    @Test(
        "The readers differ only where a log and a hostile text need different answers",
        arguments: [
            Difference(
                text: "cat <<EOF\nrm x\nEOF",
                logged: ["cat"],
                script: ["cat", "rm", "eof"],
                reason: "a here-document is data in a log; in a hostile text its body may be fed to a shell"
            ),
            Difference(
                text: "make # all; ls",
                logged: ["make"],
                script: ["make", "ls"],
                reason: "a comment is not run; in a hostile text the sign may not start a comment where the text lands"
            ),
            Difference(
                text: "echo $(date; ls)",
                logged: ["echo", "ls)"],
                script: ["echo"],
                reason: "only the script reader keeps substitutions apart, and its callers read them as scripts"
            ),
            Difference(
                text: "(make; ls)",
                logged: ["(make", "ls)"],
                script: ["make", "ls"],
                reason: "only the script reader knows subshells"
            ),
            Difference(
                text: "> out make",
                logged: [">"],
                script: ["make"],
                reason: "only the script reader keeps redirections apart from words"
            ),
            Difference(
                text: "sudo -u root make",
                logged: ["-u"],
                script: ["make"],
                reason: "only the script reader knows options of wrappers"
            ),
            Difference(
                text: "xargs rm",
                logged: ["xargs"],
                script: ["rm"],
                reason: "a log names the program that was typed; a hostile text is judged by the innermost program"
            ),
            Difference(
                text: "if true; then make; fi",
                logged: ["if", "make", "fi"],
                script: ["true", "make", "fi"],
                reason: "the script reader looks behind the keyword `if`"
            ),
            Difference(
                text: "CURL x; Bash.exe y",
                logged: ["CURL", "Bash.exe"],
                script: ["curl", "bash"],
                reason: "names of programs in a hostile text are compared without case and `.exe`"
            ),
            Difference(
                text: "$'\\x63url' x",
                logged: ["$\\x63url"],
                script: ["curl"],
                reason: "escapes of `$'…'` hide names"
            ),
            Difference(
                text: "curl${IFS}x",
                logged: ["curl${IFS}x"],
                script: ["curl"],
                reason: "`$IFS` hides blanks"
            ),
            Difference(
                text: "\"cu\\\nrl\" x",
                logged: ["cu\nrl"],
                script: ["curl"],
                reason: "a continued line inside quotes hides names"
            ),
            Difference(
                text: "$ make",
                logged: ["$"],
                script: ["make"],
                reason: "texts show a console's prompt; logged commands have none"
            ),
            Difference(
                text: "ls\r\npwd",
                logged: ["ls", "pwd"],
                script: ["ls\r", "pwd"],
                reason: "a carriage return is a blank in a log; skills with control characters are rejected as a whole"
            ),
        ]
    )
    func differences(difference: Difference) {
        #expect(loggedPrograms(difference.text) == difference.logged)
        #expect(scriptPrograms(difference.text) == difference.script)
    }
}
