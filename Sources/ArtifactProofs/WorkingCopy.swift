internal import Foundations
internal import Glibc

/// A private folder that is removed with the last reference to it, also after an error or a cancellation.
///
/// A killed process leaves it in the folder for temporary files, named `trace2skill-…`.
final class WorkingCopy: Sendable {
    let tree: FileTree

    /// Makes an empty folder.
    init(in parent: String) throws(ArtifactFault) {
        let path: String
        do throws(SystemError) {
            path = try PrivateFolder.make(in: parent, named: "trace2skill-artifacts-")
        } catch {
            throw OpenFile.fault("make a folder in", parent, error)
        }
        tree = FileTree(root: path, isOurs: true)
    }

    /// Makes a copy of a folder.
    convenience init(copying tree: FileTree, in parent: String) throws(ArtifactFault) {
        try self.init(in: parent)
        try copy(tree)
    }

    deinit { Self.remove(tree.root) }

    /// Copies files, folders and links with the permissions of their owner, and nothing else. Links are copied as links:
    /// this program does not follow them, and in the sandbox they lead only into the sandbox.
    private func copy(_ source: FileTree) throws(ArtifactFault) {
        try source.walk { (folder, place) throws(ArtifactFault) in
            guard place.isUTF8 else { return }
            // The copy mirrors the visited tree, and a visit enters no link: no part of this path is a link.
            let path = "\(tree.root)/\(place.path)"
            switch place.type {
            case S_IFDIR:
                guard mkdir(path, 0o755) == 0 else { throw OpenFile.fault("make the folder", place.path) }
            case S_IFLNK:
                guard symlink(FileTree.target(of: place, in: folder), path) == 0 else {
                    throw OpenFile.fault("make the link", place.path)
                }
            case S_IFREG:
                let original = try source.open(place, in: folder)
                let parent = try OpenFile.folder(Self.parent(of: path))
                let mode = place.status.st_mode & 0o111 == 0 ? mode_t(0o644) : 0o755
                let copy = try parent.opening(
                    place.name,
                    O_WRONLY | O_CREAT | O_EXCL,
                    path: place.path,
                    mode: mode
                )
                try original.read(path: place.path) { (bytes) throws(ArtifactFault) in
                    try copy.write(bytes, path: place.path)
                }
            default: break
            }
        }
    }

    private static func parent(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }

    // MARK: The end

    private static func remove(_ path: String) {
        // Files that cannot be removed stay in the folder for temporary files: a deinitialiser cannot report them.
        if let folder = try? OpenFile.folder(path) { empty(folder) }
        rmdir(path)
    }

    private static func empty(_ folder: borrowing OpenFile) {
        for name in (try? folder.names(path: "")) ?? [] where unlinkat(folder.number, name, 0) != 0 {
            guard let status = try? folder.status(name, path: ""), status.st_mode & S_IFMT == S_IFDIR else { continue }
            // A command may have removed its own permissions.
            _ = fchmodat(folder.number, name, 0o700, 0)
            if let inner = try? folder.opening(name, O_RDONLY | O_DIRECTORY, path: "") { empty(inner) }
            unlinkat(folder.number, name, AT_REMOVEDIR)
        }
    }
}
