import Glibc
import Inbox
import TestSupport
import Testing

@Suite("A scanner")
struct ScannerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("lists the files of all folders, oldest first, and files of one age by path")
    func order() throws {
        try folder.write("b", to: "young.jsonl", modified: 3000)
        try folder.write("aaa", to: "skill/deep/old.jsonl", modified: 1000)
        try folder.write("", to: "b.json", modified: 2000)
        try folder.write("", to: "a.json", modified: 2000)

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.map(\.path.relative) == ["skill/deep/old.jsonl", "a.json", "b.json", "young.jsonl"])
        #expect(found.files.first?.size == 3)
        #expect(found.files.first?.modified == Int64(1_000_000_000_000))
        #expect(found.files.first?.owner == geteuid())
        #expect(found.refusals.isEmpty)
    }

    @Test("keeps paths relative to the root when it scans one folder inside")
    func subfolder() throws {
        try folder.write("", to: "xlsx/run/a.json")
        try folder.write("", to: "other.json")

        let found = try InboxScanner().scan(folder.inbox("xlsx"))

        #expect(found.files.map(\.path) == [folder.inbox("xlsx/run/a.json")])
    }

    @Test(
        "passes over hidden, unfinished and editors' files",
        arguments: [
            ".rejected/a.json", ".a.json", ".#a.json", "a.json.tmp", "a.part", "a.json~", ".a.swp", "a.swp", "x.tmp/a",
        ]
    )
    func ignored(name: String) throws {
        try folder.write("", to: name)

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.isEmpty)
        #expect(found.refusals.isEmpty)
    }

    @Test("refuses links, pipes and sockets by name, and takes the files beside them")
    func oddEntries() throws {
        try folder.write("", to: "good.json")
        try check(symlink("/etc/passwd", "\(folder.path)/link.json"))
        try check(symlink("/etc", "\(folder.path)/linked-folder"))
        try check(mkfifo("\(folder.path)/pipe.json", 0o600))
        try check(mknod("\(folder.path)/socket.json", S_IFSOCK | 0o600, 0))

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.map(\.path.relative) == ["good.json"])
        #expect(found.refusals.map(\.reason) == [.symlink, .symlink, .fifo, .socket])
        #expect(found.refusals.first?.sentence.contains("\(folder.path)/link.json: it is a symbolic link") == true)
    }

    @Test("refuses a name that is not UTF-8")
    func encoding() throws {
        let name: [CChar] = "\(folder.path)/bad".utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF), 0]
        let descriptor = open(name, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.isEmpty)
        #expect(found.refusals.map(\.reason) == [.nameNotUTF8])
    }

    @Test("refuses folders nested too deep")
    func depth() throws {
        let deepest = Array(repeating: "d", count: InboxScanner.maximumDepth - 1).joined(separator: "/")
        try folder.write("", to: "\(deepest)/taken.json")
        try folder.write("", to: "\(deepest)/d/refused.json")

        let found = try InboxScanner().scan(folder.inbox())

        #expect(found.files.map(\.path.name) == ["taken.json"])
        #expect(found.refusals.map(\.reason) == [.tooDeep])
    }

    @Test("says which folder may not be read", .enabled(if: geteuid() != 0, "root may read everything"))
    func unreadableFolder() throws {
        try folder.write("", to: "closed/a.json")
        try folder.write("", to: "open/b.json")
        try check(chmod("\(folder.path)/closed", 0))

        let found = try InboxScanner().scan(folder.inbox())
        try check(chmod("\(folder.path)/closed", 0o700))

        #expect(found.files.map(\.path.name) == ["b.json"])
        #expect(found.refusals.map(\.reason) == [.unreadable])
    }

    @Test("says what to do when the root is missing")
    func missingRoot() throws {
        let error = try #require(throws: InboxError.self) { try InboxScanner().scan(folder.inbox("none")) }
        let rootError = try #require(throws: InboxError.self) {
            try InboxScanner().scan(InboxPath(root: folder.path + "/none"))
        }

        #expect(error == .vanished(folder.inbox("none")))
        #expect(
            "\(rootError)" == "could not open \(folder.path)/none: No such file or directory; "
                + "create the folder or correct the configuration"
        )
    }

    @Test("gives back every descriptor")
    func descriptors() throws {
        for number in 0..<50 { try folder.write("", to: "f\(number % 5)/\(number)/a.json") }
        let before = try #require(highestFreeDescriptor())

        for _ in 0..<200 { _ = try InboxScanner().scan(folder.inbox()) }

        // Other suites open files at the same time: 10,000 folders were walked, a leak would be far above that.
        #expect(try #require(highestFreeDescriptor()) < before + 100)
    }

    private func highestFreeDescriptor() -> Int32? {
        let descriptor = open("/dev/null", O_RDONLY)
        guard descriptor >= 0 else { return nil }
        close(descriptor)
        return descriptor
    }
}
