internal import Foundations
internal import Glibc

/// Files that processes of this machine have open, as far as this user may see.
enum OpenFiles {
    /// Whether a process has the file open. What cannot be looked into counts as not having it open: a lock of
    /// another user is not ours to remove anyway.
    static func contain(_ path: String) -> Bool {
        for process in names(in: "/proc") where process.allSatisfy(\.isNumber) {
            let folder = "/proc/\(process)/fd"
            for descriptor in names(in: folder) where target(of: "\(folder)/\(descriptor)") == path { return true }
        }
        return false
    }

    /// The names in a folder of `/proc`; none where the process has ended or is another user's.
    private static func names(in folder: String) -> [String] { (try? FolderEntries.names(in: folder)) ?? [] }

    private static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink(link, start, 4095)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
