import Shell
import Testing

@Suite("A shell command")
struct ShellCommandTests {
    private func words(_ text: String) -> [[String]] { ShellCommand(text).commands.map(\.words) }

    @Test("is cut at operators and line breaks, and remembers which")
    func operators() {
        let shell = ShellCommand("cd app && make -j 2 || echo no; ls | wc -l & date\npwd")

        #expect(
            shell.commands.map(\.words) == [
                ["cd", "app"], ["make", "-j", "2"], ["echo", "no"], ["ls"], ["wc", "-l"], ["date"], ["pwd"],
            ]
        )
        #expect(shell.commands.map(\.after) == ["", "&&", "||", ";", "|", ";", ";"])
        #expect(shell.programs == ["make", "echo", "ls", "wc", "date", "pwd"])
    }

    @Test(
        "reads words as the shell would",
        arguments: [
            ("echo 'a  b' \"c \\\" d\" e\\ f", ["echo", "a  b", "c \" d", "e f"]), ("echo a'b'\"c\"", ["echo", "abc"]),
            ("echo '' x", ["echo", "", "x"]),
            ("echo a # not this", ["echo", "a"]), ("echo a#b", ["echo", "a#b"]), ("make 2>&1", ["make", "2>&1"]),
            ("make &>log", ["make", "&>log"]),
            ("ls \\\n -l", ["ls", "-l"]), ("echo 'no end", ["echo", "no end"]), ("echo \\", ["echo"]),
        ]
    )
    func quoting(text: String, expected: [String]) {
        #expect(words(text) == [expected])
    }

    @Test(
        "names the program behind wrappers and assignments",
        arguments: [
            ("sudo apt-get install x", "apt-get"), ("timeout -k 5 60s pytest -q", "pytest"),
            ("FOO=1 BAR=2 env BAZ=3 ./run.sh", "run.sh"), ("time nohup make", "make"),
            ("/usr/bin/python3 a.py", "python3"), ("if true; then make; fi", "make"),
            ("cd /x && python a.py | tail -3", "python"), ("make; echo done", "make"), ("cd x", "cd"),
        ]
    )
    func wrappers(text: String, program: String) {
        let programs = ShellCommand(text).commands.map(\.program)
        #expect(programs.contains(program), "\(programs)")
        if !text.hasPrefix("if") { #expect(ShellCommand(text).main?.program == program) }
    }

    @Test("keeps assignments apart from words")
    func assignments() {
        let simple = ShellCommand("GIT_EDITOR=true A='b c' git rebase --continue").commands.first

        #expect(simple?.assignments == ["GIT_EDITOR=true", "A=b c"])
        #expect(simple?.words == ["git", "rebase", "--continue"])
        #expect(ShellCommand("make CC=gcc").commands.first?.assignments == [])
        #expect(ShellCommand("X=1").commands.first?.program == "")
    }

    @Test("reads here-documents as documents, not as commands")
    func documents() {
        let shell = ShellCommand(
            "cat > a.py <<'EOF'\nimport x; rm(y)\n  EOF\nEOF\npython a.py <<-END && ls\n\tin\n\tEND\ndate"
        )

        #expect(shell.programs == ["cat", "python", "ls", "date"])
        #expect(shell.commands[0].document == "import x; rm(y)\n  EOF")
        #expect(shell.commands[1].document == "\tin")
        #expect(shell.commands[2].document == nil)
        #expect(ShellCommand("grep x <<< 'y z'").programs == ["grep"])
    }

    @Test("keeps a here-document that never ends")
    func endless() {
        #expect(ShellCommand("cat <<EOF\na\nb").commands.first?.document == "a\nb")
    }

    @Test("of nothing has no command", arguments: ["", "   ", "\n\n", "# only a remark", ";;", "&&"])
    func nothing(text: String) {
        #expect(ShellCommand(text).commands == [])
        #expect(ShellCommand(text).main == nil)
    }

    @Test("ends for any text, in time that grows with its length")
    func anyText() {
        var seed: UInt64 = 20_250_101
        let letters = Array("ab'\"\\ \n;|&<>#=E".utf8)
        for _ in 0..<300 {
            var text: [UInt8] = []
            for _ in 0..<80 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(letters[Int(seed >> 33) % letters.count])
            }
            let shell = ShellCommand(String(decoding: text, as: UTF8.self))
            #expect(shell.commands.allSatisfy { !$0.words.isEmpty || !$0.assignments.isEmpty }, "seed 20250101")
        }
        #expect(ShellCommand(String(repeating: "'", count: 1_000_000)).commands.count <= 1)
    }
}
