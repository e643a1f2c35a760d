import Testing

@testable import Trajectories

@Suite("The outline of a command line")
struct CommandOutlineTests {
    @Test("is the same for a quoted list of arguments as for the line that it runs")
    func argumentLists() {
        let lists = [
            #"["bash","-lc","cd app && python -m pytest -q | tail -5"]"#,
            "bash -lc 'cd app && python -m pytest -q | tail -5'",
            "'bash' '-lc' 'cd app && python -m pytest -q | tail -5'",
        ]
        for list in lists {
            let outline = CommandOutline(list)
            #expect(outline.parts.map(\.program) == ["cd", "python", "tail"])
            #expect(outline.parts.map(\.isHidden) == [false, true, false] && outline.runsTests, "\(list)")
            #expect(outline.main?.words == ["python", "-m", "pytest", "-q"])
        }
        let quoted = CommandOutline(#"["git","commit","-m","It's \"done\" | never; run"]"#)
        #expect(quoted.parts.map(\.words) == [["git", "commit", "-m", "It's \"done\" | never; run"]])
        #expect(quoted.parts.map(\.isHidden) == [false])
    }

    @Test("names what xargs runs, and whether it only looks")
    func xargs() {
        let changes = CommandOutline("git ls-files '*.o' | xargs -0 -n 1 rm -f")
        #expect(changes.parts.map(\.program) == ["git", "rm"] && changes.parts.last?.wrappers == ["xargs"])
        #expect(!changes.onlyLooks)
        let looks = CommandOutline("find . -name '*.swift' | xargs grep -n 'a b' | sort | uniq -c")
        #expect(looks.parts.map(\.program) == ["find", "grep", "sort", "uniq"] && looks.onlyLooks)
        #expect(CommandOutline("find . | xargs").onlyLooks)
        #expect(CommandOutline("ls tests/*.py | xargs python -m pytest").runsTests)
        #expect(!CommandOutline("ls | xargs sh -c 'rm \"$1\"'").onlyLooks)
    }
}
