import Glibc
import TestSupport
import Testing

@testable import Inbox

@Suite("A file in an inbox")
struct InboxFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("is read to its end, in pieces")
    func reading() throws {
        let path = try folder.add("one two three four", to: "skill/a.jsonl")

        let open = try InboxFile(at: path).open()

        #expect(try contents(of: open) == "one two three four")
        #expect(try open.isUnchanged())
        #expect(open.file.size == 18)
    }

    @Test(
        "has changed when it grew, was rewritten, replaced or removed while it was read",
        arguments: ["grow", "rewrite", "replace", "remove", "rename"]
    )
    func change(kind: String) throws {
        let path = try folder.add("0123456789", to: "a.jsonl", modified: 1000)
        let open = try InboxFile(at: path).open()
        _ = try contents(of: open)

        switch kind {
        case "grow":
            let descriptor = Glibc.open(path.absolute, O_WRONLY | O_APPEND)
            #expect(Glibc.write(descriptor, "x", 1) == 1)
            close(descriptor)
        case "rewrite":
            let descriptor = Glibc.open(path.absolute, O_WRONLY)
            #expect(Glibc.write(descriptor, "9876543210", 10) == 10)
            close(descriptor)
        case "replace":
            try folder.write("9876543210", to: "new", modified: 1000)
            try folder.move("new", to: "a.jsonl")
        case "remove": try folder.remove("a.jsonl")
        default: try folder.move("a.jsonl", to: "b.jsonl")
        }

        #expect(try !open.isUnchanged())
    }

    @Test(
        "is refused when it became a link, a pipe or a folder after it was listed",
        arguments: ["link", "pipe", "folder"]
    )
    func swapped(kind: String) throws {
        let path = try folder.add("x", to: "a.jsonl")
        let file = try InboxFile(at: path)
        try folder.remove("a.jsonl")
        switch kind {
        case "link": try check(symlink("/etc/passwd", path.absolute))
        case "pipe": try check(mkfifo(path.absolute, 0o600))
        default: try folder.makeFolder("a.jsonl")
        }

        let error = try #require(throws: InboxError.self) { _ = try file.open() }

        let reason: Refusal.Reason = ["link": .symlink, "pipe": .fifo][kind] ?? .notAFile
        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(error)") }
        #expect(refusal.reason == reason)
    }

    @Test("is not reached through a folder that is a link")
    func linkedFolder() throws {
        let outside = try TemporaryFolder()
        try outside.write("secret", to: "a.json")
        try check(symlink(outside.path, "\(folder.path)/skill"))

        #expect(throws: InboxError.vanished(folder.inbox("skill/a.json"))) {
            try InboxFile(at: folder.inbox("skill/a.json"))
        }
    }

    @Test("is gone when it was removed after it was listed")
    func vanished() throws {
        let path = try folder.add("x", to: "a.jsonl")
        let file = try InboxFile(at: path)
        try folder.remove("a.jsonl")

        #expect(throws: InboxError.vanished(path)) { _ = try file.open() }
    }

    @Test("is refused over the cap and, when almost all of it is holes, long before")
    func size() throws {
        let path = try folder.add("12345", to: "a.jsonl")
        let holes = try folder.add("", to: "holes.jsonl")
        try check(truncate(holes.absolute, 1 << 40))

        let large = try #require(throws: InboxError.self) {
            _ = try InboxFile(at: path).open(within: OpenInboxFile.Limits(size: 4))
        }
        let sparse = try #require(throws: InboxError.self) {
            _ = try InboxFile(at: holes).open(within: OpenInboxFile.Limits(size: 1 << 50))
        }

        #expect(
            "\(large)" == "could not take \(path.absolute): 5 bytes are more than the limit of 4; "
                + "split it by session"
        )
        guard case .refused(let refusal) = sparse else { return #expect(Bool(false), "\(sparse)") }
        #expect(refusal.reason == .sparse)
        #expect(throws: InboxError.self) { _ = try InboxFile(at: holes).open() }
    }

    @Test("may have several names when it is this user's own")
    func ownHardLink() throws {
        let path = try folder.add("mine", to: "a.jsonl")
        try check(link(path.absolute, "\(folder.path)/b.jsonl"))

        #expect(try contents(of: InboxFile(at: path).open()) == "mine")
    }

    @Test(
        "is refused with a second name when it is another user's",
        .enabled(if: geteuid() == 0, "only root gives away")
    )
    func foreignHardLink() throws {
        let path = try folder.add("theirs", to: "a.jsonl")
        try check(link(path.absolute, "\(folder.path)/b.jsonl"))
        try check(chown(path.absolute, 65534, 65534))

        let error = try #require(throws: InboxError.self) { _ = try InboxFile(at: path).open() }

        guard case .refused(let refusal) = error else { return #expect(Bool(false), "\(error)") }
        #expect(refusal.reason == .hardLink)
    }

    @Test(
        "that may not be read is named with its owner and mode",
        .enabled(if: geteuid() != 0, "root may read everything")
    )
    func unreadable() throws {
        let path = try folder.add("x", to: "a.jsonl")
        try check(chmod(path.absolute, 0))

        let error = try #require(throws: InboxError.self) { _ = try InboxFile(at: path).open() }

        #expect("\(error)".contains("unreadable (uid \(geteuid()), mode 0000)"))
    }

    @Test("that may not be read is described by owner and mode")
    func unreadableWords() {
        var status = stat()
        status.st_uid = 2001
        status.st_mode = S_IFREG | 0o600

        let refusal = Refusal.unreadable(InboxPath(root: "/inbox/", relative: "x.jsonl"), status)

        #expect(refusal.sentence.hasPrefix("could not take /inbox/x.jsonl: unreadable (uid 2001, mode 0600) for uid "))
    }
}

@Suite("A file that leaves an inbox")
struct LeavingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("is removed")
    func removal() throws {
        let path = try folder.add("x", to: "skill/a.jsonl")

        #expect(try InboxFile(at: path).remove())

        #expect(folder.contents(of: "skill/a.jsonl") == nil)
    }

    @Test("stays when it changed after it was looked at")
    func changed() throws {
        let path = try folder.add("x", to: "a.jsonl")
        let file = try InboxFile(at: path)
        try folder.write("xy", to: "a.jsonl")

        #expect(try !file.remove())
        #expect(try file.reject(because: "it is odd") == nil)

        #expect(folder.contents(of: "a.jsonl") == "xy")
        #expect(folder.contents(of: ".rejected/a.jsonl") == nil)
    }

    @Test("for .rejected has its reason beside it, also when its name was taken")
    func rejection() throws {
        let first = try InboxFile(at: folder.add("1", to: "a.b.jsonl"))
        #expect(try first.reject(because: "it is not a trajectory") == "a.b.jsonl")
        let second = try InboxFile(at: folder.add("2", to: "skill/a.b.jsonl"))
        #expect(try second.reject(because: "nor is this") == "a.b.jsonl")
        let third = try InboxFile(at: folder.add("3", to: "skill/a.b.jsonl"))
        #expect(try third.reject(because: "nor is that") == "a-2.b.jsonl")

        #expect(folder.contents(of: ".rejected/a.b.jsonl") == "1")
        #expect(folder.contents(of: ".rejected/a.b.jsonl.reason") == "it is not a trajectory\n")
        #expect(folder.contents(of: ".rejected/skill/a.b.jsonl") == "2")
        #expect(folder.contents(of: ".rejected/skill/a.b.jsonl.reason") == "nor is this\n")
        #expect(folder.contents(of: ".rejected/skill/a-2.b.jsonl") == "3")
        #expect(try InboxScanner().scan(folder.inbox()).files.isEmpty)
    }
}
