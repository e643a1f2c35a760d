internal import Foundations
internal import Glibc

/// Counts the processes in the namespace that a child has made.
///
/// The kernel holds every user's processes to a limit but root's. A control group would count them for root too, but
/// this program has none to make where it runs in a container without a service manager.
struct NamespaceCensus {
    /// The time between two counts: each reads a folder.
    private static let pause = Duration.milliseconds(100)

    let limit: Int
    private var next = ContinuousClock.now

    init(limit: Int) { self.limit = limit }

    /// Whether there are more than the limit, as far as it is time to count again and they can be counted.
    mutating func isExceeded(by child: pid_t) -> Bool {
        guard ContinuousClock.now >= next else { return false }
        next = .now + Self.pause
        // A process that has ended, or a namespace that is not made yet, is counted the next time.
        return (try? Self.count(below: child, upTo: limit + 1)).map { $0 > limit } ?? false
    }

    /// The number of processes in the namespace of a child's first child; 0 until that one has a namespace of its own.
    private static func count(below child: pid_t, upTo most: Int) throws(SystemError) -> Int {
        // The first process of the namespace is the child's only one, and has a /proc that shows its own.
        guard let first = try text("/proc/\(child)/task/\(child)/children").split(separator: " ").first else {
            return 0
        }
        let entries = try FolderEntries(of: "/proc/\(first)/root/proc")
        // Until the sandbox is made this is the machine's own, of which it is another instance.
        var (its, ours) = (stat(), stat())
        try SystemError.check(fstat(entries.descriptor, &its))
        try SystemError.check(stat("/proc", &ours))
        guard its.st_dev != ours.st_dev else { return 0 }
        var count = 0
        while count < most, let entry = try entries.next() {
            if (0x30...0x39).contains(UInt8(bitPattern: entry.bytes[0])) { count += 1 }
        }
        return count
    }

    private static func text(_ path: String) throws(SystemError) -> String {
        let file = try Descriptor(SystemError.check(open(path, O_RDONLY | O_CLOEXEC)))
        return String(decoding: try FileBytes.read(file.number, limit: 256), as: UTF8.self)
    }
}
