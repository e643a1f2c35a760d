import Git
import Glibc
import TestSupport
import Testing

@Suite("A history")
struct HistoryTests {
    let git: StockGit

    init() throws { git = try StockGit() }

    /// A revision as a merge: its first parent the line before, its second a chain of two commits.
    private func merge(_ repository: borrowing Repository) throws -> (
        base: CommitID, chain: [CommitID], merge: CommitID
    ) {
        let base = try repository.advance("base", ["f": .text("1\n2\n3\n4\n5\n6\n7\n8\n9\n")])
        var tree = try repository.tree(of: base)
        var tip = base
        var chain: [CommitID] = []
        for (number, text) in ["1\nA\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\nA\n2\n3\n4\n5\n6\n7\n8\nB\n9\n"].enumerated() {
            tree = try repository.tree(updating: tree, with: ["f": .text(text)])
            tip = try repository.createCommit(
                tree: tree,
                parents: [tip],
                author: daemon,
                committer: daemon,
                message: "lesson \(number)\n"
            )
            chain.append(tip)
        }
        let merge = try repository.createCommit(
            tree: tree,
            parents: [base, tip],
            author: daemon,
            committer: daemon,
            message: "revision\n"
        )
        _ = try repository.moveReference("refs/heads/main", from: base, to: merge, by: daemon, log: "revision")
        return (base, chain, merge)
    }

    @Test("is walked in full, on the first line, and from a point on, as git log does")
    func walk() throws {
        let repository = try Repository.create(at: git.root)
        let (base, chain, merge) = try merge(repository)

        let all = try repository.history(from: merge).map(\.id)
        let lines = try repository.history(from: merge, firstParent: true).map(\.id)
        let fresh = try repository.history(from: merge, hiding: [base]).map(\.id)

        #expect(all == [merge, chain[1], chain[0], base])
        #expect(
            all.map(\.description)
                == (try git("log", "--topo-order", "--format=%H")).split(separator: "\n").map(String.init)
        )
        #expect(lines == [merge, base])
        #expect(fresh == [merge, chain[1], chain[0]])
        #expect(try repository.history(from: merge, limit: 2).count == 2)
        #expect(try repository.commit(merge).parents == [base, chain[1]])
    }

    @Test("knows ancestors and where two lines part")
    func ancestry() throws {
        let repository = try Repository.create(at: git.root)
        let (base, chain, merge) = try merge(repository)
        let side = try repository.createCommit(
            tree: repository.tree(of: base),
            parents: [chain[0]],
            author: daemon,
            committer: daemon,
            message: "side\n"
        )
        let alone = try repository.createCommit(
            tree: repository.tree(of: base),
            parents: [],
            author: daemon,
            committer: daemon,
            message: "alone\n"
        )

        #expect(try repository.isAncestor(base, of: merge))
        #expect(try repository.isAncestor(merge, of: merge))
        #expect(try !repository.isAncestor(merge, of: base))
        #expect(try repository.mergeBase(side, merge) == chain[0])
        #expect(try repository.mergeBase(alone, merge) == nil)
    }

    @Test("takes back a merge as git revert -m 1 does, and one commit as git revert does")
    func revert() throws {
        let repository = try Repository.create(at: git.root)
        let (base, chain, merge) = try merge(repository)
        let later = try repository.advance("later", ["other": .text("x\n")])

        let whole = try repository.revert(merge, mainline: 1, onto: later)
        let one = try repository.revert(chain[0], onto: later)

        try git("reset", "--hard")
        try git("revert", "--no-edit", "-m", "1", merge.description)
        #expect(whole == .tree(try #require(ObjectID(try git("rev-parse", "HEAD^{tree}")))))
        try git("reset", "--hard", later.description)
        try git("revert", "--no-edit", chain[0].description)
        #expect(one == .tree(try #require(ObjectID(try git("rev-parse", "HEAD^{tree}")))))
        #expect(try repository.revert(merge, mainline: 1, onto: merge) == .tree(repository.tree(of: base)))
    }

    @Test("says which later changes prevent a revert")
    func revertConflict() throws {
        let repository = try Repository.create(at: git.root)
        let (_, chain, _) = try merge(repository)
        let later = try repository.advance("later", ["f": .text("1\nchanged\n2\n3\n")])

        #expect(try repository.revert(chain[0], onto: later) == .conflicts(paths: ["f"]))
    }

    @Test("takes back a merge only with a mainline, and nothing else with one")
    func revertMainline() throws {
        let repository = try Repository.create(at: git.root)
        let (base, chain, merge) = try merge(repository)

        for (commit, mainline) in [(merge, nil), (merge, 3), (merge, 0), (chain[0], 1)] as [(CommitID, Int?)] {
            let error = try #require(throws: GitError.self) {
                try repository.revert(commit, mainline: mainline, onto: merge)
            }
            #expect(error.code == .invalid)
        }
        #expect(try repository.commit(base).parents.isEmpty)
    }

    @Test("blames every line as git blame does, through merges and renames")
    func blame() throws {
        let repository = try Repository.create(at: git.root)
        let (_, _, merge) = try merge(repository)
        try git("reset", "--hard")
        try git("mv", "f", "moved")
        try git("commit", "-m", "moved", seconds: 1_700_000_200)
        try write("0\n" + read(git.root + "/moved") + "10\n", to: git.root + "/moved")
        try git("commit", "-am", "person", seconds: 1_700_000_300)
        let head = try #require(CommitID(try git("rev-parse", "HEAD")))

        for (path, commit) in [("f", merge), ("moved", head)] {
            let hunks = try repository.blame(path, at: commit)

            let ours = hunks.flatMap { hunk in
                hunk.lines.map { line in
                    "\(hunk.commit) \(line - hunk.startLine + hunk.originalStartLine) \(line) \(hunk.originalPath)"
                }
            }
            #expect(ours == (try stockBlame(path, commit)))
        }
        #expect(throws: GitError.self) { try repository.blame("f", at: head) }
        #expect(throws: GitError.self) { try repository.blame("moved", at: merge) }
    }

    @Test("blames files of random edits as git blame does", arguments: [1, 2, 3, 4])
    func randomBlame(seed: UInt64) throws {
        let repository = try Repository.create(at: git.root)
        var random = SeededGenerator(seed: seed)
        var lines: [String] = []
        var head: CommitID?
        for step in 0..<12 {
            for _ in 0..<3 {
                let position = Int.random(in: 0...lines.count, using: &random)
                if Bool.random(using: &random), position < lines.count {
                    lines.remove(at: position)
                } else {
                    lines.insert("line \(step) \(UInt32.random(in: 0...(.max), using: &random))", at: position)
                }
            }
            head = try repository.advance("step \(step)", ["f": .text(lines.map { $0 + "\n" }.joined())])
        }
        let tip = try #require(head)

        let ours = try repository.blame("f", at: tip).flatMap { hunk in
            hunk.lines.map { "\(hunk.commit) \($0 - hunk.startLine + hunk.originalStartLine) \($0) f" }
        }

        #expect(ours == (try stockBlame("f", tip)), "seed \(seed)")
    }

    /// `commit, line there, line here, path there` of every line.
    private func stockBlame(_ path: String, _ commit: CommitID) throws -> [String] {
        let text = try git("blame", "--line-porcelain", commit.description, "--", path)
        var lines: [String] = []
        var header = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            if let first = words.first, ObjectID(first) != nil { header = words.prefix(3).joined(separator: " ") }
            if line.hasPrefix("filename ") { lines.append("\(header) \(line.dropFirst(9))") }
        }
        return lines
    }
}

@Suite("A difference")
struct DiffTests {
    let git: StockGit

    init() throws { git = try StockGit() }

    @Test("is the patch that git diff prints, with its counts")
    func patch() throws {
        let repository = try Repository.create(at: git.root)
        let old = try repository.tree(
            updating: nil,
            with: ["a": .text("1\n2\n3\n"), "b": .text("gone\n"), "d/c": .text("same\n")]
        )
        let new = try repository.tree(
            updating: old,
            with: ["a": .text("1\ntwo\n3\nno line feed"), "b": .remove, "d/e": .text("new\n")]
        )

        let diff = try repository.diff(from: old, to: new)

        let theirs = try git("-c", "core.abbrev=7", "diff", "--no-renames", old.description, new.description)
        #expect(diff.patch == theirs + "\n")
        #expect(diff.files.map(\.path) == ["a", "b", "d/e"])
        #expect(diff.files.map(\.change) == [.modified, .removed, .added])
        #expect((diff.insertions, diff.deletions) == (3, 2))
        let hunk = try #require(diff.files.first?.hunks.first)
        #expect((hunk.oldStart, hunk.oldCount, hunk.newStart, hunk.newCount) == (1, 3, 1, 4))
        #expect(hunk.lines.map(\.text) == ["1\n", "2\n", "two\n", "3\n", "no line feed"])
        #expect(hunk.lines.map(\.kind) == [.context, .removed, .added, .context, .added])
        #expect(hunk.lines.map(\.oldNumber) == [1, 2, nil, 3, nil])
        #expect(hunk.lines.map(\.newNumber) == [1, nil, 2, 3, 4])
    }

    @Test("is kept to paths, taken literally")
    func paths() throws {
        let repository = try Repository.create(at: git.root)
        let tree = try repository.tree(
            updating: nil,
            with: ["a*": .text("1\n"), "ab": .text("2\n"), "d/x": .text("3\n"), "dd": .text("4\n")]
        )

        #expect(try repository.diff(from: nil, to: tree, paths: ["a*"]).files.map(\.path) == ["a*"])
        #expect(try repository.diff(from: nil, to: tree, paths: ["d"]).files.map(\.path) == ["d/x"])
        #expect(try repository.diff(from: tree, to: nil).files.count == 4)
        #expect(try repository.diff(from: tree, to: tree).files.isEmpty)
        #expect(throws: GitError.self) { try repository.diff(from: nil, to: tree, paths: ["../x"]) }
    }

    @Test("shows what is binary, and what became a link, as that")
    func kinds() throws {
        let repository = try Repository.create(at: git.root)
        let old = try repository.tree(updating: nil, with: ["bin": .write([0, 1, 2]), "f": .text("x")])
        let link = try git("hash-object", "-w", "--stdin", input: "target")
        let binary = try git("hash-object", "-w", "--stdin", input: "\0other")
        let new = try #require(
            ObjectID(try git("mktree", input: "100644 blob \(binary)\tbin\n120000 blob \(link)\tf\n"))
        )

        let diff = try repository.diff(from: old, to: new)

        #expect(diff.files.map(\.isBinary) == [true, false])
        #expect(diff.files.map(\.change) == [.modified, .typeChanged])
    }
}
