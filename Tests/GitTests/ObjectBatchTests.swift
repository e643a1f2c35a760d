import Foundations
import Git
import Glibc
import TestSupport
import Testing

@Suite("New objects that are written at once")
struct ObjectBatchTests {
    let git: StockGit
    var packs: String { git.root + "/.git/objects/pack" }

    init() throws { git = try StockGit() }

    /// A chain of commits, each with a longer file: five objects for each, as a revision has them.
    private func chain(
        _ count: Int,
        on parent: CommitID? = nil,
        in repository: borrowing Repository
    ) throws -> [CommitID] {
        var tree = try parent.map { try repository.tree(of: $0) }
        var commits = parent.map { [$0] } ?? []
        let first = commits.count
        var text = "# Rules\n"
        for number in 1...count {
            text += "- Rule \(number), with words enough to be worth a line of its own.\n"
            tree = try repository.tree(updating: tree, with: ["skills/sheets/SKILL.md": .text(text)])
            commits.append(
                try repository.createCommit(
                    CommitDraft(
                        tree: try #require(tree),
                        parents: Array(commits.suffix(1)),
                        author: daemon,
                        committer: daemon,
                        message: "rule \(number)\n"
                    )
                )
            )
        }
        return Array(commits.dropFirst(first))
    }

    /// Writes a chain in one batch.
    private func write(
        _ count: Int,
        on parent: CommitID? = nil,
        to repository: borrowing Repository
    ) throws -> (commits: [CommitID], objects: Int, hold: PackHold?) {
        let batch = try repository.batch()
        let commits = try chain(count, on: parent, in: batch.repository)
        let objects = batch.count
        return (commits, objects, try batch.write())
    }

    @Test("are in one pack after many batches were joined, and a pack that somebody keeps stays")
    func joined() throws {
        let repository = try Repository.create(at: git.root)
        var tip: CommitID?
        for _ in 0..<6 {
            let (commits, _, hold) = try write(10, on: tip, to: repository)
            let new = try #require(commits.last)
            try move(new, from: tip, in: repository)
            withExtendedLifetime(hold) {}
            tip = new
        }
        let before = try git("cat-file", "--batch-all-objects", "--batch-check").split(separator: "\n").sorted()
        let first = TestSupport.names(in: packs).filter { $0.hasSuffix(".pack") }.sorted().first
        let kept = try #require(first).dropLast(5)
        try TestSupport.write("mine\n", to: "\(packs)/\(kept).keep")

        #expect(try repository.joinPacks(above: 5) == 0)
        #expect(try repository.joinPacks(above: 4) == 5)

        #expect(TestSupport.names(in: packs).count { $0.hasSuffix(".pack") } == 2)
        #expect(TestSupport.names(in: packs).contains("\(kept).pack"))
        #expect(try git("cat-file", "--batch-all-objects", "--batch-check").split(separator: "\n").sorted() == before)
        #expect(try git("fsck", "--full", "--strict").isEmpty)
        let last = try #require(tip)
        #expect(try repository.commit(last).parents.count == 1)
        #expect(try repository.joinPacks(above: 1) == 0)
    }

    private func move(_ tip: CommitID, from old: CommitID? = nil, in repository: borrowing Repository) throws {
        #expect(try repository.moveReference("refs/heads/main", from: old, to: tip, by: daemon, log: "") == .moved)
    }

    /// A number that `git count-objects -v` tells.
    private func count(_ key: String) throws -> Int {
        let lines = try git("count-objects", "-v").split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(key + ": ") })
        return try #require(Int(line.dropFirst(key.count + 2)))
    }

    private func names(_ ending: String) -> [String] {
        TestSupport.names(in: packs).filter { $0.hasSuffix(ending) }
    }

    // MARK: What is written

    @Test("lie in one pack, under the names that they have alone, and stock git reads them")
    func onePack() throws {
        let repository = try Repository.create(at: git.root)
        let other = try StockGit()
        let loose = try chain(20, in: try Repository.create(at: other.root))

        let (commits, objects, hold) = try write(20, to: repository)
        try move(try #require(commits.last), in: repository)

        #expect(hold != nil)
        #expect(commits == loose)
        #expect(objects == 100)
        #expect(try count("in-pack") == 100)
        #expect(try count("packs") == 1)
        #expect(try count("count") == 0)
        #expect(try count("garbage") == 0)
        #expect(try git("fsck", "--strict", "--full") == "")
        #expect(try git("show", "main:skills/sheets/SKILL.md").split(separator: "\n").count == 21)
        #expect(try repository.history(from: try #require(commits.last)).count == 20)
    }

    @Test("that are few lie in files of their own", arguments: [1, 2])
    func few(commits: Int) throws {
        let repository = try Repository.create(at: git.root)

        let written = try write(commits, to: repository)

        // The second commit is what makes them ten.
        #expect((written.hold == nil) == (commits == 1))
        #expect(try count("packs") == commits - 1)
        #expect(try count("count") == (commits == 1 ? 5 : 0))
        #expect(try repository.contains(try #require(written.commits.last).object))
    }

    @Test("and are not written leave nothing behind")
    func dropped() throws {
        let repository = try Repository.create(at: git.root)
        let batch = try repository.batch()
        let commits = try chain(10, in: batch.repository)

        #expect(try batch.repository.commit(try #require(commits.last)).summary == "rule 10")
        _ = consume batch

        #expect(try repository.contains(try #require(commits.last).object) == false)
        #expect(TestSupport.names(in: git.root + "/.git/objects") == ["info", "pack"])
        #expect(TestSupport.names(in: packs) == [])
    }

    @Test("a second time are found, and nothing is written")
    func again() throws {
        let repository = try Repository.create(at: git.root)
        let first = try write(10, to: repository)
        let before = names("")

        let second = try write(10, to: repository)
        let third = try write(10, to: try Repository.open(at: git.root))

        #expect(first.commits == second.commits && first.commits == third.commits)
        #expect(second.objects == 0 && third.objects == 0)
        #expect(second.hold == nil)
        #expect(names("") == before)
    }

    @Test("leave out those that the repository has, loose or packed", arguments: [false, true])
    func partly(isPacked: Bool) throws {
        let repository = try Repository.create(at: git.root)
        let old = try chain(4, in: repository)
        try move(try #require(old.last), in: repository)
        if isPacked { try git("gc", "--quiet") }

        let written = try write(10, to: repository)

        #expect(Array(written.commits.prefix(4)) == old)
        #expect(written.objects == 30)
        #expect(try count("in-pack") == (isPacked ? 50 : 30))
        #expect(try git("fsck", "--strict", "--full", "--no-dangling") == "")
    }

    @Test("hold empty files, and files that a batch reads back")
    func contents() throws {
        let repository = try Repository.create(at: git.root)
        let batch = try repository.batch()
        let long = String(repeating: "all work and no play\n", count: 100_000)
        var changes: [String: TreeChange] = ["empty": .text(""), "long": .text(long)]
        for number in 0..<10 { changes["files/\(number)"] = .text("\(number)\n") }
        let tree = try batch.repository.tree(updating: nil, with: changes)
        #expect(try batch.repository.readFile("empty", in: tree) == [])
        #expect(try batch.repository.readFile("long", in: tree) == Array(long.utf8))

        _ = try batch.write()

        #expect(try repository.readFile("empty", in: tree) == [])
        #expect(try repository.readFile("files/7", in: tree) == Array("7\n".utf8))
        #expect(try git("cat-file", "-s", "\(tree):long") == "\(long.utf8.count)")
        #expect(try git("fsck", "--strict", "--full", "--no-dangling") == "")
    }

    // MARK: Others at work

    @Test("outlast a repacking while they are held, and are joined with the others afterwards")
    func repacked() throws {
        let repository = try Repository.create(at: git.root)
        var old: CommitID?
        for number in 1...4 {
            var written = try write(number * 3, on: old, to: repository)
            let tip = try #require(written.commits.last)
            // A person's, between the objects and the reference.
            try git("repack", "-a", "-d", "-q")
            try git("gc", "--prune=now", "--quiet")
            try move(tip, from: old, in: repository)
            #expect(names(".keep").count == 1)
            written.hold = nil
            #expect(names(".keep").isEmpty)
            old = tip
            #expect(try git("fsck", "--strict", "--full") == "")
        }
        try git("repack", "-a", "-d", "-q")

        #expect(try count("packs") == 1)
        #expect(try git("fsck", "--strict", "--full") == "")
        // The repository that was open all the time finds them where they went.
        #expect(try repository.history(from: try #require(old)).count == 30)
    }

    @Test("are dropped by a repacking when nobody holds them, and can be written again")
    func unheld() throws {
        let repository = try Repository.create(at: git.root)
        var written = try write(10, to: repository)
        let tip = try #require(written.commits.last)
        written.hold = nil

        try git("repack", "-a", "-d", "-q")
        #expect(try git.run(["cat-file", "-e", tip.description]).status != 0)
        let again = try write(10, to: repository)
        try move(tip, in: repository)

        #expect(again.commits == written.commits)
        #expect(again.objects == 50)
        #expect(try git("fsck", "--strict", "--full") == "")
    }

    @Test("are written again after a repacking that dropped them, also right after they were found in a pack")
    func foundAndDropped() throws {
        let repository = try Repository.create(at: git.root)
        var written = try write(10, to: repository)
        let tip = try #require(written.commits.last)
        written.hold = nil
        #expect(try write(10, to: repository).objects == 0)

        try git("repack", "-a", "-d", "-q")
        _ = try write(10, to: repository)
        try move(tip, in: repository)

        #expect(try git("fsck", "--strict", "--full") == "")
    }

    @Test("are released with the next batch when their process died; what others keep stays kept")
    func staleHold() throws {
        let repository = try Repository.create(at: git.root)
        var hold = try write(10, to: repository).hold
        #expect(hold != nil)
        let text = try read("\(packs)/\(try #require(names(".keep").first))")
        // What a killed process leaves: the same words, and no lock.
        let stale = "\(packs)/pack-\(String(repeating: "1", count: 40)).keep"
        let theirs = "\(packs)/pack-\(String(repeating: "2", count: 40)).keep"
        let inUse = "\(packs)/pack-\(String(repeating: "3", count: 40)).keep"
        try TestSupport.write(text, to: stale)
        try TestSupport.write("my own\n", to: theirs)
        try TestSupport.write(text, to: inUse)
        let descriptor = open(inUse, O_RDONLY)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_SH) == 0)

        hold = nil

        #expect(names(".keep").map { "\(packs)/\($0)" } == [theirs, inUse])
    }

    @Test("are whole after a crash that left half of a pack behind", arguments: ["pack", "idx"])
    func leftOver(missing: String) throws {
        let repository = try Repository.create(at: git.root)
        var written = try write(10, to: repository)
        written.hold = nil
        try #require(unlink("\(packs)/\(try #require(names(missing).first))") == 0)
        mkdir("\(packs)/tmp_batch_abcdef", 0o700)
        try TestSupport.write("half", to: "\(packs)/tmp_batch_abcdef/pack_git2_1234")
        try git("fsck", "--strict", "--full")

        let reopened = try Repository.open(at: git.root)
        let again = try write(10, to: reopened)
        try move(try #require(again.commits.last), in: reopened)

        #expect(again.commits == written.commits)
        #expect(again.objects == 50)
        #expect(try git("fsck", "--strict", "--full") == "")
        try git("gc", "--prune=now", "--quiet")
        #expect(names("abcdef") == [])
    }

    @Test(
        "are an error and no endless wait when their pack was damaged later",
        .timeLimit(.minutes(1)),
        arguments: [0, 11, 40, 0.3, 0.5, 0.9, 0.999],
        [true, false]
    )
    func damaged(length: Double, isCut: Bool) throws {
        let tip: CommitID
        do {
            let repository = try Repository.create(at: git.root)
            let written = try write(10, to: repository)
            tip = try #require(written.commits.last)
            try move(tip, in: repository)
        }
        let pack = "\(packs)/\(try #require(names(".pack").first))"
        try #require(chmod(pack, 0o644) == 0)
        var status = stat()
        try #require(stat(pack, &status) == 0)
        let place = length == 0 || length >= 1 ? Int(length) : Int(Double(status.st_size) * length)
        if isCut {
            try #require(truncate(pack, place) == 0)
        } else {
            let descriptor = open(pack, O_RDWR)
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: 16)
            let count = pread(descriptor, &bytes, bytes.count, place)
            bytes = bytes.map { ~$0 }
            try #require(pwrite(descriptor, bytes, count, place) == count)
        }

        #expect(throws: GitError.self) {
            let reopened = try Repository.open(at: git.root)
            for commit in try reopened.history(from: tip) {
                for entry in try reopened.entries(of: commit.tree) { _ = try reopened.readBlob(entry.id) }
            }
        }
    }

    // MARK: Kinds of repository

    @Test(
        "have the permissions that stock git gives its packs",
        arguments: ["umask", "group", "all", "0640", "0600", "0666", "true", "1", "2"]
    )
    func permissions(shared: String) throws {
        let repository = try Repository.create(at: git.root)
        try git("config", "core.sharedRepository", shared)
        var written = try write(10, to: repository)
        try move(try #require(written.commits.last), in: repository)
        written.hold = nil
        let (ours, before) = (try modes(), names(".pack"))
        // Without deltas it is another pack.
        try git("repack", "-a", "-d", "-f", "-q", "--window=0")

        #expect(names(".pack") != before)
        #expect(ours.count == 2)
        #expect(try modes() == ours)
    }

    private func modes() throws -> [String: mode_t] {
        var modes: [String: mode_t] = [:]
        for name in names("") where name.hasSuffix(".pack") || name.hasSuffix(".idx") {
            var status = stat()
            try #require(lstat("\(packs)/\(name)", &status) == 0)
            modes[name.hasSuffix("k") ? "pack" : "idx"] = status.st_mode & 0o7777
        }
        return modes
    }

    @Test("go to the objects of a bare repository")
    func bare() throws {
        mkdir(git.root, 0o755)
        try git("init", "--bare", "-q", "--initial-branch=main", ".")
        let repository = try Repository.open(at: git.root)

        let written = try write(10, to: repository)
        try move(try #require(written.commits.last), in: repository)

        #expect(try count("in-pack") == 50)
        #expect(try git("fsck", "--strict", "--full") == "")
    }

    @Test("of a linked working tree go to the objects that all working trees share")
    func linked() throws {
        let repository = try Repository.create(at: git.root)
        let first = try write(2, to: repository)
        let tip = try #require(first.commits.last)
        try move(tip, in: repository)
        try git("worktree", "add", "-q", "-b", "side", "\(try git.path(beside: "side"))")

        let side = try Repository.open(at: try git.path(beside: "side"))
        let written = try write(10, on: tip, to: side)

        #expect(written.hold != nil)
        #expect(try count("packs") == 2)
        #expect(try repository.contains(try #require(written.commits.last).object))
    }

    @Test("are not written where a repository that lends its objects has them")
    func alternates() throws {
        let lender = try Repository.create(at: git.root)
        let lent = try write(10, to: lender)
        let tip = try #require(lent.commits.last)
        try move(tip, in: lender)
        try git("clone", "-q", "--shared", "--bare", git.root, try git.path(beside: "borrower"))
        let borrower = try Repository.open(at: try git.path(beside: "borrower"))

        #expect(try write(10, to: borrower).objects == 0)
        let written = try write(12, to: borrower)

        #expect(written.objects == 10)
        #expect(try lender.contains(try #require(written.commits.last).object) == false)
        #expect(try TestSupport.names(in: git.path(beside: "borrower") + "/objects/pack").count == 3)
    }

    @Test("that cannot be written are an error that names the repository, and nothing is seen of them")
    func refused() throws {
        let repository = try Repository.create(at: git.root)
        // In the way of root too.
        try #require(rmdir(packs) == 0)
        try TestSupport.write("", to: packs)

        let error = #expect(throws: GitError.self) { try write(10, to: repository) }

        #expect(error?.code == .system(ENOTDIR))
        #expect(error?.description.hasPrefix("could not write 50 objects to \(git.root)/.git: ") == true)
        try #require(unlink(packs) == 0)
        #expect(try write(10, to: repository).objects == 50)
    }
}
