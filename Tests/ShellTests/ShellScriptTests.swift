import Shell
import Testing

@Suite("A shell script of a stranger")
struct ShellScriptTests {
    private func words(_ text: String) -> [[[String]]] {
        StrangersScript(text).pipelines.map { $0.map { $0.words.map(\.text) } }
    }

    @Test("A script is split into pipelines of commands")
    func pipelines() {
        #expect(
            words("a 1 | b 2 |& c; d && e\nf & (g)") == [
                [["a", "1"], ["b", "2"], ["c"]], [["d"]], [["e"]], [["f"]], [["g"]],
            ]
        )
    }

    @Test(
        "Quotes, backslashes and $IFS do not hide a word",
        arguments: ["cu''rl x", "c\\url x", "\"curl\" x", "$'\\x63\\165rl' x", "curl${IFS}x", "cu\\\nrl x"]
    )
    func hiddenWords(text: String) {
        #expect(words(text) == [[["curl", "x"]]])
    }

    @Test("The script in a substitution is kept apart")
    func substitutions() {
        let command = StrangersScript("echo \"a $(date | wc)\" `ls` <(cat x)").pipelines.first?.first

        #expect(command?.words.flatMap(\.substitutions) == ["date | wc", "ls", "cat x"])
    }

    @Test("Redirections to files are outputs, those to descriptors are not")
    func outputs() {
        let command = StrangersScript("make 2>&1 > a.txt 2>> b.txt &> c.txt").pipelines.first?.first

        #expect(command?.words.map(\.text) == ["make"])
        #expect(command?.outputs == ["a.txt", "b.txt", "c.txt"])
    }

    @Test("A script of any text is read to its end")
    func anyText() {
        let seed = UInt64.random(in: 0..<1 << 32)
        var state = seed
        let letters = Array("ab'\"\\ \n;|&<>()$`#=x{}".utf8)
        for _ in 0..<300 {
            var text: [UInt8] = []
            for _ in 0..<80 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(letters[Int(state >> 33) % letters.count])
            }
            let commands = StrangersScript(String(decoding: text, as: UTF8.self)).pipelines.joined()
            #expect(commands.allSatisfy { !$0.words.isEmpty || !$0.outputs.isEmpty }, "seed \(seed)")
        }
    }
}

@Suite("An invocation")
struct ShellInvocationTests {
    private func invocation(_ text: String) -> StrangersInvocation? {
        StrangersScript(text).pipelines.first?.first.map(StrangersInvocation.init)
    }

    @Test(
        "The programs behind wrappers are named, outermost first",
        arguments: [
            ("sudo -u root env A=1 make -j2", ["sudo", "env", "make"]),
            ("timeout -k 5 60 pytest", ["timeout", "pytest"]),
            ("/usr/bin/Python3 a.py", ["python3"]), ("$ xargs -n 1 rm", ["xargs", "rm"]), ("A=1", []),
        ]
    )
    func names(text: String, names: [String]) {
        #expect(invocation(text)?.names == names)
    }

    @Test(
        "The script for another shell is found",
        arguments: [
            ("bash -c 'rm x'", "rm x"), ("eval rm x", "rm x"), ("ssh host rm x", "rm x"),
            ("find . -exec rm {} +", "rm {} +"),
        ]
    )
    func innerScript(text: String, script: String) {
        #expect(invocation(text)?.innerScript == script)
    }

    @Test("A program that runs its input is told from one that has its code in a file")
    func readsProgram() {
        #expect(["sh", "bash -s x", "python3 -", "iex"].allSatisfy { invocation($0)?.readsProgram == true })
        #expect(["sh a.sh", "python3 -c 1", "cat", "source a.sh"].allSatisfy { invocation($0)?.readsProgram == false })
    }
}
