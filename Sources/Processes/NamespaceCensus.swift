internal import Glibc

/// Counts the processes in the namespace that a child has made, which the kernel does not do for root.
struct NamespaceCensus {
    /// Between two counts: each reads a folder.
    private static let pause = Duration.milliseconds(100)

    let limit: Int
    private var next = ContinuousClock.now

    init(limit: Int) { self.limit = limit }

    /// Whether there are more than the limit, as far as it is time to count again and they can be counted.
    mutating func isExceeded(by child: pid_t) -> Bool {
        guard ContinuousClock.now >= next else { return false }
        next = .now + Self.pause
        // The first process of the namespace is the child's only one, and has a /proc that shows its own.
        guard let first = Self.text("/proc/\(child)/task/\(child)/children").split(separator: " ").first,
            let folder = opendir("/proc/\(first)/root/proc")
        else { return false }
        defer { closedir(folder) }
        // Until the sandbox is made this is the machine's own, of which it is another instance.
        var (its, ours) = (stat(), stat())
        guard fstat(dirfd(folder), &its) == 0, stat("/proc", &ours) == 0, its.st_dev != ours.st_dev else {
            return false
        }
        var count = 0
        while count <= limit, let entry = readdir(folder) {
            let digit = UInt8(bitPattern: entry.pointee.d_name.0)
            if (0x30...0x39).contains(digit) { count += 1 }
        }
        return count > limit
    }

    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
