import Testing

@testable import Shell

@Suite("A launcher")
struct LauncherTests {
    private func launched(_ line: String) -> [[String]]? {
        ShellScript(line).commands.first.flatMap { Launcher.launch($0.texts)?.commands.map(\.texts) }
    }

    @Test("runs what comes behind its words, its options and its places")
    func words() {
        #expect(launched("uv run --extra tide pytest -q") == [["pytest", "-q"]])
        #expect(launched("docker compose -f a.yml exec -T -e A=1 web bin/rails test") == [["bin/rails", "test"]])
        #expect(launched("docker run --rm -it -v $PWD:/a node:20 npm test") == [["npm", "test"]])
        #expect(launched("kubectl -n dev exec -it deploy/web -c app -- ls -l") == [["ls", "-l"]])
        #expect(launched("pnpm --filter api exec vitest run") == [["vitest", "run"]])
        #expect(launched("bundle exec timeout 9 rspec a") == [["rspec", "a"]])
    }

    @Test("runs a script, and itself elsewhere")
    func scripts() {
        #expect(launched("ssh -p 22 pier 'cd tide && make test'") == [["cd", "tide"], ["make", "test"]])
        #expect(launched("docker exec pier bash -lc 'cd a; ls'") == [["cd", "a"], ["ls"]])
        #expect(launched("yarn workspace api test") == [["yarn", "test"]])
    }

    @Test("tells whether that is on another machine")
    func places() {
        #expect(Launcher.launch(["ssh", "pier", "ls"])?.isElsewhere == true)
        #expect(Launcher.launch(["uv", "run", "ls"])?.isElsewhere == false)
    }

    @Test("is not any other program, and not one without something to run")
    func others() {
        #expect(
            launched("git run x") == nil && launched("uv sync") == nil && launched("docker compose up -d web") == nil
        )
        #expect(launched("docker compose exec web") == nil && launched("kubectl exec pod") == nil)
    }
}

@Suite("The operands of a command")
struct CommandOptionsTests {
    @Test("are neither options nor their values")
    func operands() {
        let options = CommandOptions(letters: "C", words: ["--file"])
        #expect(options.operands(of: ["make", "-C", "a", "-j8", "--file", "b", "all", "--", "c"]) == ["all"])
        #expect(options.operands(of: ["make", "-C", "a", "x", "-q", "y"], isLeading: true) == ["x", "-q", "y"])
    }
}
