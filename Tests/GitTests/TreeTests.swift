import Git
import Glibc
import TestSupport
import Testing

@Suite("A tree")
struct TreeTests {
    let git: StockGit
    let root: String

    init() throws {
        git = try StockGit()
        root = git.root
        _ = try Repository.create(at: git.root)
    }

    @Test("is built from another as stock git would build it")
    func nested() throws {
        let repository = try Repository.open(at: root)
        let base = try repository.tree(
            updating: nil,
            with: [
                "skills/a/SKILL.md": .text("a\n"), "skills/a/references/x.md": .text("x\n"),
                "skills/b/SKILL.md": .text("b\n"), "skills.txt": .text("between\n"),
                "run": .write([35], executable: true),
            ]
        )

        let next = try repository.tree(
            updating: base,
            with: [
                "skills/a/SKILL.md": .text("a2\n"), "skills/a/references/x.md": .remove,
                "skills/b/references/y.md": .text("y\n"), "nothing/there": .remove,
            ]
        )

        try git("read-tree", base.description)
        try git("update-index", "--index-info", input: "0 \(zero)\tskills/a/references/x.md\n")
        try git("update-index", "--add", "--cacheinfo", "100644", hash("a2\n"), "skills/a/SKILL.md")
        try git("update-index", "--add", "--cacheinfo", "100644", hash("y\n"), "skills/b/references/y.md")
        #expect(try git("write-tree") == next.description)
        #expect(
            try repository.entries(of: next).map(\.path)
                == ["run", "skills.txt", "skills/a/SKILL.md", "skills/b/SKILL.md", "skills/b/references/y.md"]
        )
        #expect(
            try repository.entries(of: next, under: "skills/b").map(\.path)
                == ["skills/b/SKILL.md", "skills/b/references/y.md"]
        )
        #expect(try repository.entry(at: "run", in: next)?.mode == .executable)
        #expect(try repository.readFile("skills/a/SKILL.md", in: next) == Array("a2\n".utf8))
        #expect(try repository.readFile("skills/c", in: next) == nil)
        #expect(try repository.tree(updating: next, with: [:]) == next)
    }

    @Test("loses a directory with its last file, however deep")
    func pruning() throws {
        let repository = try Repository.open(at: root)
        let base = try repository.tree(updating: nil, with: ["a/b/c/d": .text("x"), "keep": .text("k")])

        let next = try repository.tree(updating: base, with: ["a/b/c/d": .remove])

        #expect(try git("ls-tree", "-rt", "--name-only", next.description) == "keep")
        #expect(try repository.tree(updating: next, with: ["keep": .remove]) == repository.emptyTree())
    }

    @Test("takes a directory where a file was that goes")
    func fileToDirectory() throws {
        let repository = try Repository.open(at: root)
        let base = try repository.tree(updating: nil, with: ["a": .text("x")])

        let next = try repository.tree(updating: base, with: ["a": .remove, "a/b": .text("y")])

        #expect(try repository.entries(of: next).map(\.path) == ["a/b"])
        #expect(throws: GitError.self) {
            try repository.tree(updating: nil, with: ["a": .text("1"), "a/b": .text("2")])
        }
        #expect(throws: GitError.self) { try repository.tree(updating: base, with: ["a/b": .text("y")]) }
    }

    @Test(
        "is not written through or over a link, a submodule or a directory",
        arguments: [
            "link", "link/SKILL.md", "module", "module/x", "dir", "dir/deep/link", "dir/deep/link/x",
        ]
    )
    func obstacles(path: String) throws {
        let repository = try Repository.open(at: root)
        let target = try hash("/etc")
        try git("update-index", "--add", "--cacheinfo", "120000", target, "link")
        try git("update-index", "--add", "--cacheinfo", "120000", target, "dir/deep/link")
        try git("update-index", "--add", "--cacheinfo", "160000", String(repeating: "1", count: 40), "module")
        let base = try #require(ObjectID(try git("write-tree")))

        for change in [TreeChange.text("x"), .remove] {
            let error = try #require(throws: GitError.self) {
                try repository.tree(updating: base, with: [path: change])
            }
            #expect(error.code == .notRegularFile)
        }
        let other = try repository.tree(updating: base, with: ["dir/deep/file": .text("x")])
        #expect(try repository.entry(at: "link", in: other)?.mode == .symlink)
        #expect(try repository.entry(at: "module", in: other)?.mode == .submodule)
        #expect(throws: GitError.self) { try repository.readFile("link", in: base) }
    }

    @Test(
        "takes no path that leaves the repository or names git's own directory",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "./a", ".git", ".git/config", "a/.git", ".GIT/x",
            ".Git ", ".git.", ".git::$INDEX_ALLOCATION", "GIT~1", ".g\u{200c}it", ".gi\u{feff}t/hooks", "a\\..\\b",
            "a\nb",
            "a\0b", "a\u{7f}",
        ]
    )
    func paths(path: String) throws {
        let repository = try Repository.open(at: root)

        let error = try #require(throws: GitError.self) { try repository.tree(updating: nil, with: [path: .text("x")]) }

        #expect(error.code == .invalid)
    }

    @Test("takes names that only look like git's", arguments: [".gitignore", "git", ".github/x", "a.git", "größer/大"])
    func harmlessPaths(path: String) throws {
        let repository = try Repository.open(at: root)

        let tree = try repository.tree(updating: nil, with: [path: .text("x")])

        #expect(try git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", tree.description) == path)
    }

    @Test("is listed up to a limit")
    func bomb() throws {
        let repository = try Repository.open(at: root)
        var tree = try git("mktree", input: "100644 blob \(hash("x"))\tfile\n")
        for _ in 0..<30 { tree = try git("mktree", input: "040000 tree \(tree)\ta\n040000 tree \(tree)\tb\n") }
        let bomb = try #require(ObjectID(tree))

        #expect(throws: GitError.self) { try repository.entries(of: bomb, limit: 1000) }
    }

    private let zero = String(repeating: "0", count: 40)

    private func hash(_ text: String) throws -> String { try git("hash-object", "-w", "--stdin", input: text) }
}
