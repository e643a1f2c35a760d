internal import Foundations
internal import Glibc

/// Files that processes of this machine have open, as far as this user may see.
enum OpenFiles {
    /// Whether a process has the file open. Processes of other users count as not having it open: a lock of another user is
    /// not ours to remove anyway. Where it cannot be told, as without `/proc` or with no descriptor left, the file counts
    /// as open.
    static func contain(_ path: String, processes root: String = "/proc") -> Bool {
        do throws(SystemError) {
            for process in try FolderEntries.names(in: root) where process.allSatisfy(\.isNumber) {
                let folder = "\(root)/\(process)/fd"
                for descriptor in try names(in: folder) where target(of: "\(folder)/\(descriptor)") == path {
                    return true
                }
            }
            return false
        } catch {
            return true
        }
    }

    /// The names in a folder of `/proc`; none where the process has ended or is another user's.
    private static func names(in folder: String) throws(SystemError) -> [String] {
        do throws(SystemError) { return try FolderEntries.names(in: folder) } catch {
            guard [ENOENT, ESRCH, EACCES, EPERM].contains(error.number) else { throw error }
            return []
        }
    }

    private static func target(of link: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink(link, start, 4095)
            guard count > 0 else { return nil }
            return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
