internal import Glibc

extension InboxFile {
    /// The folder of a root that refused files are moved to; its name is hidden, so that it is never scanned.
    package static let rejectedFolder = ".rejected"

    /// Whether the file is there and has not changed.
    package func isUnchanged() throws(InboxError) -> Bool {
        switch try unchangedFolder() {
        case .some: true
        case .none: false
        }
    }

    /// Removes the file, if it has not changed.
    ///
    /// To be called once the file is in the archive and in the ledger, both on disk.
    ///
    /// - Returns: false if the file has changed or is gone; nothing is removed then.
    package func remove() throws(InboxError) -> Bool {
        guard let folder = try unchangedFolder() else { return false }
        guard unlinkat(folder.descriptor, path.name, 0) == 0 else {
            if errno == ENOENT { return false }
            throw .failed(operation: "remove", path: path.absolute, errno: errno)
        }
        return true
    }

    /// Moves the file to `.rejected/` of its root and writes `reason`, a sentence, to `<name>.reason` next to it, and a
    /// mapping to begin with to `<name>.mapping.yaml` if there is one.
    ///
    /// - Returns: the name that the file has there, with `-2`, `-3` and so on before its extension if the name was
    ///   taken; nil if the file has changed or is gone; nothing is moved then.
    package func reject(because reason: String, mapping: String? = nil) throws(InboxError) -> String? {
        guard let folder = try unchangedFolder() else { return nil }
        return try folder.setAside(path, because: reason, mapping: mapping)
    }

    /// Opens the folder of the file; nil if the file has changed or is gone.
    private func unchangedFolder() throws(InboxError) -> FolderHandle? {
        do throws(InboxError) {
            let folder = try FolderHandle(containing: path)
            let status = try folder.statusOfFile(at: path)
            guard InboxFile(path: path, status: status).stamp == stamp else { return nil }
            return consume folder
        } catch {
            switch error {
            case .vanished, .refused: return nil
            case .failed: throw error
            }
        }
    }
}
