import Glibc
import TestSupport
import Testing

@testable import Inbox

@Suite("Ready files", .timeLimit(.minutes(1)))
struct ReadyFilesTests {
    private let folder: TemporaryFolder
    private let clock = ManualClock()

    init() throws { folder = try TemporaryFolder() }

    private func readyFiles(
        closeCounts: Bool = true,
        roots: [String]? = nil,
        maximumWatches: Int = .max
    ) -> ReadyFiles {
        let roots = roots ?? [folder.path]
        return ReadyFiles(
            inboxes: roots.map { ReadyFiles.Inbox(path: $0, closeCounts: closeCounts) },
            settle: .seconds(5),
            scanInterval: .seconds(300),
            clock: clock,
            watcher: InboxWatcher(roots: roots, pollInterval: .milliseconds(20), maximumWatches: maximumWatches)
        )
    }

    private func names(_ update: ReadyFiles.Update?) -> [String]? {
        update.map { $0.batches.flatMap { $0.files.map(\.path.relative) } }
    }

    /// What is ready without a wait.
    private func namesNow(_ ready: ReadyFiles) async -> [String]? { names(await ready.next(within: .zero)) }

    /// The update with the refusal of a new link: all events before the link have been read then.
    private func readToLink(_ ready: ReadyFiles) async throws -> ReadyFiles.Update? {
        try check(symlink("/etc/passwd", "\(folder.path)/link"))
        let update = await ready.next()
        #expect(update?.refusals.map(\.path.relative) == ["link"])
        return update
    }

    @Test("A file from before the start is ready once it has been quiet for the settle time")
    func earlierFile() async throws {
        try folder.write("x", to: "a.json")
        let ready = readyFiles()

        #expect(await namesNow(ready) == [])
        #expect(await ready.nextWake == .seconds(5))
        clock.advance(by: .milliseconds(4_900))
        #expect(await namesNow(ready) == [])
        clock.advance(by: .milliseconds(100))
        #expect(await namesNow(ready) == ["a.json"])
        #expect(await ready.nextWake == .seconds(295))
    }

    @Test("A file that its writer closed is ready at once")
    func closedFile() async throws {
        // There before the watches are set: in a new folder a file can be closed before anybody looks.
        try folder.makeFolder("xlsx")
        let ready = readyFiles()
        #expect(await namesNow(ready) == [])

        try folder.write("x", to: "xlsx/a.json")

        #expect(names(await ready.next()) == ["xlsx/a.json"])
    }

    @Test("An interruption ends the wait, with an update that says so, and is not a file")
    func interrupted() async throws {
        let ready = readyFiles()
        #expect(await namesNow(ready) == [])

        ready.interrupt()
        let update = await ready.next()

        #expect(update?.isInterrupted == true && update?.isEmpty == false && update?.batches == [])
        #expect(await ready.next(within: .zero) == ReadyFiles.Update())
    }

    @Test("Where closing does not count, a file that its writer closed waits for quiet")
    func closeDoesNotCount() async throws {
        let ready = readyFiles(closeCounts: false)
        #expect(await namesNow(ready) == [])

        try folder.write("x", to: "a.json")

        #expect(try await readToLink(ready)?.batches == [])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("A wait for a time ends when the clock says so")
    func waking() async throws {
        try folder.write("x", to: "a.json")
        let ready = readyFiles()
        async let update = ready.next()

        await clock.waitForSleeper()
        clock.advance(by: .seconds(5))

        #expect(names(await update) == ["a.json"])
    }

    @Test("A file that goes on changing is not ready")
    func changingFile() async throws {
        let ready = readyFiles()
        let descriptor = open("\(folder.path)/a.json", O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        try #require(write(descriptor, "1", 1) == 1)
        #expect(await namesNow(ready) == [])

        for _ in 0..<3 {
            try #require(write(descriptor, "2", 1) == 1)
            clock.advance(by: .seconds(5))
            #expect(await namesNow(ready) == [])
        }
        clock.advance(by: .seconds(5))

        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("Files of several inboxes come in one update, a batch for each inbox, oldest first")
    func batches() async throws {
        let other = try TemporaryFolder()
        try folder.write("x", to: "young.json", modified: 3000)
        try folder.write("x", to: "old.json", modified: 1000)
        try other.write("x", to: "a.json")
        let ready = readyFiles(roots: [folder.path, other.path])
        #expect(await namesNow(ready) == [])

        clock.advance(by: .seconds(5))
        let update = await ready.next(within: .zero)

        #expect(update?.batches.map(\.inbox.path) == [folder.path, other.path])
        #expect(names(update) == ["old.json", "young.json", "a.json"])
    }

    @Test("A file is handed out once, and again when its content changes")
    func once() async throws {
        let ready = readyFiles()
        #expect(await namesNow(ready) == [])
        try folder.write("x", to: "a.json")
        #expect(names(await ready.next()) == ["a.json"])

        clock.advance(by: .seconds(300))
        #expect(await namesNow(ready) == [])
        try folder.write("longer", to: "b.json.tmp")
        try folder.move("b.json.tmp", to: "a.json")
        #expect(try await readToLink(ready)?.batches == [])
        clock.advance(by: .seconds(5))

        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("Files that were put back come again after the delay and a settle time")
    func putBack() async throws {
        let ready = readyFiles()
        #expect(await namesNow(ready) == [])
        try folder.write("x", to: "a.json")
        let files = await ready.next()?.batches.first?.files

        await ready.putBack(try #require(files), for: .seconds(60))

        #expect(await ready.nextWake == .seconds(60))
        clock.advance(by: .seconds(60))
        #expect(await namesNow(ready) == [])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("A file without an event is found by a scan that was asked for, and by the regular one")
    func scans() async throws {
        let ready = readyFiles()
        #expect(await namesNow(ready) == [])
        // A writer that has not closed its file makes no event.
        let first = open("\(folder.path)/a.json", O_WRONLY | O_CREAT, 0o600)
        defer { close(first) }

        await ready.rescan(ReadyFiles.Inbox(path: folder.path), after: .milliseconds(500))
        clock.advance(by: .milliseconds(500))
        #expect(await namesNow(ready) == [])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["a.json"])

        let second = open("\(folder.path)/b.json", O_WRONLY | O_CREAT, 0o600)
        defer { close(second) }
        clock.advance(by: .seconds(294))
        #expect(await namesNow(ready) == [])
        #expect(await ready.nextWake == .milliseconds(500))
        clock.advance(by: .milliseconds(500))
        #expect(await namesNow(ready) == [])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["b.json"])
    }

    @Test("An inbox whose folders cannot all be watched is degraded, and its files are found by polling")
    func degraded() async throws {
        let ready = readyFiles(maximumWatches: 0)
        guard case .degraded(folder.path, let reason) = await ready.next()?.notices.first else {
            return #expect(Bool(false), "the inbox is not degraded")
        }
        #expect(reason.hasSuffix("raise fs.inotify.max_user_watches"))
        try folder.write("x", to: "a.json")

        try check(mkfifo("\(folder.path)/pipe", 0o600))

        // The poll that finds the pipe finds the file too.
        #expect(await ready.next()?.refusals.map(\.reason) == [.fifo])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("An entry that cannot be taken is refused once, and again when it comes anew")
    func refusals() async throws {
        try check(mkfifo("\(folder.path)/pipe", 0o600))
        let ready = readyFiles()

        #expect(await ready.next(within: .zero)?.refusals.map(\.reason) == [.fifo])
        clock.advance(by: .seconds(300))
        #expect(await ready.next(within: .zero) == ReadyFiles.Update())

        try folder.remove("pipe")
        clock.advance(by: .seconds(300))
        #expect(await ready.next(within: .zero) == ReadyFiles.Update())
        try check(symlink("/etc/passwd", "\(folder.path)/pipe"))
        #expect(await ready.next()?.refusals.map(\.reason) == [.symlink])
    }

    @Test("An inbox that is missing is degraded, and restored once it is there, with the files in it")
    func missingInbox() async throws {
        let root = "\(folder.path)/later"
        let ready = readyFiles(roots: [root])
        let reason = "there is no folder \(root); it is watched as soon as it is made"
        #expect(await ready.next()?.notices == [.degraded(root: root, reason: reason)])

        try folder.write("x", to: "made/a.json")
        try folder.move("made", to: "later")
        var notices: [ReadyFiles.Notice] = []
        while notices.isEmpty, let update = await ready.next() { notices = update.notices }

        #expect(notices == [.restored(root: root)])
        clock.advance(by: .seconds(5))
        #expect(await namesNow(ready) == ["a.json"])
    }

    @Test("A reader's wait ends when it is stopped, and when its task is cancelled")
    func end() async throws {
        let stopped = readyFiles()
        async let update = stopped.next()
        stopped.stop()
        #expect(await update == nil)
        #expect(await stopped.next() == nil)

        let cancelled = readyFiles()
        let reading = Task { await cancelled.next() }
        reading.cancel()
        #expect(await reading.value == nil)
    }

    @Test("An update is empty at the limit of the wait")
    func limit() async {
        let ready = readyFiles()
        async let update = ready.next(within: .seconds(60))

        await clock.waitForSleeper()
        clock.advance(by: .seconds(60))

        #expect(await update == ReadyFiles.Update())
    }
}
