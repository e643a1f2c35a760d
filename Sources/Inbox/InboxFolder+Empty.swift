internal import Glibc

extension InboxFolder {
    /// Removes folders that are empty, and those above them that are empty then. An inbox itself stays.
    ///
    /// - Parameters:
    ///   - folders: where something has left.
    ///   - kept: folders that stay although they are empty.
    package static func removeEmpty(_ folders: Set<InboxPath>, keeping kept: Set<InboxPath> = []) {
        for folder in folders {
            var folder = folder
            // A folder that is not empty, or that another process uses, stays: the next pass looks again.
            while !folder.relative.isEmpty, !kept.contains(folder), removeIfEmpty(folder) {
                folder = folder.parent
            }
        }
    }

    /// Whether there is no folder at `path` any more.
    private static func removeIfEmpty(_ path: InboxPath) -> Bool {
        guard let parent = try? FolderHandle(containing: path) else { return true }
        return unlinkat(parent.descriptor, path.name, AT_REMOVEDIR) == 0 || errno == ENOENT
    }
}
