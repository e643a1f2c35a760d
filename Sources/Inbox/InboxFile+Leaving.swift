internal import Glibc

extension InboxFile {
    /// The folder of a root that refused files are moved to; its name is hidden, so that it is never scanned.
    package static let rejectedFolder = ".rejected"

    /// Whether the file is there as it was.
    package func isUnchanged() throws(InboxError) -> Bool {
        switch try unchangedFolder() {
        case .some: true
        case .none: false
        }
    }

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
        return try folder.setAside(path, because: reason)
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
}
