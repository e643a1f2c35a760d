internal import CLibGit2

/// One entry of a tree.
package struct TreeEntry: Sendable, Hashable {
    /// What an entry is. Only ``file`` and ``executable`` are content that this module writes.
    package enum Mode: Sendable, Hashable {
        case file, executable, symlink, submodule, directory
        /// A mode that no version of git writes.
        case other(UInt32)

        /// Whether the entry is a file, executable or not.
        package var isRegularFile: Bool { self == .file || self == .executable }

        init(_ raw: UInt32) {
            switch raw {
            case GIT_FILEMODE_BLOB.rawValue: self = .file
            case GIT_FILEMODE_BLOB_EXECUTABLE.rawValue: self = .executable
            case GIT_FILEMODE_LINK.rawValue: self = .symlink
            case GIT_FILEMODE_COMMIT.rawValue: self = .submodule
            case GIT_FILEMODE_TREE.rawValue: self = .directory
            default: self = .other(raw)
            }
        }

        /// What a message calls it.
        var noun: String {
            switch self {
            case .file: "file"
            case .executable: "executable file"
            case .symlink: "symbolic link"
            case .submodule: "submodule"
            case .directory: "directory"
            case .other(let raw): "entry of mode \(String(raw, radix: 8))"
            }
        }
    }

    /// Relative to the tree that was asked, with slashes.
    package let path: String
    /// The kind of the entry.
    package let mode: Mode
    /// The name of the object that the entry leads to.
    package let id: ObjectID

    /// Describes an entry.
    package init(path: String, mode: Mode, id: ObjectID) {
        self.path = path
        self.mode = mode
        self.id = id
    }

    init(copying entry: OpaquePointer, path: String) {
        self.path = path
        mode = Mode(git_tree_entry_filemode_raw(entry).rawValue)
        id = ObjectID(git_tree_entry_id(entry).pointee)
    }
}

/// What becomes of one path when a tree is built from another.
package enum TreeChange: Sendable, Hashable {
    /// A regular file with these bytes, mode 100755 if `executable` and 100644 if not; where that is nil, the mode of the
    /// file that is there, and 100644 for a new one.
    case write([UInt8], executable: Bool? = nil)
    /// No file there. Removing what is not there changes nothing.
    case remove
}
