import TestSupport
import Testing

@testable import Inbox

@Suite("A settle queue")
struct SettleQueueTests {
    private let path = InboxPath(root: "/inbox", relative: "a.jsonl")
    private var queue = ObservedQueue()

    private func at(_ seconds: Double) -> Duration { .seconds(seconds) }

    private func state(_ size: Int64, modified: Int64 = 0) -> InboxFile.Stamp {
        InboxFile.Stamp(device: 1, inode: 1, size: size, modified: modified)
    }

    @Test("offers a file at once when its writer closed it")
    mutating func closed() {
        queue.saw(path, state(1), at: at(0))
        queue.closed(path, state(2), at: at(1))

        #expect(queue.nextWake(after: at(1)) == at(1))
        #expect(queue.ready(at: at(1)) == [path])
        #expect(queue.ready(at: at(100)).isEmpty)
        #expect(queue.nextWake(after: at(100)) == nil)
    }

    @Test("offers a file that nobody closed when it has been quiet for the settle time, and not before")
    mutating func quiet() {
        queue.saw(path, state(1), at: at(0))
        queue.saw(path, state(1), at: at(3))

        #expect(queue.ready(at: at(4.9)).isEmpty)
        #expect(queue.nextWake(after: at(4.9)) == at(5))
        #expect(queue.ready(at: at(5)) == [path])
    }

    @Test("starts the settle time again with every change")
    mutating func change() {
        for second in 0..<10 { queue.saw(path, state(Int64(second)), at: at(Double(second))) }

        #expect(queue.ready(at: at(13.9)).isEmpty)
        #expect(queue.ready(at: at(14)) == [path])
        #expect(queue.nextWake(after: at(14)) == nil)
    }

    @Test("makes a session that grows wait for quiet, however often it is closed")
    mutating func growing() {
        queue.closed(path, state(1), at: at(0))
        #expect(queue.ready(at: at(0)) == [path])

        for second in 1...60 {
            queue.closed(path, state(Int64(second + 1)), at: at(Double(second)))
            #expect(queue.ready(at: at(Double(second))).isEmpty)
        }

        #expect(queue.ready(at: at(65)) == [path])
    }

    @Test("makes a file wait that grew between its close and the next look")
    mutating func grownAfterClose() {
        queue.closed(path, state(1), at: at(0))
        queue.saw(path, state(2), at: at(1))

        #expect(queue.ready(at: at(1)).isEmpty)
        #expect(queue.ready(at: at(6)) == [path])
    }

    @Test("takes no notice of a close that changed nothing")
    mutating func emptyClose() {
        queue.closed(path, state(1), at: at(0))
        queue.closed(path, state(1), at: at(0))
        #expect(queue.ready(at: at(0)) == [path])

        queue.closed(path, state(1), at: at(1))

        #expect(queue.nextWake(after: at(1)) == nil)
    }

    @Test("waits for quiet after a close too where closing does not count")
    func closeDoesNotCount() {
        var queue = ObservedQueue(closeCounts: false)

        queue.closed(path, state(1), at: at(0))

        #expect(queue.ready(at: at(4)).isEmpty)
        #expect(queue.ready(at: at(5)) == [path])
    }

    @Test("A file that changed since it was last seen waits for quiet once more, closed or not")
    mutating func changedBeforeTaken() {
        queue.saw(path, state(1), at: at(0))
        queue.change(path, to: state(2))

        #expect(queue.ready(at: at(5)).isEmpty)
        #expect(queue.ready(at: at(9.9)).isEmpty)
        #expect(queue.ready(at: at(10)) == [path])

        let other = InboxPath(root: "/inbox", relative: "b.jsonl")
        queue.closed(other, state(1), at: at(20))
        queue.change(other, to: state(2))

        #expect(queue.ready(at: at(20)).isEmpty)
        #expect(queue.ready(at: at(25)) == [other])
    }

    @Test("forgets a file that is gone")
    mutating func vanished() {
        let other = InboxPath(root: "/inbox", relative: "b.jsonl")
        queue.saw(path, state(1), at: at(0))
        queue.closed(other, state(1), at: at(0))

        queue.vanished(path)
        queue.vanished(other)

        #expect(queue.nextWake(after: at(1)) == nil)
        #expect(queue.ready(at: at(10)).isEmpty)
    }

    @Test("offers the oldest file first, closed or quiet")
    mutating func order() {
        let names = ["c", "a", "d", "b"].map { InboxPath(root: "/inbox", relative: $0) }
        queue.saw(names[0], state(1, modified: 30), at: at(0))
        queue.saw(names[1], state(1, modified: 10), at: at(1))
        queue.closed(names[2], state(1, modified: 20), at: at(2))
        queue.closed(names[3], state(1, modified: 10), at: at(2))

        #expect(queue.ready(at: at(10)).map(\.relative) == ["a", "b", "d", "c"])
    }

    @Test("follows a scan: what it found is seen, what it did not find is forgotten in that folder alone")
    func scan() throws {
        let folder = try TemporaryFolder()
        try folder.write("1", to: "skill/a.json")
        try folder.write("2", to: "skill/b.json")
        try folder.write("3", to: "other/c.json")
        var queue = ObservedQueue()
        queue.found(try InboxScanner().scan(folder.inbox()).files, in: folder.inbox(), at: at(0))

        try folder.remove("skill/a.json")
        try folder.remove("other/c.json")
        queue.found(try InboxScanner().scan(folder.inbox("skill")).files, in: folder.inbox("skill"), at: at(1))

        #expect(Set(queue.ready(at: at(5)).map(\.relative)) == ["skill/b.json", "other/c.json"])
    }

    @Test("gives the same answer as a slow and simple one, for random histories", arguments: SeededGenerator.seeds(2))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var queue = ObservedQueue()
            var model: [InboxPath: (size: Int64, changed: Double, closed: Bool, grows: Bool, taken: Bool)] = [:]
            var now = 0.0
            for _ in 0..<60 {
                now += Double(random.next() % 30) / 10
                let path = InboxPath(root: "/i", relative: "\(random.next() % 3)")
                let size = Int64(random.next() % 3)
                let known = model[path]
                let finished = known.map { $0.taken || $0.closed } ?? false
                let grows = (known?.grows ?? false) || finished
                switch random.next() % 5 {
                case 0, 1:
                    queue.saw(path, state(size), at: at(now))
                    if known?.size != size { model[path] = (size, now, false, grows, false) }
                case 2, 3:
                    queue.closed(path, state(size), at: at(now))
                    if !(finished && known?.size == size) { model[path] = (size, now, !grows, grows, false) }
                default:
                    queue.vanished(path)
                    model[path] = nil
                }
                let due = model.filter {
                    !$0.value.taken && ($0.value.closed || at($0.value.changed) + .seconds(5) <= at(now))
                }
                for path in due.keys { model[path]?.taken = true }
                for path in due.keys { model[path]?.closed = false }
                #expect(queue.nextWake(after: at(now)).map { $0 <= at(now) } ?? false == !due.isEmpty, "seed \(seed)")
                #expect(Set(queue.ready(at: at(now))) == Set(due.keys), "seed \(seed)")
            }
        }
    }
}

/// A settle queue with the files that it is told of, which do not change unless a test changes them.
private struct ObservedQueue {
    private var queue: SettleQueue
    private var files: [InboxPath: InboxFile.Stamp] = [:]

    init(closeCounts: Bool = true) { queue = SettleQueue(settle: .seconds(5), closeCounts: closeCounts) }

    mutating func saw(_ path: InboxPath, _ stamp: InboxFile.Stamp, at now: Duration) {
        files[path] = stamp
        queue.saw(path, stamp, at: now)
    }

    mutating func closed(_ path: InboxPath, _ stamp: InboxFile.Stamp, at now: Duration) {
        files[path] = stamp
        queue.closed(path, stamp, at: now)
    }

    mutating func found(_ found: [InboxFile], in folder: InboxPath, at now: Duration) {
        for file in found { files[file.path] = file.stamp }
        queue.found(found, in: folder, at: now)
    }

    mutating func vanished(_ path: InboxPath) { queue.vanished(path) }

    /// Changes a file without a word to the queue.
    mutating func change(_ path: InboxPath, to stamp: InboxFile.Stamp) { files[path] = stamp }

    /// The files that are ready when each of them is looked at.
    mutating func ready(at now: Duration) -> [InboxPath] {
        var ready: [InboxPath] = []
        for path in queue.due(at: now) {
            guard let stamp = files[path] else { continue }
            if queue.take(path, stamp, at: now) { ready.append(path) }
        }
        return ready
    }

    mutating func nextWake(after now: Duration) -> Duration? { queue.nextWake(after: now) }
}
