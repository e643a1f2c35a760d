/// A commit before it is written. Every input is fixed, so that writing it twice gives the same object.
package struct CommitDraft: Sendable, Hashable {
    /// The tree of the commit.
    package var tree: ObjectID
    /// The commits before it, the main line first.
    package var parents: [CommitID]
    /// The person or program that made the change.
    package var author: Signature
    /// The person or program that makes the commit.
    package var committer: Signature
    /// Taken as it is: by git's habit it ends in a line feed.
    package var message: String
    /// What proves who made the commit: the lines of a signature over ``content()``; nil for none.
    package var signature: String?

    /// A commit of these parts, which are checked when it is written.
    package init(tree: ObjectID, parents: [CommitID], author: Signature, committer: Signature, message: String) {
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
    }

    /// The object's content, byte for byte as git writes it.
    func bytes() throws(GitError) -> [UInt8] {
        let content = try content()
        return signature.map { Self.signed(content, $0) } ?? content
    }

    /// The content of a commit with a signature over it, in a header of its own as git writes it.
    static func signed(_ content: [UInt8], _ signature: String) -> [UInt8] {
        let lines = signature.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.last == "" ? lines.dropLast() : lines[...]
        let header = "gpgsig " + text.joined(separator: "\n ") + "\n"
        // The message begins after the first empty line.
        var place = content.startIndex
        while place < content.endIndex, content[place] != UInt8(ascii: "\n") {
            place =
                (content[place...].firstIndex(of: UInt8(ascii: "\n")) ?? content.index(before: content.endIndex)) + 1
        }
        return content[..<place] + Array(header.utf8) + content[place...]
    }

    /// The object's content without a signature: what is signed.
    package func content() throws(GitError) -> [UInt8] {
        guard !message.utf8.contains(0) else {
            throw GitError(.invalid, "write a commit", reason: "its message holds a zero byte")
        }
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(try author.line())\n"
        text += "committer \(try committer.line())\n\n"
        return Array((text + message).utf8)
    }
}
