/// A file as git sees it: its content's name, and whether it may be run.
package struct FileVersion: Sendable, Hashable {
    /// The name of the content as a blob.
    package let id: ObjectID
    /// Whether the file may be run.
    package let executable: Bool

    /// A file with this content.
    package init(id: ObjectID, executable: Bool = false) {
        self.id = id
        self.executable = executable
    }
}

/// One path, compared in the three places where git keeps it.
package struct FileState: Sendable, Hashable {
    /// The content of one of the places.
    package enum Place: Sendable, Hashable {
        case absent
        case file(FileVersion)
        /// A symbolic link, a directory, a submodule, a pipe, or something behind one of these.
        case irregular
    }

    /// All three places in one word; index and file are compared with the tree.
    package enum Summary: String, Sendable {
        /// The same in tree, index and working tree, or in none of them.
        case clean
        /// The index is as the tree, the file is not.
        case modified
        /// The file is as the index, the index is not as the tree.
        case staged
        /// Tree, index and file are three versions.
        case stagedAndModified = "staged and modified"
        /// A file that neither tree nor index knows.
        case untracked
        /// Tree and index know a file, and it is not there.
        case missing
        /// A merge left several versions in the index.
        case conflicted
        /// One of the places holds something other than a regular file.
        case typeChanged = "type changed"
    }

    /// The path in the tree.
    package let tree: Place
    /// The path in the index.
    package let index: Place
    /// The path in the working tree.
    package let file: Place
    /// Whether a merge left several versions of the path in the index.
    package let isConflicted: Bool

    /// All three places in one word.
    package var summary: Summary {
        if isConflicted { return .conflicted }
        if tree == .irregular || index == .irregular || file == .irregular { return .typeChanged }
        switch (index == tree, file == index) {
        case (true, true): return .clean
        case (true, false):
            if tree == .absent { return .untracked }
            return file == .absent ? .missing : .modified
        case (false, true): return .staged
        case (false, false): return .stagedAndModified
        }
    }

    /// Whether index and file may be brought to `target`: both are where they were left the last time, at
    /// `previous`, or the work was broken off on the way. Files go first, so an index that is ahead of its file is
    /// somebody's work, as is anything else.
    func allows(_ target: Place, over previous: Place) -> Bool {
        guard !isConflicted, target != .irregular, previous != .irregular else { return false }
        return (index == previous || file == target) && [previous, target].contains(index)
            && [previous, target].contains(file)
    }
}
