import Foundations
import Git
import Glibc
import TestSupport
import Testing

@Suite("A repository")
struct RepositoryTests {
    let git: StockGit

    init() throws { git = try StockGit() }

    @Test("is made with the branch that was asked for, and stock git reads it")
    func creation() throws {
        let repository = try Repository.create(at: git.root, branch: "trunk")

        #expect(try repository.isUnbornHead())
        #expect(try repository.headBranch() == "refs/heads/trunk")
        #expect(repository.workdir == git.root)
        #expect(repository.gitdir == git.root + "/.git")
        #expect(try repository.state() == .none)
        #expect(try git("symbolic-ref", "HEAD") == "refs/heads/trunk")
    }

    @Test("is not made where one is")
    func recreation() throws {
        _ = try Repository.create(at: git.root)

        let error = try #require(throws: GitError.self) { _ = try Repository.create(at: git.root) }

        #expect(error.code == .exists)
    }

    @Test("is opened at its own path only, never from below")
    func noSearch() throws {
        _ = try Repository.create(at: git.root)
        try write("", to: git.root + "/deep/file")

        let error = try #require(throws: GitError.self) { _ = try Repository.open(at: git.root + "/deep") }

        #expect(error.code == .notFound)
        #expect(error.description.hasPrefix("could not open the repository at \(git.root)/deep: "))
    }

    @Test("of another user is refused with both users named", .enabled(if: geteuid() == 0))
    func ownership() throws {
        _ = try Repository.create(at: git.root)
        for path in [git.root, git.root + "/.git"] { try #require(chown(path, 12345, 12345) == 0) }

        let error = try #require(throws: GitError.self) { _ = try Repository.open(at: git.root) }

        #expect(error.code == .notOwner)
        #expect(error.reason == "it is owned by uid 12345, and this process runs as uid 0")
    }

    @Test("that keeps its working tree elsewhere is refused")
    func foreignWorkTree() throws {
        _ = try Repository.create(at: git.root)
        try git("config", "core.worktree", "../../home")

        let error = try #require(throws: GitError.self) { _ = try Repository.open(at: git.root) }

        #expect(error.code == .unsupported)
    }

    @Test("in a format that libgit2 does not know is refused by name")
    func unknownExtension() throws {
        _ = try Repository.create(at: git.root)
        try git("config", "core.repositoryformatversion", "1")
        try git("config", "extensions.objectformat", "sha256")

        let error = try #require(throws: GitError.self) { _ = try Repository.open(at: git.root) }

        #expect(error.code == .unsupported)
        #expect(error.reason.contains("objectformat"))
    }

    @Test("says that a merge is in progress, and that HEAD is detached")
    func state() throws {
        let repository = try Repository.create(at: git.root)
        let first = try repository.advance("first", ["a": .text("1\n")])
        try git("reset", "--hard")
        try git("checkout", "-b", "other")
        try write("2\n", to: git.root + "/a")
        try git("commit", "-am", "two")
        try git("checkout", "main")
        try write("3\n", to: git.root + "/a")
        try git("commit", "-am", "three")

        #expect(try git.run(["merge", "other"]).status == 1)
        #expect(try repository.state() == .merge)
        #expect(try repository.status(of: "a").summary == .conflicted)
        try git("merge", "--abort")
        try git("checkout", "--detach", first.description)
        #expect(try repository.headBranch() == nil)
    }

    @Test("does not read the configuration of the user")
    func ignoresUserConfiguration() async throws {
        // In a process of its own: libgit2 asks for the home directory once, when it starts.
        await #expect(processExitsWith: .success) {
            let git = try StockGit()
            let home = git.home
            // With this setting no repository would be opened.
            try write("[core]\n\tworktree = /nowhere\n", to: home + "/.gitconfig")
            setenv("HOME", home, 1)
            _ = try Repository.create(at: git.root)
            _ = try Repository.open(at: git.root)
        }
    }
}
