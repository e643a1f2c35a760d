import Glibc
import TestSupport
import Testing

@testable import Inbox

@Suite("A folder that belongs to a trajectory", .timeLimit(.minutes(1)))
struct AttachedFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func attached(_ relative: String) throws -> InboxFolder {
        try #require(try InboxFolder(at: folder.inbox(relative)))
    }

    // MARK: No trajectories

    @Test(
        "is passed over by a scan, with all that lies in it",
        arguments: ["run.artifacts", "run.check", "task/run.json.artifacts", "a b.check"]
    )
    func scan(name: String) throws {
        try folder.write("", to: "run.json")
        try folder.write("", to: "\(name)/deep/output.json")
        try check(symlink("/etc/passwd", "\(folder.path)/\(name)/link.json"))
        try check(mkfifo("\(folder.path)/\(name)/pipe.json", 0o600))

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.map(\.path.relative) == ["run.json"])
        #expect(found.refusals.isEmpty)
    }

    @Test("is told by its ending alone, and a file with that ending is a file", arguments: [".artifacts", ".check"])
    func names(ending: String) throws {
        try folder.write("", to: "run\(ending)")

        #expect(try InboxScanner().scan(folder.inbox()).files.map(\.path.relative) == ["run\(ending)"])
        #expect(AttachedFolder.isName("run\(ending)"))
        #expect(!AttachedFolder.isName(ending) && !AttachedFolder.isName("run\(ending)s"))
    }

    @Test("is not watched, whether it was there, is made or is moved in")
    func watch() async throws {
        try folder.write("x", to: "old.artifacts/sub/a.json")
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("x", to: "moved/sub/c.json")
        let watcher = InboxWatcher(roots: [folder.path], pollInterval: .milliseconds(20))
        var events = EventReader(watcher)

        try folder.write("x", to: "old.artifacts/sub/late.json")
        try folder.write("x", to: "new.check/b.json")
        try check(rename("\(elsewhere.path)/moved", "\(folder.path)/moved.artifacts"))
        try folder.write("x", to: "moved.artifacts/sub/late.json")
        try folder.write("x", to: "end.json")

        #expect(await events.next() == .arrived(folder.inbox("end.json")))
    }

    @Test(
        "may be named by a plain path below the trajectory's folder",
        arguments: [
            ("run.artifacts", true), ("shared.check", true), ("all.artifacts/run 7", true), ("../x.artifacts", false),
            ("/tmp/x.artifacts", false), ("", false), (".", false), ("a//b.artifacts", false), ("./b.artifacts", false),
            ("a.artifacts/../../b", false), ("../\u{301}a.artifacts", false), ("/\u{301}a.artifacts", false),
            ("out", false), ("a\0.artifacts", false), (".artifacts", false),
        ]
    )
    func paths(path: String, isGood: Bool) {
        #expect((AttachedFolder.problem(ofPath: path) == nil) == isGood)
    }

    // MARK: Listing

    @Test("is there, is not there, or is refused as what it is")
    func look() throws {
        try folder.write("x", to: "a.artifacts/file")
        try folder.write("x", to: "b.artifacts")
        try check(symlink("/etc", "\(folder.path)/c.artifacts"))
        try check(symlink(".", "\(folder.path)/here"))

        #expect(try attached("a.artifacts").owner == geteuid())
        #expect(try InboxFolder(at: folder.inbox("none.artifacts")) == nil)
        #expect(try InboxFolder(at: folder.inbox("here/a.artifacts")) == nil)
        #expect(try InboxFolder(at: folder.inbox(String(repeating: "x", count: 250) + ".artifacts")) == nil)
        for (name, reason) in [("b.artifacts", Refusal.Reason.notAFile), ("c.artifacts", .symlink)] {
            let error = #expect(throws: InboxError.self) { try InboxFolder(at: folder.inbox(name)) }
            guard case .refused(let refusal) = error else { continue }
            #expect(refusal.reason == reason)
        }
    }

    @Test("lists hidden and unfinished files as well, and names them from itself on")
    func list() throws {
        for name in [".env", "a.tmp", "deep/x.artifacts/b", "deep/.git/HEAD", "two words", "new\nline"] {
            try folder.write("x", to: "run.artifacts/\(name)")
        }
        try check(symlink("/etc/passwd", "\(folder.path)/run.artifacts/link"))
        let attached = try attached("run.artifacts")

        let found = try attached.list(within: 100)

        #expect(
            Set(found.files.map { attached.relativePath(of: $0.path) })
                == [".env", "a.tmp", "deep/x.artifacts/b", "deep/.git/HEAD", "two words", "new\nline"]
        )
        #expect(found.refusals.map(\.reason) == [.symlink])
        #expect(!found.isCutShort)
        #expect(try attached.list(within: 5).isCutShort)
    }

    // MARK: Reading

    @Test("gives a file whole with its mode, or nothing if it changes at every try")
    func contents() throws {
        try folder.write("x", to: "run.artifacts/file")
        try folder.write("#!/bin/sh\n", to: "run.artifacts/run")
        try check(chmod("\(folder.path)/run.artifacts/run", 0o755))
        let file = try InboxFile(at: folder.inbox("run.artifacts/file"))
        let program = try InboxFile(at: folder.inbox("run.artifacts/run"))
        let path = "\(folder.path)/run.artifacts/file"
        func grow() {
            let descriptor = open(path, O_WRONLY | O_APPEND)
            _ = write(descriptor, "y", 1)
            close(descriptor)
        }

        var tries = 0
        let never = try file.contents(within: .init()) {
            tries += 1
            grow()
        }
        #expect(never == nil && tries == 3)

        tries = 0
        let second = try file.contents(within: .init()) {
            tries += 1
            if tries == 1 { grow() }
        }
        #expect(second == InboxFile.Contents(bytes: Array("xyyyy".utf8), isExecutable: false))
        #expect(try program.contents(within: .init())?.isExecutable == true)
        #expect(throws: InboxError.self) { try file.contents(within: .init(size: 4)) }
    }

    // MARK: Leaving

    @Test("is removed with everything in it, deep, locked and oddly named, and nothing outside is touched")
    func remove() throws {
        let outside = try TemporaryFolder()
        try outside.write("x", to: "precious")
        try folder.write("x", to: "run.artifacts/locked/file")
        try check(symlink(outside.path, "\(folder.path)/run.artifacts/link"))
        try check(mkfifo("\(folder.path)/run.artifacts/pipe", 0o600))
        var deep = "run.artifacts"
        for _ in 0..<100 { deep += "/d" }
        try folder.write("x", to: deep + "/bottom")
        let odd: [CChar] =
            "\(folder.path)/run.artifacts/odd".utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF), 0]
        close(open(odd, O_WRONLY | O_CREAT, 0o600))
        try check(chmod("\(folder.path)/run.artifacts/locked", 0))

        try InboxFolder.remove(at: folder.inbox("run.artifacts"))

        #expect(try everything() == [])
        #expect(outside.contents(of: "precious") == "x")
        // There is nothing left to remove, which is not an error.
        try InboxFolder.remove(at: folder.inbox("run.artifacts"))
        try InboxFolder.remove(at: folder.inbox("none/run.artifacts"))
    }

    @Test("is removed behind what a crash left of an earlier one of its name")
    func leftovers() throws {
        try folder.write("x", to: ".taken-run.artifacts/half")
        try folder.write("x", to: "run.artifacts/file")

        try InboxFolder.remove(at: folder.inbox("run.artifacts"))
        #expect(try everything() == [])

        try folder.write("x", to: ".taken-run.artifacts/half")
        try folder.write("x", to: "run.artifacts/file")
        try InboxFolder.sweep(at: folder.inbox("run.artifacts"))
        #expect(try everything() == ["run.artifacts/file", "1 entries"])
        try InboxFolder.sweep(at: folder.inbox("none/run.artifacts"))
    }

    @Test("is found by bytes where a name begins with an accent")
    func accents() throws {
        for name in ["\u{301}run.artifacts", "\u{301}run.artifacts/deep"] {
            try check(mkdir("\(folder.path)/" + name, 0o700))
        }
        let descriptor = open(
            "\(folder.path)/" + "\u{301}run.artifacts/deep/" + "\u{301}file",
            O_WRONLY | O_CREAT,
            0o600
        )
        #expect(write(descriptor, "x", 1) == 1)
        close(descriptor)
        let attached = try attached("\u{301}run.artifacts")
        let file = try #require(try attached.list(within: 10).files.first)

        #expect(attached.relativePath(of: file.path).utf8.elementsEqual("deep/\u{301}file".utf8))
        #expect(try file.contents(within: .init())?.bytes == Array("x".utf8))
        #expect(file.path.components.count == 3)
    }

    @Test("is removed under a name that is as long as names can be")
    func longName() throws {
        let name = String(repeating: "ä", count: 122) + ".artifacts"
        try folder.write("x", to: "\(name)/file")

        try InboxFolder.remove(at: folder.inbox(name))

        #expect(try everything() == [])
    }

    @Test("is put aside with the reason, also behind another of its name")
    func reject() throws {
        for text in ["one", "two"] {
            try folder.write(text, to: "run.artifacts/file")
            _ = try attached("run.artifacts").reject(because: "too much: \(text)")
        }

        #expect(folder.contents(of: ".rejected/run.artifacts/file") == "one")
        #expect(folder.contents(of: ".rejected/run.artifacts.reason") == "too much: one\n")
        #expect(folder.contents(of: ".rejected/run-2.artifacts/file") == "two")
        #expect(folder.contents(of: ".rejected/run-2.artifacts.reason") == "too much: two\n")
        #expect(try InboxScanner().scan(folder.inbox()).files.isEmpty)

        let long = String(repeating: "ä", count: 122) + ".artifacts"
        for text in ["one", "two"] {
            try folder.write(text, to: "\(long)/file")
            let name = try #require(try attached(long).reject(because: text))
            #expect(folder.contents(of: ".rejected/\(name)/file") == text)
            #expect(folder.contents(of: ".rejected/\(name).reason") == text + "\n")
        }
    }

    /// Everything in the folder, hidden or not.
    private func everything() throws -> [String] {
        let found = try InboxScanner(ofAttachmentWithin: 10_000).scan(folder.inbox())
        let names = try #require(opendir(folder.path))
        defer { closedir(names) }
        var count = 0
        while readdir(names) != nil { count += 1 }
        return found.files.map(\.path.relative) + found.refusals.map(\.path.relative)
            + (count > 2 ? ["\(count - 2) entries"] : [])
    }
}
