internal import Foundations
internal import Glibc

/// File systems on which other machines can write without an event on this one.
enum NetworkFileSystem {
    private static let kinds: Set<Substring> = [
        "9p", "afs", "ceph", "cifs", "lustre", "nfs", "nfs4", "smb3", "virtiofs",
    ]

    /// Returns the kind of file system of `path`; nil if it is not a network file system.
    static func name(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return name(ofDevice: UInt64(status.st_dev), in: mounts())
    }

    /// Returns the kind of file system of a device; nil if it is not a network file system.
    ///
    /// - Parameter table: the text of /proc/self/mountinfo: the device is the third field of a line, the kind the first
    ///   one after the dash.
    static func name(ofDevice device: UInt64, in table: String) -> String? {
        // The encoding of gnu_dev_major and gnu_dev_minor, which are macros.
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & ~0xFF
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[2] == "\(major):\(minor)" else { continue }
            guard let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
            let kind = fields[dash + 1]
            return kinds.contains(kind) || kind == "fuse" || kind.hasPrefix("fuse.") ? String(kind) : nil
        }
        return nil
    }

    /// Returns the table of mounts; empty if it cannot be read, as where /proc is not mounted, so that no file system
    /// counts as a network one.
    private static func mounts() -> String {
        let descriptor = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        do throws(SystemError) {
            return String(decoding: try FileBytes.read(descriptor, limit: 4 << 20), as: UTF8.self)
        } catch {
            return ""
        }
    }
}
