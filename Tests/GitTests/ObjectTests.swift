import Git
import Glibc
import TestSupport
import Testing

@Suite("Objects")
struct ObjectTests {
    let git: StockGit
    let repository: Shared

    /// Swift Testing copies suites; a repository cannot be copied.
    final class Shared {
        let value: Repository
        init(_ value: consuming Repository) { self.value = value }
    }

    init() throws {
        git = try StockGit()
        repository = Shared(try Repository.create(at: git.root))
    }

    @Test("have the names that stock git gives", arguments: ["", "text\n", "zero\0byte", "caf\u{e9}"])
    func blobs(content: String) throws {
        let id = try repository.value.blob(Array(content.utf8))

        #expect(try git("hash-object", "-t", "blob", "--stdin", input: content) == id.description)
        #expect(try Repository.blobID(Array(content.utf8)) == id)
        #expect(try repository.value.readBlob(id) == Array(content.utf8))
        #expect(try git("cat-file", "-t", id.description) == "blob")
    }

    @Test("are commits of any length, which are read whole", arguments: [10, 5_000, 200_000])
    func commits(length: Int) throws {
        let message = String(repeating: "word ", count: length / 5) + "\n"
        let tree = try repository.value.emptyTree()
        let id = try repository.value.createCommit(
            CommitDraft(tree: tree, parents: [], author: daemon, committer: daemon, message: message)
        )
        for _ in 0..<20 {
            let commit = try repository.value.commit(id)
            #expect(commit.message == message)
            #expect(commit.author.name == daemon.name && commit.committer.seconds == daemon.seconds)
        }
    }

    @Test("are read up to a limit and only as what they are")
    func limits() throws {
        let blob = try repository.value.blob(Array("12345".utf8))
        let tree = try repository.value.emptyTree()

        #expect(try repository.value.readBlob(blob, limit: 5).count == 5)
        #expect(throws: GitError.self) { try repository.value.readBlob(blob, limit: 4) }
        #expect(throws: GitError.self) { try repository.value.readBlob(tree) }
        #expect(tree.description == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    }

    @Test("that are commits have the name that their content gives, however often they are written")
    func commitNames() throws {
        let tree = try repository.value.tree(updating: nil, with: ["a/b": .text("x")])
        var parents: [CommitID] = []
        var drafts: [CommitDraft] = []
        for number in 1...3 {
            let draft = CommitDraft(
                tree: tree,
                parents: parents,
                author: daemon,
                committer: Signature(name: "Jane Doe Jr.", email: "", seconds: 1_000_000_000, offsetMinutes: -330),
                message: "step \(number): größer\n\nKey: value\n"
            )
            drafts.append(draft)
            parents = [try repository.value.createCommit(draft)] + parents.prefix(1)
        }
        let planned = try drafts.map { try repository.value.createCommit($0) }

        #expect(planned.last == parents.first)
        #expect(try drafts.map { try repository.value.createCommit($0) } == planned)
        try git("fsck", "--strict", "--full")
        #expect(
            try git("log", "--format=%H %an %ae %at %ai", "-1", planned[0].description)
                == "\(planned[0]) Daemon daemon@example.org 1700000100 2023-11-14 23:45:00 +0130"
        )
        #expect(
            try git("log", "--format=%cn|%ce|%ci", "-1", planned[0].description)
                == "Jane Doe Jr||2001-09-08 20:16:40 -0530"
        )
    }

    @Test("that are commits have the names that git commit-tree gives")
    func commitTree() throws {
        let tree = try repository.value.tree(updating: nil, with: ["a": .text("x")])
        let person = Signature(name: "Ann Person", email: "ann@example.org", seconds: 1_700_000_000, offsetMinutes: 120)

        let ours = try repository.value.createCommit(
            tree: tree,
            parents: [],
            author: person,
            committer: person,
            message: "one\n\ntwo\n"
        )

        #expect(try git("commit-tree", tree.description, input: "one\n\ntwo\n") == ours.description)
    }

    @Test("that nothing names yet can be collected, and are written again by the same repository")
    func collected() throws {
        let kept = try repository.value.advance("kept", ["a": .text("a\n")])
        let changes: [String: TreeChange] = ["b/c": .text("c\n")]
        func write() throws -> CommitID {
            try repository.value.createCommit(
                tree: try repository.value.tree(updating: repository.value.tree(of: kept), with: changes),
                parents: [kept],
                author: daemon,
                committer: daemon,
                message: "planned\n"
            )
        }
        let planned = try write()

        try git("gc", "--prune=now", "--quiet")

        #expect(try git.run(["cat-file", "-e", planned.description]).status != 0)
        #expect(try write() == planned)
        let moved = try repository.value.moveReference("refs/heads/main", from: kept, to: planned, by: daemon, log: "")
        #expect(moved == .moved)
        #expect(try repository.value.history(from: planned).map(\.id) == [planned, kept])
        try git("fsck", "--strict", "--full")
    }

    @Test("are not made from what is missing or cannot be read back")
    func refusals() throws {
        let tree = try repository.value.emptyTree()
        let nowhere = try #require(CommitID(String(repeating: "1", count: 40)))
        var draft = CommitDraft(tree: tree, parents: [], author: daemon, committer: daemon, message: "x")

        for change: (inout CommitDraft) -> Void in [
            { $0.parents = [nowhere] }, { $0.tree = nowhere.object }, { $0.message = "a\0b" },
            { $0.author.name = "A\nparent 1" }, { $0.author.email = "a>b" }, { $0.author.name = " . " },
            { $0.committer.seconds = -1 }, { $0.committer.seconds = .max },
            { ($0.committer.seconds, $0.committer.offsetMinutes) = (0, -330) }, { $0.author.offsetMinutes = 900 },
        ] {
            var bad = draft
            change(&bad)
            #expect(throws: GitError.self) { try repository.value.createCommit(bad) }
        }
        draft.message = "fine"
        #expect(throws: Never.self) { try repository.value.createCommit(draft) }
    }

    @Test("that are commits are read whole, and by the first digits of their names")
    func reading() throws {
        let tree = try repository.value.emptyTree()
        let id = try repository.value.createCommit(
            tree: tree,
            parents: [],
            author: daemon,
            committer: daemon,
            message: "long\nsummary\n\nbody\n"
        )

        let commit = try repository.value.commit(abbreviated: String(id.description.prefix(8)))

        #expect(commit.id == id)
        #expect(commit.tree == tree)
        #expect(commit.author == daemon)
        #expect(commit.summary == "long summary")
        #expect(commit.summary == (try git("log", "-1", "--format=%s", id.description)))
        #expect(throws: GitError.self) { try repository.value.commit(abbreviated: "zz") }
        #expect(throws: GitError.self) { try repository.value.commit(abbreviated: "0000000") }
    }

    @Test(
        "keep trailers that stock git reads the same",
        arguments: [
            "subject\n\nbody\n\nSkill: xlsx\nSupport: 7 of 23\n",
            "subject\n\nSkill: xlsx\nSkill: docx\n",
            "subject\n\nNot: a trailer\n\nbut this is the end\n",
            "subject only\n",
            "subject\n\nbody: with a colon\nand more text without one\n\nKey:value\nOther : spaced\n",
            "subject\n\nbody\n\nLong: first\n  folded on\nNext: second\n",
            "subject\n\nbody\n\n(cherry picked from commit 1234)\nKey: value\n",
            "subject\n\nEvidence:\n  3f2a step 14: \"quoted\"\n\nTrajectory: sha256:3f2a\nEmpty:\n",
            "subject\n\nUnicode: größer – 大\nKey-With-Dash: 1\n\n\n",
        ]
    )
    func trailers(message: String) throws {
        let parsed = try git("interpret-trailers", "--parse", "--no-divider", input: message)
        let theirs = parsed.split(separator: "\n").map(String.init)

        #expect(try Trailer.all(in: message).map { Self.unfolded($0) } == theirs.map { Self.trimmed($0) })
    }

    /// `--parse` prints a folded value on one line; libgit2 keeps its line feed and blanks.
    private static func unfolded(_ trailer: Trailer) -> String {
        let words = trailer.value.split(separator: "\n").map { trimmed(String($0)) }
        return trimmed("\(trailer.key): \(words.joined(separator: " "))")
    }

    private static func trimmed(_ text: String) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
