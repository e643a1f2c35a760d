import Foundations
import Git
import Glibc
import TestSupport
import Testing

@Suite("A working tree")
struct WorkingTreeTests {
    private let states: TwoStates
    private var git: StockGit { states.git }
    private var first: CommitID { states.first }
    private let skill = TwoStates.skill
    private let touched = TwoStates.touched

    init() throws { states = try TwoStates() }

    private func second(_ repository: borrowing Repository) throws -> CommitID { try states.moveToSecond(repository) }

    @Test("follows a branch that moved, and stock git finds nothing to say")
    func checkOut() throws {
        let repository = try Repository.open(at: git.root)
        let next = try second(repository)
        #expect(try git("status", "--porcelain") != "")

        let results = try repository.checkOut(
            touched,
            from: repository.tree(of: next),
            over: repository.tree(of: first)
        )

        #expect(results == [touched[0]: .written, touched[1]: .removed, touched[2]: .written, touched[3]: .written])
        #expect(try git("status", "--porcelain") == "")
        #expect(try git("diff-files") == "")
        #expect(try git("diff-index", "--cached", "HEAD") == "")
        #expect(try read(git.root + "/" + skill) == "two\n")
        #expect(access(git.root + "/run", X_OK) == 0)
        #expect(!exists(git.root + "/skills/a/references"))
        #expect(names(in: git.root + "/skills/a") == ["SKILL.md"])
        #expect(names(in: git.root + "/.git").filter { $0.hasPrefix("index") } == ["index"])
        try git("fsck", "--strict")
    }

    @Test("is brought along once: doing it again changes nothing")
    func idempotence() throws {
        let repository = try Repository.open(at: git.root)
        let next = try repository.tree(of: second(repository))
        let old = try repository.tree(of: first)
        _ = try repository.checkOut(touched, from: next, over: old)
        let index = try git("hash-object", ".git/index")

        let again = try repository.checkOut(touched, from: next, over: old)

        #expect(again.values.allSatisfy { $0 == .unchanged })
        #expect(try git("hash-object", ".git/index") == index)
    }

    @Test("that was left half way is completed", arguments: [0, 1, 2, 3])
    func resume(done: Int) throws {
        let repository = try Repository.open(at: git.root)
        let next = try repository.tree(of: second(repository))
        let old = try repository.tree(of: first)
        // Files in place and the index not written, as after a kill.
        let index = try git("hash-object", "-w", ".git/index")
        _ = try repository.checkOut(Array(touched.prefix(done)), from: next, over: old)
        let file = git.root + "/.git/index"
        unlink(file)
        try #require(
            try git.run(["-c", "alias.restore-index=!git cat-file blob \(index) > .git/index", "restore-index"]).status
                == 0
        )

        _ = try repository.checkOut(touched, from: next, over: old)

        #expect(try git("status", "--porcelain") == "")
    }

    @Test("keeps what a person has there, staged or not, beside what is checked out")
    func foreignFiles() throws {
        let repository = try Repository.open(at: git.root)
        try write("changed\n", to: git.root + "/human.txt")
        try write("staged\n", to: git.root + "/skills/a/staged.md")
        try git("add", "skills/a/staged.md")
        try write("untracked\n", to: git.root + "/skills/a/references/mine.md")
        let next = try repository.tree(of: second(repository))

        _ = try repository.checkOut(touched, from: next, over: repository.tree(of: first))

        #expect(
            try git("status", "--porcelain", "-uall") == """
                 M human.txt
                A  skills/a/staged.md
                ?? skills/a/references/mine.md
                """
        )
        #expect(try read(git.root + "/human.txt") == "changed\n")
        #expect(try read(git.root + "/skills/a/references/mine.md") == "untracked\n")
    }

    /// What a person can have done to one path; each comes with what the status says of it.
    enum Deed: CaseIterable {
        case edited, staged, stagedAndEdited, removed, unstaged, linked, directory, linkedAbove, pipe

        var summary: FileState.Summary {
            switch self {
            case .edited: .modified
            case .staged: .staged
            case .stagedAndEdited: .stagedAndModified
            case .removed: .missing
            case .unstaged: .stagedAndModified
            case .linked, .directory, .linkedAbove, .pipe: .typeChanged
            }
        }
    }

    @Test("never loses what a person has done to the path itself", arguments: Deed.allCases)
    func deeds(deed: Deed) throws {
        let repository = try Repository.open(at: git.root)
        let outside = try git.path(beside: "outside")
        try write("secret\n", to: outside + "/SKILL.md")
        let path = git.root + "/" + skill
        switch deed {
        case .edited: try write("mine\n", to: path)
        case .staged:
            try write("mine\n", to: path)
            try git("add", skill)
        case .stagedAndEdited:
            try write("mine\n", to: path)
            try git("add", skill)
            try write("more\n", to: path)
        case .removed: unlink(path)
        case .unstaged: try git("rm", "--cached", skill)
        case .linked:
            unlink(path)
            symlink(outside + "/SKILL.md", path)
        case .directory:
            unlink(path)
            mkdir(path, 0o755)
        case .linkedAbove:
            try git("mv", "skills/a", "skills/moved")
            symlink(outside, git.root + "/skills/a")
        case .pipe:
            unlink(path)
            mkfifo(path, 0o644)
        }
        let before = try git("status", "--porcelain", "-uall")
        let listing = try git.run(["ls-files", "--stage", "--others"]).text
        #expect(try repository.status(of: skill).summary == deed.summary)
        let old = try repository.tree(of: first)
        let next = try repository.tree(updating: old, with: [skill: .text("two\n")])

        let result = try repository.checkOut([skill], from: next, over: old)
        // What a person removed and the tree removes too is agreed upon.
        let removal =
            deed == .removed ? result : try repository.checkOut([skill], from: repository.emptyTree(), over: old)

        #expect(result == [skill: .kept(deed.summary)])
        #expect(removal == result)
        #expect(try git("status", "--porcelain", "-uall") == before)
        #expect(try git.run(["ls-files", "--stage", "--others"]).text == listing)
        #expect(try read(outside + "/SKILL.md") == "secret\n")
        #expect(names(in: outside) == ["SKILL.md"])
    }

    @Test("says of an untouched, an unknown and an untracked path what git says")
    func status() throws {
        let repository = try Repository.open(at: git.root)
        try write("u\n", to: git.root + "/skills/a/untracked.md")

        #expect(try repository.status(of: skill).summary == .clean)
        #expect(try repository.status(of: "no/such/file").summary == .clean)
        #expect(try repository.status(of: "skills/a/untracked.md").summary == .untracked)
        #expect(try repository.status(of: skill, comparedWith: repository.emptyTree()).summary == .staged)
        chmod(git.root + "/" + skill, 0o755)
        #expect(try repository.status(of: skill).summary == .modified)
        #expect(throws: GitError.self) { try repository.status(of: "../outside") }
    }

    @Test("before its first commit has files that are only untracked")
    func unborn() throws {
        let fresh = try StockGit()
        let repository = try Repository.create(at: fresh.root)
        try write("x\n", to: fresh.root + "/file")

        #expect(try repository.status(of: "file").summary == .untracked)
        let tree = try repository.tree(updating: nil, with: ["new": .text("n\n")])
        #expect(try repository.checkOut(["new"], from: tree, over: nil) == ["new": .written])
        #expect(try fresh("status", "--porcelain") == "A  new\n?? file")
    }

    @Test("with an untracked file in the place of a new one keeps that file")
    func untrackedInTheWay() throws {
        let repository = try Repository.open(at: git.root)
        try write("mine\n", to: git.root + "/new.md")
        let tree = try repository.tree(updating: repository.tree(of: first), with: ["new.md": .text("n\n")])

        #expect(
            try repository.checkOut(["new.md"], from: tree, over: repository.tree(of: first))
                == ["new.md": .kept(.untracked)]
        )
        #expect(try read(git.root + "/new.md") == "mine\n")
    }

    @Test("with line ends of another kind is clean where git says so")
    func lineEnds() throws {
        let repository = try Repository.open(at: git.root)
        try write("*.md text eol=crlf\n", to: git.root + "/.gitattributes")
        unlink(git.root + "/" + skill)
        try git("checkout", "--", skill)
        try #require(try read(git.root + "/" + skill) == "one\r\n")
        let old = try repository.tree(of: first)
        let next = try repository.tree(updating: old, with: [skill: .text("two\n")])

        #expect(try git("status", "--porcelain", "--", skill) == "")
        #expect(try repository.status(of: skill).summary == .clean)
        #expect(try repository.checkOut([skill], from: next, over: old) == [skill: .written])
        #expect(try git("diff-files") == "")
        #expect(try read(git.root + "/" + skill) == "two\r\n")
    }

    @Test("shows a change that was made in the second in which the index was written")
    func racy() throws {
        let repository = try Repository.open(at: git.root)
        // Same size, same second: only the content tells, and git looks at it only while the index is as young.
        try write("H\n", to: git.root + "/human.txt")
        var times = [timespec(tv_sec: 1_700_000_000, tv_nsec: 0), timespec(tv_sec: 1_700_000_000, tv_nsec: 0)]
        try git("add", "human.txt")
        utimensat(AT_FDCWD, git.root + "/human.txt", &times, 0)
        try git("add", "--refresh", "human.txt")
        try git("update-index", "--really-refresh")
        utimensat(AT_FDCWD, git.root + "/.git/index", &times, 0)
        try write("J\n", to: git.root + "/human.txt")
        utimensat(AT_FDCWD, git.root + "/human.txt", &times, 0)
        let next = try repository.tree(of: second(repository))

        _ = try repository.checkOut(touched, from: next, over: repository.tree(of: first))

        #expect(try git("status", "--porcelain") == "MM human.txt")
    }

    @Test("keeps the permissions of a file that is rewritten")
    func permissions() throws {
        let repository = try Repository.open(at: git.root)
        chmod(git.root + "/" + skill, 0o664)
        let next = try repository.tree(of: second(repository))

        _ = try repository.checkOut([skill], from: next, over: repository.tree(of: first))

        var status = stat()
        stat(git.root + "/" + skill, &status)
        #expect(status.st_mode & 0o7777 == 0o664)
    }

    @Test("of a bare repository does not exist, and the error says so")
    func bare() throws {
        try git("clone", "--bare", ".", "../bare")
        let repository = try Repository.open(at: try git.path(beside: "bare"))

        let error = try #require(throws: GitError.self) { try repository.status(of: skill) }

        #expect(error.code == .bare)
        #expect(repository.workdir == nil)
    }

    @Test("is not the only one where nobody can tell: an unreadable list of working trees is an error")
    func unreadableWorktrees() throws {
        let repository = try Repository.open(at: git.root)
        #expect(try repository.otherWorktrees().isEmpty)
        try write("", to: git.root + "/.git/worktrees/side/gitdir/in-the-way")
        #expect(throws: GitError.self) { try repository.otherWorktrees() }
        #expect(rename(git.root + "/.git/worktrees/side/gitdir/in-the-way", git.root + "/.git/file") == 0)
        for name in ["worktrees/side/gitdir", "worktrees/side", "worktrees"] {
            #expect(rmdir(git.root + "/.git/" + name) == 0)
        }
        #expect(rename(git.root + "/.git/file", git.root + "/.git/worktrees") == 0)
        #expect(throws: GitError.self) { try repository.otherWorktrees() }
    }

    @Test("that is linked to another repository is served as well")
    func linked() throws {
        try git("worktree", "add", "-b", "side", "../linked", "HEAD")
        let linked = try git.path(beside: "linked")
        let repository = try Repository.open(at: linked)
        let old = try repository.tree(of: first)
        let next = try repository.tree(updating: old, with: [skill: .text("two\n")])

        #expect(repository.path == git.root + "/.git")
        #expect(repository.gitdir == git.root + "/.git/worktrees/linked")
        #expect(try repository.headBranch() == "refs/heads/side")
        #expect(try repository.checkOut([skill], from: next, over: old) == [skill: .written])
        #expect(try read(linked + "/" + skill) == "two\n")
        #expect(try read(git.root + "/" + skill) == "one\n")
        #expect(try git("-C", linked, "status", "--porcelain") == "M  " + skill)
    }

    @Test("runs no hook and no filter")
    func hooks() throws {
        let marker = try git.path(beside: "marker")
        for hook in ["pre-commit", "post-commit", "reference-transaction", "post-checkout", "post-index-change"] {
            let path = git.root + "/.git/hooks/" + hook
            try write("#!/bin/sh\ntouch \(marker)\n", to: path)
            chmod(path, 0o755)
        }
        try git("config", "filter.evil.clean", "touch \(marker)")
        try git("config", "filter.evil.smudge", "touch \(marker)")
        try git("config", "core.fsmonitor", "touch \(marker)")
        try write("* filter=evil\n", to: git.root + "/.git/info/attributes")
        unlink(marker)
        let repository = try Repository.open(at: git.root)

        let next = try repository.tree(of: second(repository))
        _ = try repository.checkOut(touched, from: next, over: repository.tree(of: first))
        try write("mine\n", to: git.root + "/" + skill)
        _ = try repository.status(of: skill)

        #expect(!exists(marker))
    }
}
