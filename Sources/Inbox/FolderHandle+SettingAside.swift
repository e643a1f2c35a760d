internal import Foundations
internal import Glibc

extension FolderHandle {
    /// Moves the entry at `path`, which must be in this folder, to the same place in `.rejected/` of its root, and writes `reason` to
    /// `<name>.reason` next to it, and `mapping` to `<name>.mapping.yaml`.
    ///
    /// - Returns: the name that the entry has there, with `-2`, `-3` and so on before its extension if the name was
    ///   taken; nil if the entry is gone.
    borrowing func setAside(
        _ path: InboxPath,
        because reason: String,
        mapping: String? = nil
    ) throws(InboxError) -> String? {
        let rejected = try Self.rejectedFolder(for: path)
        let target = try FolderHandle(rejected)
        for number in 1...10_000 {
            let name = Self.name(path.name, number)
            // The reason is written first and claims the name, so that there is no rejected file without a reason.
            guard try Self.write(reason, "\(name).reason", target, rejected) else { continue }
            var status = stat()
            if fstatat(target.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { continue }
            if renameat(descriptor, path.name, target.descriptor, name) == 0 {
                if let mapping { try Self.replace(mapping, "\(name).mapping.yaml", target, rejected) }
                return name
            }
            let number = errno
            unlinkat(target.descriptor, "\(name).reason", 0)
            if number == ENOENT { return nil }
            throw .failed(operation: "move to \(rejected.absolute)", path: path.absolute, errno: number)
        }
        throw .failed(operation: "find a free name in \(rejected.absolute) for", path: path.absolute, errno: EEXIST)
    }

    /// Makes the folder in `.rejected/` of a root that has the place there which the folder of `path` has in the root.
    private static func rejectedFolder(for path: InboxPath) throws(InboxError) -> InboxPath {
        var folder = InboxPath(trimmedRoot: path.root, relative: "")
        for component in [InboxFile.rejectedFolder] + path.components.dropLast() {
            let parent = try FolderHandle(folder)
            let next = folder.appending(component)
            if mkdirat(parent.descriptor, component, 0o700) != 0, errno != EEXIST {
                throw .failed(operation: "make the folder", path: next.absolute, errno: errno)
            }
            folder = next
        }
        return folder
    }

    private static func name(_ long: String, _ number: Int) -> String {
        // A name has 255 bytes at most, with its number and ending, and a scalar has four at most.
        let name =
            long.utf8.count <= 240 ? long : String(String.UnicodeScalarView(long.unicodeScalars.suffix(60)))
        guard number > 1 else { return name }
        guard let dot = name.firstIndex(of: ".") else { return "\(name)-\(number)" }
        return "\(name[..<dot])-\(number)\(name[dot...])"
    }

    /// Writes a file in place of one that an earlier file of that name may have left.
    private static func replace(
        _ text: String,
        _ name: String,
        _ folder: borrowing FolderHandle,
        _ path: InboxPath
    ) throws(InboxError) {
        unlinkat(folder.descriptor, name, 0)
        _ = try write(text, name, folder, path)
    }

    /// Writes a new file; returns false if there is one already.
    private static func write(
        _ text: String,
        _ name: String,
        _ folder: borrowing FolderHandle,
        _ path: InboxPath
    ) throws(InboxError) -> Bool {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(folder.descriptor, name, flags, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw .failed(operation: "write", path: path.appending(name).absolute, errno: errno)
        }
        defer { close(descriptor) }
        do throws(SystemError) { try FileBytes.write("\(text)\n".utf8, to: descriptor) } catch {
            unlinkat(folder.descriptor, name, 0)
            throw .failed(operation: "write", path: path.appending(name).absolute, errno: error.number)
        }
        return true
    }
}
