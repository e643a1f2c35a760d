internal import Glibc

extension InboxFile {
    /// The folder of a root that refused files are moved to; its name is hidden, so that it is never scanned.
    package static let rejectedFolder = ".rejected"

    /// Removes the file, if it is still the one that was looked at.
    ///
    /// To be called once the file is in the archive and in the ledger, both on disk. Returns false, and removes
    /// nothing, if the file has changed or has gone.
    package func remove() throws(InboxError) -> Bool {
        guard let folder = try unchangedFolder() else { return false }
        guard unlinkat(folder.descriptor, path.name, 0) == 0 else {
            if errno == ENOENT { return false }
            throw .failed(operation: "remove", path: path.absolute, errno: errno)
        }
        return true
    }

    /// Moves the file to `.rejected/` of its root and writes `reason`, a sentence, to a file beside it.
    ///
    /// Returns the name that the file has there, with `-2`, `-3` and so on before its extension where the name was
    /// taken; nil, and nothing is moved, if the file has changed or has gone. The reason is `<name>.reason`.
    package func reject(because reason: String) throws(InboxError) -> String? {
        guard let folder = try unchangedFolder() else { return nil }
        let root = try Folder(InboxPath(trimmedRoot: path.root, relative: ""))
        let rejected = InboxPath(trimmedRoot: path.root, relative: Self.rejectedFolder)
        if mkdirat(root.descriptor, Self.rejectedFolder, 0o700) != 0, errno != EEXIST {
            throw .failed(operation: "make the folder", path: rejected.absolute, errno: errno)
        }
        let target = try Folder(rejected)
        for number in 1...10_000 {
            let name = Self.name(path.name, number)
            // The reason is written first and claims the name: a rejected file without a reason cannot be.
            guard try Self.write(reason, "\(name).reason", target, rejected) else { continue }
            var status = stat()
            if fstatat(target.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { continue }
            if renameat(folder.descriptor, path.name, target.descriptor, name) == 0 { return name }
            let number = errno
            unlinkat(target.descriptor, "\(name).reason", 0)
            if number == ENOENT { return nil }
            throw .failed(operation: "move to \(rejected.absolute)", path: path.absolute, errno: number)
        }
        throw .failed(operation: "find a free name in \(rejected.absolute) for", path: path.absolute, errno: EEXIST)
    }

    /// The folder that holds the file; nil if the file is not there as it was.
    private func unchangedFolder() throws(InboxError) -> Folder? {
        do throws(InboxError) {
            let folder = try Folder(containing: path)
            let status = try folder.statusOfFile(at: path)
            guard InboxFile(path: path, status: status).signature == signature else { return nil }
            return consume folder
        } catch {
            switch error {
            case .vanished, .refused: return nil
            case .failed: throw error
            }
        }
    }

    private static func name(_ name: String, _ number: Int) -> String {
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
