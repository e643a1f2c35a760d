import Glibc
import TestSupport
import Testing

@testable import Inbox

@Suite("An inbox watcher", .timeLimit(.minutes(1)))
struct InboxWatcherTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func watcher(of roots: String...) -> InboxWatcher {
        InboxWatcher(roots: roots, pollInterval: .milliseconds(20))
    }

    /// Reads events until `wanted` comes, and returns those before it.
    private func events(
        _ events: inout EventReader,
        until wanted: (InboxEvent) -> Bool
    ) async throws -> [InboxEvent] {
        var before: [InboxEvent] = []
        while let event = await events.next() {
            if wanted(event) { return before }
            before.append(event)
        }
        throw StreamEnded(before: before)
    }

    @Test("reports a file that is written and closed, and one that is moved in")
    func arrivals() async throws {
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)

        try folder.write("x", to: "a.json")
        try folder.write("x", to: "b.json.tmp")
        try folder.move("b.json.tmp", to: "b.json")

        #expect(await events.next() == .arrived(folder.inbox("a.json")))
        #expect(await events.next() == .arrived(folder.inbox("b.json")))
    }

    @Test("reports nothing of a file that is still open, of hidden and of unfinished ones")
    func silence() async throws {
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)
        let descriptor = open("\(folder.path)/open.json", O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        #expect(write(descriptor, "x", 1) == 1)

        for name in [".hidden", "a.tmp", "a.part", "a~", "a.swp", ".#a", ".rejected/a.json"] {
            try folder.write("x", to: name)
        }
        try folder.write("x", to: "end.json")

        #expect(await events.next() == .arrived(folder.inbox("end.json")))
    }

    @Test("reports links and pipes, which no writer closes, so that they can be refused by name")
    func odd() async throws {
        try folder.write("x", to: "a.json")
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)

        try check(symlink("/etc/passwd", "\(folder.path)/link"))
        try check(mkfifo("\(folder.path)/pipe", 0o600))
        try check(link("\(folder.path)/a.json", "\(folder.path)/hard"))

        #expect(await events.next() == .arrived(folder.inbox("link")))
        #expect(await events.next() == .arrived(folder.inbox("pipe")))
        #expect(await events.next() == .arrived(folder.inbox("hard")))
    }

    @Test("watches folders that were there, that are made, and that are moved in, several deep")
    func folders() async throws {
        try folder.makeFolder("old/deep")
        let elsewhere = try TemporaryFolder()
        try elsewhere.write("x", to: "trial/agent/trajectory.json")
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)

        try folder.write("x", to: "old/deep/a.json")
        #expect(await events.next() == .arrived(folder.inbox("old/deep/a.json")))

        // One after the other: a file that is dropped before its folder is watched is found by the scan, not reported.
        for name in ["new", "new/deep"] {
            try folder.makeFolder(name)
            #expect(await events.next() == .rescan(folder.inbox(name)))
        }
        try folder.write("x", to: "new/deep/b.json")
        #expect(await events.next() == .arrived(folder.inbox("new/deep/b.json")))

        try check(rename("\(elsewhere.path)/trial", "\(folder.path)/trial"))
        _ = try await self.events(&events) { $0 == .rescan(folder.inbox("trial")) }
        try folder.write("x", to: "trial/agent/reward.txt")
        #expect(await events.next() == .arrived(folder.inbox("trial/agent/reward.txt")))
    }

    @Test("misses no file in folders that are made while it looks")
    func race() async throws {
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)
        var expected: Set<InboxPath> = []
        for number in 0..<300 {
            expected.insert(try folder.add("x", to: "t\(number % 20)/n\(number)/a\(number).json"))
        }

        var found: Set<InboxPath> = []
        while found != expected, let event = await events.next() {
            switch event {
            case .arrived(let path): found.insert(path)
            case .rescan(let path): found.formUnion(try InboxScanner().scan(path).files.map(\.path))
            case .degraded, .restored, .interrupted: break
            }
        }

        #expect(found == expected)
    }

    @Test("knows a folder by its new name after a rename, and no more after it left")
    func renames() async throws {
        let elsewhere = try TemporaryFolder()
        try folder.makeFolder("a/sub")
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)

        try folder.move("a", to: "b")
        _ = try await self.events(&events) { $0 == .rescan(folder.inbox("b")) }
        try folder.write("x", to: "b/sub/f.json")
        #expect(await events.next() == .arrived(folder.inbox("b/sub/f.json")))

        try check(rename("\(folder.path)/b", "\(elsewhere.path)/b"))
        try folder.write("x", to: "marker-1.json")
        _ = try await self.events(&events) { $0 == .arrived(folder.inbox("marker-1.json")) }
        try elsewhere.write("x", to: "b/sub/g.json")
        try folder.write("x", to: "marker-2.json")
        #expect(await events.next() == .arrived(folder.inbox("marker-2.json")))
    }

    @Test("keeps several roots apart")
    func roots() async throws {
        let other = try TemporaryFolder()
        let watcher = watcher(of: folder.path + "/", other.path)
        var events = EventReader(watcher)

        try other.write("x", to: "a.json")
        #expect(await events.next() == .arrived(other.inbox("a.json")))
        try folder.write("x", to: "a.json")
        #expect(await events.next() == .arrived(folder.inbox("a.json")))
    }

    @Test("watches a root again after it was removed or renamed and made anew", arguments: ["remove", "rename"])
    func rootLost(kind: String) async throws {
        let root = "\(folder.path)/inbox"
        try folder.write("x", to: "inbox/sub/a.json")
        let watcher = watcher(of: root)
        var events = EventReader(watcher)

        if kind == "remove" { try folder.remove("inbox") } else { try folder.move("inbox", to: "away") }
        let lost = try await self.events(&events) { if case .degraded(root, _) = $0 { true } else { false } }
        #expect(!lost.contains(.restored(root: root)))
        #expect(watcher.degraded[root]?.contains(root) == true)
        try folder.write("x", to: "inbox/back.json")
        _ = try await self.events(&events) { $0 == .restored(root: root) }

        #expect(await events.next() == .rescan(InboxPath(root: root)))
        #expect(watcher.degraded.isEmpty)
        try folder.write("x", to: "inbox/sub/b.json")
        _ = try await self.events(&events) { $0 == .rescan(InboxPath(root: root, relative: "sub")) }
    }

    @Test("waits for a root that is missing from the start")
    func rootMissing() async throws {
        let root = "\(folder.path)/later"
        let watcher = watcher(of: root)
        var events = EventReader(watcher)
        guard case .degraded(root, let reason) = await events.next() else {
            return #expect(Bool(false))
        }
        #expect(reason == "there is no folder \(root); it is watched as soon as it is made")

        try folder.makeFolder("later")

        #expect(await events.next() == .restored(root: root))
    }

    @Test("polls when the limit of watches is reached, says so, and recovers")
    func limit() async throws {
        for name in ["a", "b", "c"] { try folder.makeFolder(name) }
        let watcher = InboxWatcher(roots: [folder.path], pollInterval: .milliseconds(20), maximumWatches: 3)
        var events = EventReader(watcher)

        guard case .degraded(folder.path, let reason) = await events.next() else {
            return #expect(Bool(false))
        }
        #expect(reason.hasSuffix("the limit of watches is reached; raise fs.inotify.max_user_watches"))
        #expect(await events.next() == .rescan(folder.inbox()))
        #expect(await events.next() == .rescan(folder.inbox()))
        try folder.remove("a")
        _ = try await self.events(&events) { $0 == .restored(root: folder.path) }

        #expect(watcher.degraded.isEmpty)
    }

    @Test("asks for a scan when the kernel lost events, and watches the folders that it missed")
    func overflow() async throws {
        let watcher = watcher(of: folder.path)
        var events = EventReader(watcher)
        let limit = try #require(Self.maximumQueuedEvents())

        try watcher.whileHeldUp {
            // Two events a file: made, closed.
            for number in 0..<(limit / 2 + 100) {
                let descriptor = open("\(folder.path)/\(number)", O_WRONLY | O_CREAT, 0o600)
                try #require(descriptor >= 0)
                close(descriptor)
            }
            try folder.makeFolder("missed")
        }
        _ = try await self.events(&events) { $0 == .rescan(folder.inbox()) }
        try folder.write("x", to: "missed/a.json")

        let rest = try await self.events(&events) { $0 == .arrived(folder.inbox("missed/a.json")) }
        #expect(!rest.contains(.rescan(folder.inbox("missed"))))
    }

    @Test("replaces what nobody read by a scan")
    func slowReader() async throws {
        let watcher = InboxWatcher(
            roots: [folder.path],
            pollInterval: .seconds(1),
            maximumWatches: .max,
            bufferLimit: 8
        )
        try watcher.whileHeldUp { for number in 0..<100 { try folder.write("x", to: "\(number).json") } }
        var events = EventReader(watcher)

        let before = try await self.events(&events) { $0 == .rescan(folder.inbox()) }

        #expect(before.count <= 100)
    }

    @Test("ends its events when it is stopped, and when the reading task is cancelled")
    func ends() async throws {
        let stopped = watcher(of: folder.path)
        stopped.stop()
        #expect(await !stopped.waitForEvents())
        #expect(stopped.pendingEvents().isEmpty)

        let cancelled = watcher(of: folder.path)
        let reading = Task { await cancelled.waitForEvents() }
        reading.cancel()
        #expect(await !reading.value)
    }

    private static func maximumQueuedEvents() -> Int? {
        guard let file = fopen("/proc/sys/fs/inotify/max_queued_events", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        return Int(String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}

/// Reads the events of a watcher one by one.
struct EventReader {
    private let watcher: InboxWatcher
    private var pending: ArraySlice<InboxEvent> = []

    init(_ watcher: InboxWatcher) { self.watcher = watcher }

    mutating func next() async -> InboxEvent? {
        while true {
            if let event = pending.popFirst() { return event }
            pending = watcher.pendingEvents()[...]
            if pending.isEmpty, await !watcher.waitForEvents() { return nil }
        }
    }
}

/// The events ended before the one that was waited for.
struct StreamEnded: Error {
    let before: [InboxEvent]
}

@Suite("A network file system")
struct NetworkFileSystemTests {
    private let table = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        50 22 0:45 / /srv/inbox rw,relatime shared:9 - nfs4 server:/export rw
        51 22 0:46 / /home/a/remote rw shared:10 master:2 - fuse.sshfs host:/ rw
        52 22 259:300 / /mnt/usb rw - fuseblk /dev/sdb1 rw
        """

    @Test(
        "is known by its device",
        arguments: [(45, "nfs4"), (46, "fuse.sshfs"), (0x801, nil), (47, nil)] as [(UInt64, String?)]
    )
    func names(device: UInt64, kind: String?) {
        #expect(NetworkFileSystem.name(ofDevice: device, in: table) == kind)
    }

    @Test("is not what a local disk is taken for, nor an odd table")
    func local() {
        #expect(NetworkFileSystem.name(of: "/none/such") == nil)
        #expect(NetworkFileSystem.name(ofDevice: 45, in: "50 22 0:45\n\n- - 0:45 -") == nil)
    }
}
