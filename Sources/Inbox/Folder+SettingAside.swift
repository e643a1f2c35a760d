internal import Glibc

extension Folder {
    /// Moves the entry of this folder that `path` names to `.rejected/` of its root, with `reason` in a file beside it.
    ///
    /// Returns the name that it has there, with `-2`, `-3` and so on before its extension where the name was taken; nil
    /// if the entry has gone. The reason is `<name>.reason`.
    borrowing func setAside(_ path: InboxPath, because reason: String) throws(InboxError) -> String? {
        let root = try Folder(InboxPath(trimmedRoot: path.root, relative: ""))
        let rejected = InboxPath(trimmedRoot: path.root, relative: InboxFile.rejectedFolder)
        if mkdirat(root.descriptor, InboxFile.rejectedFolder, 0o700) != 0, errno != EEXIST {
            throw .failed(operation: "make the folder", path: rejected.absolute, errno: errno)
        }
        let target = try Folder(rejected)
        for number in 1...10_000 {
            let name = Self.name(path.name, number)
            // The reason is written first and claims the name: a rejected file without a reason cannot be.
            guard try Self.write(reason, "\(name).reason", target, rejected) else { continue }
            var status = stat()
            if fstatat(target.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { continue }
            if renameat(descriptor, path.name, target.descriptor, name) == 0 { return name }
            let number = errno
            unlinkat(target.descriptor, "\(name).reason", 0)
            if number == ENOENT { return nil }
            throw .failed(operation: "move to \(rejected.absolute)", path: path.absolute, errno: number)
        }
        throw .failed(operation: "find a free name in \(rejected.absolute) for", path: path.absolute, errno: EEXIST)
    }

    private static func name(_ long: String, _ number: Int) -> String {
        // With a number and an ending, a name has 255 bytes at most, and a scalar four.
        let name =
            long.utf8.count <= 240 ? long : String(String.UnicodeScalarView(long.unicodeScalars.suffix(60)))
        guard number > 1 else { return name }
        guard let dot = name.firstIndex(of: ".") else { return "\(name)-\(number)" }
        return "\(name[..<dot])-\(number)\(name[dot...])"
    }

    /// Writes a file that must not be there; false if it is.
    private static func write(
        _ text: String,
        _ name: String,
        _ folder: borrowing Folder,
        _ path: InboxPath
    ) throws(InboxError) -> Bool {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = openat(folder.descriptor, name, flags, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw .failed(operation: "write", path: path.appending(name).absolute, errno: errno)
        }
        defer { close(descriptor) }
        let bytes = Array("\(text)\n".utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            let number = errno
            unlinkat(folder.descriptor, name, 0)
            throw .failed(operation: "write", path: path.appending(name).absolute, errno: number)
        }
        return true
    }
}
