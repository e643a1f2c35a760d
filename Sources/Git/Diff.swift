internal import CLibGit2

/// What differs between two trees.
package struct Diff: Sendable, Hashable {
    /// In order of path.
    package let files: [FileDiff]
    /// The same in the form that `git apply` and people read; bytes that are not UTF-8 are shown as U+FFFD.
    package let patch: String

    /// The number of added lines in all files.
    package var insertions: Int { files.reduce(0) { $0 + $1.insertions } }
    /// The number of removed lines in all files.
    package var deletions: Int { files.reduce(0) { $0 + $1.deletions } }
}

/// What differs in one file.
package struct FileDiff: Sendable, Hashable {
    /// The kind of a difference.
    package enum Change: String, Sendable {
        case added, removed, modified
        /// What the path leads to has another kind: a file became a symbolic link.
        case typeChanged = "type changed"
    }

    /// The path of the file, with slashes.
    package let path: String
    /// The kind of the difference.
    package let change: Change
    /// Without text hunks then.
    package let isBinary: Bool
    /// The entry before, `nil` where it was added.
    package let old: ObjectID?
    /// The entry after, `nil` where it was removed.
    package let new: ObjectID?
    /// The changed lines, in order; none for a binary file.
    package let hunks: [Hunk]

    /// The number of added lines.
    package var insertions: Int { hunks.reduce(0) { $0 + $1.lines.count { $0.kind == .added } } }
    /// The number of removed lines.
    package var deletions: Int { hunks.reduce(0) { $0 + $1.lines.count { $0.kind == .removed } } }

    /// One run of changed lines with its context.
    package struct Hunk: Sendable, Hashable {
        /// The first line, from 1, and the number of lines in the file before; 0 and 0 for an empty one.
        package let oldStart, oldCount: Int
        /// The first line, from 1, and the number of lines in the file after; 0 and 0 for an empty one.
        package let newStart, newCount: Int
        /// The lines of the hunk, in order.
        package let lines: [Line]
    }

    /// One line of a hunk.
    package struct Line: Sendable, Hashable {
        /// The part that a line has in a difference.
        package enum Kind: Sendable { case context, added, removed }

        /// The part that the line has.
        package let kind: Kind
        /// Its number in the file before; `nil` where it was added.
        package let oldNumber: Int?
        /// Its number in the file after; `nil` where it was removed.
        package let newNumber: Int?
        /// With its line feed, unless it is a last line without one.
        package let text: String
    }
}

extension FileDiff {
    init(copying patch: OpaquePointer) throws(GitError) {
        let operation = "read a difference"
        let delta = git_patch_get_delta(patch).pointee
        let path = String(cString: delta.new_file.path ?? delta.old_file.path)
        let change: Change =
            switch delta.status {
            case GIT_DELTA_ADDED: .added
            case GIT_DELTA_DELETED: .removed
            case GIT_DELTA_TYPECHANGE: .typeChanged
            default: .modified
            }
        var hunks: [Hunk] = []
        for index in 0..<git_patch_num_hunks(patch) {
            var raw: UnsafePointer<git_diff_hunk>?
            var count = 0
            try check(git_patch_get_hunk(&raw, &count, patch, index), operation)
            guard let hunk = raw?.pointee else { continue }
            var lines: [Line] = []
            for position in 0..<count {
                var line: UnsafePointer<git_diff_line>?
                try check(git_patch_get_line_in_hunk(&line, patch, index, position), operation)
                if let line, let copy = Line(copying: line.pointee) { lines.append(copy) }
            }
            hunks.append(
                Hunk(
                    oldStart: Int(hunk.old_start),
                    oldCount: Int(hunk.old_lines),
                    newStart: Int(hunk.new_start),
                    newCount: Int(hunk.new_lines),
                    lines: lines
                )
            )
        }
        self.init(
            path: path,
            change: change,
            isBinary: delta.flags & GIT_DIFF_FLAG_BINARY.rawValue != 0,
            old: change == .added ? nil : ObjectID(delta.old_file.id),
            new: change == .removed ? nil : ObjectID(delta.new_file.id),
            hunks: hunks
        )
    }
}

extension FileDiff.Line {
    /// `nil` for the notes about a missing line feed at the end, which are not lines.
    init?(copying line: git_diff_line) {
        switch UInt32(UInt8(bitPattern: line.origin)) {
        case GIT_DIFF_LINE_CONTEXT.rawValue: kind = .context
        case GIT_DIFF_LINE_ADDITION.rawValue: kind = .added
        case GIT_DIFF_LINE_DELETION.rawValue: kind = .removed
        default: return nil
        }
        oldNumber = line.old_lineno > 0 ? Int(line.old_lineno) : nil
        newNumber = line.new_lineno > 0 ? Int(line.new_lineno) : nil
        text = String(decoding: UnsafeRawBufferPointer(start: line.content, count: line.content_len), as: UTF8.self)
    }
}
