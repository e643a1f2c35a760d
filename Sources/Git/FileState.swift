/// A file as git sees it: its content's name, and whether it may be run.
package struct FileVersion: Sendable, Hashable {
    package let id: ObjectID
    package let executable: Bool

    package init(id: ObjectID, executable: Bool = false) {
        self.id = id
        self.executable = executable
    }
}

/// One path, compared in the three places where git keeps it.
package struct FileState: Sendable, Hashable {
    /// What lies in one of the places.
    package enum Place: Sendable, Hashable {
        case absent
        case file(FileVersion)
        /// A symbolic link, a directory, a submodule, a pipe, or something behind one of these.
        case irregular
    }

    /// What one word says of all three; the tree is what the others are compared with.
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
        /// What lies there is no regular file, in one of the places.
        case typeChanged = "type changed"
    }

    package let tree: Place
    package let index: Place
    package let file: Place
    package let isConflicted: Bool

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
