import Git
import Glibc
import TestSupport
import Testing

@Suite("A reference")
struct ReferenceTests {
    let git: StockGit
    let commits: [CommitID]
    let main = "refs/heads/main"

    init() throws {
        git = try StockGit()
        let repository = try Repository.create(at: git.root)
        let tree = try repository.emptyTree()
        commits = try (1...3).map { number in
            try repository.createCommit(
                tree: tree,
                parents: [],
                author: daemon,
                committer: daemon,
                message: "commit \(number)\n"
            )
        }
    }

    @Test("moves from where it is expected, and the reflogs say by whom and why")
    func move() throws {
        let repository = try Repository.open(at: git.root)

        #expect(try repository.reference(main) == nil)
        #expect(try repository.createReference(main, to: commits[0], by: daemon, log: "made") == .moved)
        #expect(
            try repository.moveReference(main, from: commits[0], to: commits[1], by: daemon, log: "moved on") == .moved
        )

        #expect(try repository.reference(main) == commits[1])
        #expect(try git("rev-parse", main) == commits[1].description)
        #expect(
            try git("log", "-g", "--format=%gn %ge %gs", main) == """
                Daemon daemon@example.org moved on
                Daemon daemon@example.org made
                """
        )
        #expect(try git("log", "-g", "-1", "--format=%gs", "HEAD") == "moved on")
    }

    @Test("that somebody else moved stays there, and the answer says where")
    func stale() throws {
        let repository = try Repository.open(at: git.root)
        _ = try repository.createReference(main, to: commits[0], by: daemon, log: "made")
        try git("update-ref", main, commits[1].description)

        let there = ReferenceMove.stale(actual: commits[1].object)
        #expect(try repository.moveReference(main, from: commits[0], to: commits[2], by: daemon, log: "") == there)
        #expect(try repository.createReference(main, to: commits[2], by: daemon, log: "") == there)
        #expect(try repository.deleteReference(main, expected: commits[0]) == there)
        #expect(
            try repository.moveReference("refs/heads/gone", from: commits[0], to: commits[2], by: daemon, log: "")
                == .stale(actual: nil)
        )
        #expect(try git("rev-parse", main) == commits[1].description)
        #expect(try repository.reference("refs/heads/gone") == nil)
    }

    @Test("that is packed moves and goes as well")
    func packed() throws {
        let repository = try Repository.open(at: git.root)
        _ = try repository.createReference(main, to: commits[0], by: daemon, log: "made")
        _ = try repository.createReference("refs/heads/other", to: commits[0], by: daemon, log: "made")
        try git("pack-refs", "--all")

        #expect(try repository.moveReference(main, from: commits[0], to: commits[1], by: daemon, log: "") == .moved)
        #expect(try repository.deleteReference("refs/heads/other", expected: commits[0]) == .moved)

        #expect(try git("for-each-ref", "--format=%(refname) %(objectname)") == "\(main) \(commits[1])")
        #expect(try repository.deleteReference("refs/heads/other", expected: commits[0]) == .stale(actual: nil))
    }

    @Test("under another's lock is left alone, and can be moved once that is gone")
    func locked() throws {
        let repository = try Repository.open(at: git.root)
        _ = try repository.createReference(main, to: commits[0], by: daemon, log: "made")
        let lock = git.root + "/.git/refs/heads/main.lock"
        try write("\(commits[1])\n", to: lock)

        #expect(try repository.moveReference(main, from: commits[0], to: commits[1], by: daemon, log: "") == .locked)
        #expect(try repository.deleteReference(main, expected: commits[0]) == .locked)

        let found = try #require(try repository.staleLocks().first)
        #expect(found.path == lock)
        #expect(found.owner == geteuid())
        #expect(found.plannedID == commits[1].object)
        #expect(try repository.removeLock(found))
        #expect(try repository.removeLock(found) == false)
        #expect(try repository.moveReference(main, from: commits[0], to: commits[1], by: daemon, log: "") == .moved)
        #expect(try repository.staleLocks().isEmpty)
    }

    @Test("lock that changed since it was listed is not removed")
    func changedLock() throws {
        let repository = try Repository.open(at: git.root)
        for name in ["index.lock", "HEAD.lock", "packed-refs.lock", "refs/heads/a/b.lock"] {
            try write("", to: git.root + "/.git/" + name)
        }
        let locks = try repository.staleLocks()
        try write("now at work", to: git.root + "/.git/index.lock")

        #expect(
            locks.map { String($0.path.dropFirst(git.root.count + 6)) }
                == ["HEAD.lock", "index.lock", "packed-refs.lock", "refs/heads/a/b.lock"]
        )
        #expect(locks.allSatisfy { $0.size == 0 && $0.plannedID == nil && $0.modified > 0 })
        #expect(try locks.map { try repository.removeLock($0) } == [true, false, true, true])
        #expect(exists(git.root + "/.git/index.lock"))
    }

    @Test(
        "is named in full and points at a commit that is there",
        arguments: [
            "HEAD", "main", "refs/heads/../x", "refs/heads/a.lock", "refs/heads/a b", "refs", "FETCH_HEAD",
        ]
    )
    func names(name: String) throws {
        let repository = try Repository.open(at: git.root)
        let nowhere = try #require(CommitID(String(repeating: "1", count: 40)))

        #expect(throws: GitError.self) { try repository.reference(name) }
        #expect(throws: GitError.self) { try repository.createReference(name, to: commits[0], by: daemon, log: "") }
        #expect(throws: GitError.self) { try repository.createReference(main, to: nowhere, by: daemon, log: "") }
    }

    @Test("does not share its name with a directory of others", arguments: [true, false])
    func room(packed: Bool) throws {
        let repository = try Repository.open(at: git.root)
        _ = try repository.createReference("refs/heads/a/b", to: commits[0], by: daemon, log: "")
        if packed { try git("pack-refs", "--all") }

        for name in ["refs/heads/a", "refs/heads/a/b/c"] {
            let error = try #require(throws: GitError.self) {
                try repository.createReference(name, to: commits[0], by: daemon, log: "")
            }
            #expect(error.code == .exists)
        }
        #expect(try repository.listReferences().map(\.name) == ["refs/heads/a/b"])
    }

    @Test("is listed by pattern")
    func listing() throws {
        let repository = try Repository.open(at: git.root)
        for name in ["refs/x/rejected/2", "refs/x/rejected/1", "refs/x/knowledge"] {
            _ = try repository.createReference(name, to: commits[0], by: daemon, log: "")
        }

        #expect(
            try repository.listReferences("refs/x/rejected/*").map(\.name)
                == ["refs/x/rejected/1", "refs/x/rejected/2"]
        )
        #expect(try repository.listReferences().count == 3)
    }

    @Test("to a commit that is missing is called damaged")
    func damaged() throws {
        let repository = try Repository.open(at: git.root)
        try write(String(repeating: "1", count: 40) + "\n", to: git.root + "/.git/refs/heads/broken")

        let error = try #require(throws: GitError.self) { try repository.reference("refs/heads/broken") }

        #expect(error.code == .damaged)
    }

    @Test("that two writers move is moved by one of them each time")
    func contention() async throws {
        let repository = try Repository.open(at: git.root)
        _ = try repository.createReference(main, to: commits[0], by: daemon, log: "")
        let root = git.root
        let name = main
        let next = commits[1]
        let first = commits[0]

        let moved = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let repository = try Repository.open(at: root)
                    return try repository.moveReference(name, from: first, to: next, by: daemon, log: "") == .moved
                        ? 1 : 0
                }
            }
            return try await group.reduce(0, +)
        }

        #expect(moved == 1)
    }
}

@Suite("A tag")
struct TagTests {
    let git: StockGit

    init() throws { git = try StockGit() }

    @Test("is made once, is found again, and never moved")
    func creation() throws {
        let repository = try Repository.create(at: git.root)
        let one = try repository.advance("one", ["a": .text("1")])
        let two = try repository.advance("two", ["a": .text("2")])

        let first = try repository.annotatedTag(name: "xlsx/v1", target: one, tagger: daemon, message: "first\n")
        #expect(try repository.annotatedTag(name: "xlsx/v1", target: one, tagger: daemon, message: "first\n") == first)
        for (target, message) in [(two, "first\n"), (one, "other\n")] {
            let error = try #require(throws: GitError.self) {
                try repository.annotatedTag(name: "xlsx/v1", target: target, tagger: daemon, message: message)
            }
            #expect(error.code == .exists)
        }

        #expect(try git("rev-parse", "xlsx/v1^{commit}") == one.description)
        #expect(try git("cat-file", "-t", "xlsx/v1") == "tag")
        try git("fsck", "--strict")
    }

    @Test("is the object that git tag makes")
    func sameAsStock() throws {
        let repository = try Repository.create(at: git.root)
        let one = try repository.advance("one", ["a": .text("1")])
        let person = Signature(name: "Ann Person", email: "ann@example.org", seconds: 1_700_000_000, offsetMinutes: 120)
        try git("tag", "-a", "-m", "words", "v1", one.description)

        let ours = try repository.annotatedTag(name: "v1", target: one, tagger: person, message: "words\n")

        #expect(try git("rev-parse", "v1") == ours.description)
    }

    @Test("is listed with the commit that it leads to")
    func listing() throws {
        let repository = try Repository.create(at: git.root)
        let one = try repository.advance("one", ["a": .text("1")])
        try repository.annotatedTag(name: "b/v2", target: one, tagger: daemon, message: "words\n")
        try git("tag", "light", one.description)
        try git("tag", "a-tree", "\(one)^{tree}")

        let tags = try repository.tags()

        #expect(tags.map(\.name) == ["a-tree", "b/v2", "light"])
        #expect(tags.map(\.commit) == [nil, one, one])
        #expect(tags.map(\.message) == [nil, "words\n", nil])
        #expect(tags[1].tagger == daemon)
        #expect(try repository.tags("b/*").map(\.name) == ["b/v2"])
    }

    @Test("to a commit that is missing is an error, not a tag that leads nowhere")
    func missingCommit() throws {
        let repository = try Repository.create(at: git.root)
        try repository.advance("one", ["a": .text("1")])
        let two = try repository.advance("two", ["a": .text("2")])
        try repository.annotatedTag(name: "v2", target: two, tagger: daemon, message: "words\n")
        let name = two.description
        try #require(unlink("\(git.root)/.git/objects/\(name.prefix(2))/\(name.dropFirst(2))") == 0)

        let error = try #require(throws: GitError.self) { try Repository.open(at: git.root).tags() }

        #expect(error.description.hasPrefix("could not read the tag v2: "))
    }
}
