internal import CLibGit2
internal import Glibc

/// What is known of a commit: plain values, copied out while libgit2's object was alive.
package struct Commit: Sendable, Hashable {
    /// The name of the commit.
    package let id: CommitID
    /// The tree of the commit.
    package let tree: ObjectID
    /// In the commit's order: the first is the line that a merge was made on.
    package let parents: [CommitID]
    /// The person or program that made the change.
    package let author: Signature
    /// The person or program that made the commit.
    package let committer: Signature
    /// The whole message; bytes that are not UTF-8 are shown as U+FFFD.
    package let message: String
    /// The trailers of the message, in its order.
    package let trailers: [Trailer]

    /// The first paragraph on one line, as `git log --oneline` shows it.
    package var summary: String {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.drop { $0.allSatisfy(\.isWhitespace) }.prefix { !$0.allSatisfy(\.isWhitespace) }
        return first.map { Self.trimmed($0) }.joined(separator: " ")
    }

    /// Copies a commit that libgit2 has read.
    ///
    /// - Throws: ``GitError`` where the message cannot be split into its trailers.
    init(copying commit: OpaquePointer) throws(GitError) {
        id = CommitID(git_commit_id(commit).pointee)
        tree = ObjectID(git_commit_tree_id(commit).pointee)
        parents = (0..<git_commit_parentcount(commit)).map { CommitID(git_commit_parent_id(commit, $0).pointee) }
        author = Signature(copying: git_commit_author(commit).pointee)
        committer = Signature(copying: git_commit_committer(commit).pointee)
        message = Self.text(git_commit_message(commit), in: git_commit_message_encoding(commit))
        trailers = try Trailer.all(in: message)
    }

    /// The text of a message, which is UTF-8 unless its commit names another encoding. Of the others, Latin-1 is read.
    private static func text(_ bytes: UnsafePointer<CChar>, in encoding: UnsafePointer<CChar>?) -> String {
        let names = ["iso-8859-1", "iso8859-1", "iso-8859-15", "latin1", "latin-1", "windows-1252", "cp1252"]
        guard let encoding, names.contains(String(cString: encoding).lowercased()),
            String(validatingCString: bytes) == nil
        else { return String(cString: bytes) }
        let bytes = UnsafeRawBufferPointer(start: bytes, count: strlen(bytes))
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static func trimmed(_ line: Substring) -> Substring {
        var line = line.drop(while: \.isWhitespace)
        while line.last?.isWhitespace == true { line.removeLast() }
        return line
    }
}
