import Git
import Glibc
import TestSupport
import Testing

@Suite("A working tree that a person works in too")
struct CompanyTests {
    private let states: TwoStates
    private var git: StockGit { states.git }
    private var first: CommitID { states.first }
    private let skill = TwoStates.skill
    private let touched = TwoStates.touched

    init() throws { states = try TwoStates() }

    private func second(_ repository: borrowing Repository) throws -> CommitID { try states.moveToSecond(repository) }

    @Test("whose index is locked is not touched at all")
    func locked() throws {
        let repository = try Repository.open(at: git.root)
        let next = try repository.tree(of: second(repository))
        try write("", to: git.root + "/.git/index.lock")

        let error = try #require(throws: GitError.self) {
            try repository.checkOut(touched, from: next, over: repository.tree(of: first))
        }

        #expect(error.code == .indexLocked)
        #expect(try read(git.root + "/" + skill) == "one\n")
        #expect(exists(git.root + "/.git/index.lock"))
    }

    @Test("is kept from other git processes for as long as the lock is held")
    func exclusion() throws {
        let repository = try Repository.open(at: git.root)
        try write("mine\n", to: git.root + "/human.txt")
        do {
            let lock = try repository.lockIndex()
            #expect(try git.run(["commit", "-am", "too early"]).status != 0)
            #expect(throws: GitError.self) { _ = try repository.lockIndex() }
            let next = try repository.tree(of: second(repository))
            _ = try repository.checkOut(touched, from: next, over: repository.tree(of: first), holding: lock)
        }

        try git("commit", "-am", "in time")

        #expect(try git("show", "HEAD:" + skill) == "two")
        #expect(try git("show", "HEAD:human.txt") == "mine")
        #expect(try git("status", "--porcelain") == "")
    }

    @Test("loses nothing of either when both commit at the same time")
    func company() async throws {
        let rounds = 8
        let git = git
        let skill = skill
        for round in 1...rounds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try Self.commit(round, in: git) }
                group.addTask { try Self.publish(round, to: skill, in: Repository.open(at: git.root)) }
                try await group.waitForAll()
            }
        }

        #expect(try git("rev-list", "--count", "HEAD") == "\(1 + 2 * rounds)")
        #expect(try git("rev-list", "--merges", "--count", "HEAD") == "0")
        #expect(try git("show", "HEAD:" + skill) == "daemon \(rounds)")
        #expect(try git("show", "HEAD:human.txt") == "person \(rounds)")
        #expect(try git("status", "--porcelain") == "")
        try git("fsck", "--strict")
    }

    /// What a person does, who tries again where the index is locked for a moment.
    private static func commit(_ round: Int, in git: StockGit) throws {
        try write("person \(round)\n", to: git.root + "/human.txt")
        for _ in 0..<2000 where try git.run(["commit", "-am", "person \(round)"]).status == 0 { return }
        Issue.record("the index was never free")
    }

    /// Commits, moves the branch and checks out, all under the index's lock.
    private static func publish(_ round: Int, to path: String, in repository: borrowing Repository) throws {
        for _ in 0..<200_000 {
            do {
                let lock = try repository.lockIndex()
                let parent = try #require(try repository.reference("refs/heads/main"))
                let old = try repository.tree(of: parent)
                let tree = try repository.tree(updating: old, with: [path: .text("daemon \(round)\n")])
                let next = try repository.createCommit(
                    tree: tree,
                    parents: [parent],
                    author: daemon,
                    committer: daemon,
                    message: "daemon \(round)\n"
                )
                let moved = try repository.moveReference("refs/heads/main", from: parent, to: next, by: daemon, log: "")
                guard moved == .moved else { continue }
                try #require(try repository.checkOut([path], from: tree, over: old, holding: lock) == [path: .written])
                return
            } catch let error as GitError where error.code == .indexLocked {
                sched_yield()
            }
        }
        Issue.record("the index was never free")
    }
}
