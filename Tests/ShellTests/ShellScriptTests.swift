import Shell
import TestSupport
import Testing

/// The texts of the words of all commands.
private func words(_ text: String) -> [[String]] { ShellScript(text).effectiveCommands.map(\.texts) }

@Suite("A shell script")
struct ShellScriptTests {
    @Test("is cut at operators and line breaks, and remembers which")
    func operators() {
        let script = ShellScript("cd app && make -j 2 || echo no; ls | wc -l & date |& cat\npwd")

        #expect(
            script.commands.map(\.texts) == [
                ["cd", "app"], ["make", "-j", "2"], ["echo", "no"], ["ls"], ["wc", "-l"], ["date"], ["cat"], ["pwd"],
            ]
        )
        #expect(
            script.commands.map(\.operatorBefore) == [
                nil, .and, .or, .sequence, .pipe, .background, .pipe, .sequence,
            ]
        )
        #expect(script.programs == ["make", "echo", "ls", "wc", "date", "cat", "pwd"])
        #expect(ShellScript("a &&\n b |\n c").commands.map(\.operatorBefore) == [nil, .and, .pipe])
    }

    @Test(
        "names a program without its folder",
        arguments: [
            ("/usr/bin/make all", "make"), ("./a.sh", "a.sh"), ("bin/", "bin"), ("///", "///"), ("a//b//", "b"),
            ("värk/dö", "dö"), ("make", "make"), ("A=1", ""),
        ]
    )
    func program(line: String, name: String) { #expect(ShellScript(line).commands.map(\.program) == [name]) }

    @Test(
        "reads words as the shell does",
        arguments: [
            ("echo 'a  b' \"c \\\" d\" e\\ f", ["echo", "a  b", "c \" d", "e f"]), ("echo a'b'\"c\"", ["echo", "abc"]),
            ("echo '' x", ["echo", "", "x"]), ("echo a # not this", ["echo", "a"]), ("echo a#b", ["echo", "a#b"]),
            ("ls \\\n -l", ["ls", "-l"]), ("echo 'no end", ["echo", "no end"]), ("echo \\", ["echo"]),
            ("echo $'a\\n\\x41\\'' \"\\a\\$x\"", ["echo", "a\nA'", "\\a$x"]), ("ls\r\n", ["ls"]),
            ("cp {a,b}.txt {c,d}", ["cp", "{a,b}.txt", "c", "d"]),
            ("echo \"a\\\nb\" {} {x}", ["echo", "ab", "{}", "{x}"]),
            ("echo ${a:-b c} $((1 + (2))) x", ["echo", "${a:-b c}", "$((1 + (2)))", "x"]),
        ]
    )
    func quoting(text: String, expected: [String]) {
        #expect(words(text) == [expected])
    }

    @Test(
        "does not let quotes, escapes, joined lines or expansions hide a name",
        arguments: [
            "cu''rl x", "c\\url x", "\"curl\" x", "$'\\x63\\165rl' x", "curl${IFS}x", "cu\\\nrl x", "{curl,x}",
            "cu$@rl x",
            "curl$IFS'x'", "cu$(true)rl x", "cu${1}rl x", "c${@}u${*}r${12}l x", "curl${IFS%?}x", "\"cu\\\nrl\" x",
        ]
    )
    func hiddenWords(text: String) {
        #expect(ShellScript(text).commands.map { $0.words.map(\.literal) } == [["curl", "x"]])
    }

    @Test("knows what is known only when it runs")
    func expansions() {
        let command = ShellScript("a $x \"$x\" '$x' *.py '*.py' ~/b $(ls) a~ [ab] \\* x${y}z {1..3}").commands.first

        #expect(
            command?.words.map(\.hasExpansion) == [
                false, true, true, false, true, false, true, true, false, true, false, true, true,
            ]
        )
    }

    @Test(
        "names the program behind wrappers and assignments",
        arguments: [
            ("sudo -u root apt-get install x", "apt-get"), ("timeout -k 5 60s pytest -q", "pytest"),
            ("FOO=1 BAR=2 env BAZ=3 ./run.sh", "run.sh"), ("time -p nohup make", "make"),
            ("/usr/bin/python3 a.py", "python3"), ("nice -n 5 ionice -c2 -n 7 make", "make"), ("xargs -n 1 rm", "rm"),
            ("env -u A -i B=1 make", "make"), ("command -v make", "command"), ("$ make", "make"),
            ("sudo -Eu root make", "make"),
            ("env", "env"), ("A=1", ""), ("sudo", "sudo"), ("cd x", "cd"), ("stdbuf -oL make", "make"),
        ]
    )
    func wrappers(text: String, program: String) {
        #expect(ShellScript(text).commands.map(\.program) == [program])
    }

    @Test("keeps assignments apart from words")
    func assignments() throws {
        let command = try #require(ShellScript("E=true A='b c' env C=3 git X=1 --go").commands.first)

        #expect(command.assignments.map(\.name) == ["E", "A", "C"])
        #expect(command.assignments.map(\.value.text) == ["true", "b c", "3"])
        #expect(command.texts == ["git", "X=1", "--go"])
        #expect(
            ShellScript("a=(1 '2 3' $(ls)) b=\"$x\"").commands.first?.assignments.map(\.value.text) == [
                "(1 '2 3' $(ls))", "$x",
            ]
        )
    }

    @Test("keeps redirections apart from words")
    func redirections() throws {
        let command = try #require(
            ShellScript("make 2>&1 > a.txt 2>> b.txt &> c.txt x <in 3<>f >&2 >|g >& all <<< 'y z' 2>&- -j 2 {fd}>h")
                .commands
                .first
        )

        #expect(command.texts == ["make", "x", "-j", "2"])
        #expect(
            command.redirections.map { [$0.kind.rawValue, $0.target.text] } == [
                [">&", "1"], [">", "a.txt"], [">>", "b.txt"], ["&>", "c.txt"], ["<", "in"], ["<>", "f"], [">&", "2"],
                [">|", "g"], ["&>", "all"], ["<<<", "y z"], [">&", "-"], [">", "h"],
            ]
        )
        #expect(command.redirections.map(\.descriptor) == [2, 1, 2, 1, 0, 3, 1, 1, 1, 0, 2, nil])
        #expect(command.outputs == ["a.txt", "b.txt", "c.txt", "f", "g", "all", "h"])
        #expect(words("> out make 12 >x") == [["make", "12"]])
    }

    @Test("reads here-documents as documents, not as commands")
    func documents() {
        let script = ShellScript(
            "cat > a.py <<'EOF'\nimport x; rm(y) $z\n  EOF\nEOF\npython a.py <<-END && cat <<A - 3<<\"B\"\n\tin $z\n\tEND\n1\nA\n2\nB\ndate"
        )

        #expect(script.programs == ["cat", "python", "cat", "date"])
        #expect(script.commands.map(\.document) == ["import x; rm(y) $z\n  EOF\n", "in $z\n", "1\n", nil])
        #expect(script.commands[2].redirections[1].document?.text == "2\n")
        #expect(script.commands[2].texts == ["cat", "-"])
        #expect(script.commands.map { $0.redirections.last?.document?.hasExpansion } == [false, true, false, nil])
        #expect(ShellScript("cat <<EOF\na\nb").commands.first?.document == "a\nb\n")
        #expect(
            ShellScript("git commit -m \"$(cat <<'E'\nfix (a) it's\nE\n)\" && ls").programs == ["git", "cat", "ls"]
        )
    }

    @Test("reads nested scripts, and those handed to a shell in its place")
    func nested() {
        #expect(
            words("bash -lc 'cd x && make -j 2' | tee log") == [["cd", "x"], ["make", "-j", "2"], ["tee", "log"]]
        )
        #expect(words("[\"bash\", \"-lc\", \"a 'b c' | d\"]") == [["a", "b c"], ["d"]])
        #expect(ShellScript(words: ["sh", "-c", "a; b"]).programs == ["a", "b"])
        #expect(words("eval 'a b' c; bash -euo pipefail -c d") == [["a", "b", "c"], ["d"]])
        #expect(words("sh <<E\na | b\nE\nbash <<< 'c d'") == [["a"], ["b"], ["c", "d"]])
        #expect(
            ShellScript("find . -name x -exec rm -r {} + && ssh -p 22 host ls -l").programs == [
                "find", "rm", "ssh", "ls",
            ]
        )
        #expect(ShellScript("docker exec box bash -c 'make'").programs == ["docker", "make"])
        #expect(
            ShellScript("echo \"a $(date | wc)\" `ls \\`pwd\\`` <(cat x) $((1 + $(id))) ${a:-$(tr)} <<E\n$(who)\nE")
                .programs
                == ["echo", "date", "wc", "ls", "pwd", "cat", "id", "tr", "who"]
        )
        #expect(
            ShellScript("for f in $(ls); do case $f in *.py|$(x)) a;; (b) c ;& *) d; esac; done").programs == [
                "ls", "x", "a", "c", "d",
            ]
        )
    }

    @Test(
        "names the programs in groups and control structures",
        arguments: [
            ("if a; then b; elif c; then d; else e; fi > log", "a b c d e"), ("while a; do b; done < in | c", "a b c"),
            ("for x in a b; do c; done", "c"), ("for ((i=0; i<3; i++)); do c; done", "c"),
            ("(a; (b)) && { c; d; }", "a b c d"),
            ("f() { a; }; function g { b; }; function h() ( c ); f", "a b c f"), ("! a | b; time (c; d)", "a b c d"),
            ("until a; do b; done; select x in y; do c; done", "a b c"), ("[[ -f a && ( b < c || d ) ]] && e", "[[ e"),
            ("case x in\n a) b ;;\n esac; c", "b c"), ("a; ((i++)); b", "a b"), ("if a\nthen\nb\nfi\nc", "a b c"),
            ("for x\ndo a\ndone", "a"), ("{ a; } 2>&1 | b", "a b"), ("(a) 2>/dev/null; b", "a b"),
            ("if a; then b", "a b"),
            ("done; fi", "done fi"), ("then a; do b", "a b"), ("echo if then", "echo"), ("A=1; in", "in"),
            ("$((1)) $(a)", "$((1)) a"), ("time -p { a; }; b", "a b"), ("(x=(1 # 2)\n3); a); b", "a b"),
            ("time if a; then b; fi", "a b"), ("time -p", "time"), ("((a '(') || b); c", "a b c"),
            ("((a \\() || b); c", "a b c"),
            ("a $(( \")\" )); b", "a b"), ("a \"${x:-'}\"'}\"; b", "a b"), ("a \"${x:-\"it's\"}\"; b", "a b"),
        ]
    )
    func structures(text: String, programs: String) {
        #expect(ShellScript(text).programs.joined(separator: " ") == programs)
    }

    @Test(
        "follows cd where it is literal",
        arguments: [
            ("cd a && x", "a"), ("cd a; cd ../b/./c; x", "b/c"), ("cd /a && cd b && x", "/a/b"), ("cd ~/a && x", "~/a"),
            ("(cd a); x", ""), ("(cd a; x)", "a"), ("cd $HOME; x", nil), ("cd a | b; x", ""), ("cd; x", "~"),
            ("cd a || exit 1; x", "a"), ("cd a || cd b; x", nil), ("if y; then cd a; fi; x", nil),
            ("cd a && bash -c 'cd b; x'", "a/b"),
            ("cd a; y=$(cd b; x)", "a/b"), ("f() { cd a; }; x", ""), ("cd ..; cd ..; x", "../.."), ("cd a & x", ""),
            ("cd -P -- a; x", "a"), ("cd -; x", nil), ("{ cd a; } && x", "a"), ("cd a; cd ..; x", ""),
        ]
    )
    func directories(text: String, path: String?) throws {
        let command = try #require(ShellScript(text).allCommands.first { $0.program == "x" })
        #expect(command.directory.path == path)
    }

    @Test("knows what a command may read from a pipe")
    func pipes() {
        let script = ShellScript("a | (b; c | d) | e; f | while read x; do g; done")
        func feeding(_ program: String) -> [String] {
            script.commands.firstIndex { $0.program == program }.map { script.commandsFeeding($0).map(\.program) } ?? []
        }

        #expect(feeding("a") == [] && feeding("f") == [])
        #expect(feeding("b") == ["a"] && feeding("d") == ["a", "b", "c"])
        #expect(feeding("e") == ["a", "b", "c", "d"] && feeding("g") == ["f"])
    }

    @Test(
        "is closed if all quotes, brackets and here-documents end",
        arguments: [
            ("a 'b'", true), ("a 'b", false), ("a \"b", false), ("a `b", false), ("a $(b", false), ("a ${b", false),
            ("{ a", false), ("if a; then b", false), ("(a", false), ("a <<E\nb\nE", true), ("a <<E\nb\n", false),
            ("a <<E", false), ("a <<E; b", false), ("a $(b <<E", false), ("a $'b\\'", false), ("a # it's (", true),
            ("bash -c 'a \"b'", false), ("a &&", true),
        ]
    )
    func closing(text: String, isClosed: Bool) {
        #expect(ShellScript(text).isClosed == isClosed)
    }

    @Test("is equal to one that does the same")
    func equality() {
        func command(_ text: String) -> SimpleCommand? { ShellScript(text).commands.first }
        #expect(command("make 'a'  2>&1") == command("make \"a\""))
        #expect(command("make a") != command("make b"))
        #expect(command("make a >x") != command("make a"))
        #expect(command("python - <<A\n1\nA") == command("python - <<'B'\n1\nB"))
        #expect(command("python - <<A\n1\nA") != command("python - <<A\n2\nA"))
        #expect(command("echo '$x'") != command("echo $x"))
        #expect(command("A=1 make") != command("make") && command("sudo make") != command("make"))
        #expect(ShellScript("bash -lc 'a && b'") == ShellScript("a  &&\n b"))
        #expect(ShellScript("a && b") != ShellScript("a; b"))
    }

    @Test(
        "has the command that it is about",
        arguments: [
            ("cd /x && python a.py | tail -3", "python"), ("make; echo done", "make"), ("cd x", "cd"),
            ("pytest || true", "pytest"),
        ]
    )
    func main(text: String, program: String) {
        #expect(ShellScript(text).main?.program == program)
    }

    @Test("of nothing has no command", arguments: ["", "   ", "\n\n", "# only a remark", ";;", "&&", "()", "{"])
    func nothing(text: String) {
        #expect(ShellScript(text).commands == [])
        #expect(ShellScript(text).main == nil)
    }

    @Test("writes words as a line that reads the same")
    func line() {
        let words = ["grep", "a b", "it's", "", "$x", "a=b", "ü"]
        #expect(ShellScript(ShellScript.line(of: words)).commands.first?.texts == words)
    }

    @Test("for an unknown shell has no comments and no tests")
    func dialects() {
        func programs(_ text: String) -> [String] { ShellScript(text, dialect: .unknown).programs }
        #expect(programs("make # all; ls") == ["make", "ls"])
        #expect(programs("[[ a || b ]]") == ["[[", "b"])
        #expect(programs("((a | b))") == ["a", "b"])
        #expect(ShellScript("make # all; ls").comments == [" all; ls"])
    }
}

@Suite("The exit status of a line")
struct ShellStatusTests {
    @Test(
        "shows the failure of a command or says what masks it",
        arguments: [
            ("x", nil), ("x | tail", .pipe), ("a | x", nil), ("x || true", .alternative), ("x || exit 1", nil),
            ("x || { echo no; exit 1; }", nil), ("x || echo no && exit 2", nil), ("x; echo done", .laterCommand),
            ("x;", nil), ("x && a", nil),
            ("x &", .background), ("x && a || b", .alternative), ("a || x", nil), ("! x", .negation),
            ("set -e; x; a", nil),
            ("set -o pipefail; x | tail", nil), ("set -euo pipefail\nx | tail\na", nil), ("x; exit $?", nil),
            ("x; exit 0", .laterCommand),
            ("x > log; s=$?; tail log; exit $s", nil), ("x | tee log; exit ${PIPESTATUS[0]}", nil),
            ("(x; a)", .laterCommand),
            ("(a; x)", nil), ("(x) | tail", .pipe), ("{ a; x; } || true", .alternative),
            ("if x; then a; fi", .condition),
            ("if a; then x; else b; fi", nil), ("for i in 1 2; do x; done", .loop), ("f() { x; }; f", .function),
            ("y=$(x)", nil), ("echo $(x)", .substitution), ("y=$(x | tail)", .pipe), ("bash -lc 'x | tail'", .pipe),
            ("bash -lc 'x' | tail", .pipe), ("bash -lc x", nil), ("bash -ec 'x; a'", nil),
            ("timeout 5 x; true", .laterCommand),
            ("find . -exec x {} +", .substitution), ("x\na", .laterCommand), ("case a in b) x;; esac", nil),
            ("set -e; x && a; b", .laterCommand), ("(set -e; x; a) || b", .laterCommand),
            ("set -e; { x; a; } && b", .laterCommand), ("set -e; b && { x; a; }", nil),
            ("x || if a; then exit 1; fi", .alternative), ("x || (a; exit 1)", nil),
            ("set -o pipefail; y=$(x | a)", nil), ("set -o pipefail; y=`x | a`", nil),
            ("set -o pipefail; eval 'x | a'", nil), ("set -o pipefail; bash -c 'x | a'", .pipe),
            ("set -e; y=$(x; a)", .laterCommand),
            ("set -e; { x && a; }; b", .laterCommand), ("set -e; (x && a); b", nil),
        ] as [(String, SimpleCommand.Masking?)]
    )
    func masking(text: String, masking: SimpleCommand.Masking?) throws {
        let command = try #require(ShellScript(text).allCommands.first { $0.program == "x" })
        #expect(command.masking == masking)
    }
}

@Suite("A hostile script")
struct HostileScriptTests {
    @Test(
        "is read in time that grows with its length",
        .serialized,
        .timeLimit(.minutes(1)),
        arguments: [
            "'", "\"", "`", "\\", "$(", "((", "$((", "${", "(", "{ ", "<<A ", "<<A\n", "if ", "case x in ", "a=(", "|",
            "&& ", "sh -c '",
            "f() ", "[[ ", "{a,", "$IFS", "<(", ">(", "))", "; done ", "\"$(", "\"`", "eval ", "sudo ", "for x ",
            "find -exec ", "$'\\", "x;",
            "x || ", "x | ", "!", "bash <<A\n", "env -S '", "$(\"", "set -e;x;",
        ]
    )
    func length(piece: String) {
        // With quadratic work this would not end within the limit.
        let text = String(repeating: piece, count: 10_000 / piece.utf8.count)
        for dialect in [ShellScript.Dialect.bash, .unknown] {
            #expect(ShellScript(text, dialect: dialect).allCommands.count <= text.utf8.count)
        }
    }

    @Test("is cut at the limit, and says so")
    func limit() {
        let script = ShellScript("a; b; c", limit: 3)
        #expect(script.programs == ["a"] && !script.isComplete)
        #expect(ShellScript("a; b").isComplete)
        #expect(!ShellScript(String(repeating: "$(", count: 100) + "a").isComplete)
    }

    @Test("has commands that are there", arguments: SeededGenerator.seeds(40))
    func anyText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "b", "'", "\"", "\\", " ", "\n", ";", "|", "&", "<", ">", "(", ")", "$", "`", "#", "=", "{", "}",
            "<<E", "\nE\n", "if ", "then ",
            "fi", "case x in ", "esac", "do ", "done", "for x ", "sh -c ", "[[ ", "]]", "$(", "${", "!", "f()", "2>&1",
            "cd ", "exit ", "set -e",
        ]
        for _ in 0..<100 {
            var text = ""
            for _ in 0..<30 {
                text += pieces[Int.random(in: pieces.indices, using: &random)]
            }
            let script = ShellScript(text)
            #expect(
                script.commands.allSatisfy { !$0.written.isEmpty || !$0.redirections.isEmpty },
                "seed \(seed): \(text)"
            )
            #expect(script == ShellScript(text), "seed \(seed): \(text)")
            for index in script.commands.indices {
                #expect(script.commandsFeeding(index).endIndex <= index, "seed \(seed): \(text)")
            }
        }
    }
}
