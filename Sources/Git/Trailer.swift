internal import CLibGit2

/// One `Key: value` line at the end of a commit message, as `git interpret-trailers` reads it.
package struct Trailer: Sendable, Hashable {
    /// The text before the colon, without blanks around it.
    package let key: String
    /// The text after the colon; a value that is folded over several lines keeps its line feeds.
    package let value: String

    /// Makes a trailer from its two parts, which are not checked.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Reads the trailers of a whole commit message, in its order; a message without any gives none.
    ///
    /// - Throws: ``GitError`` where libgit2 cannot be started or has no memory.
    package static func all(in message: String) throws(GitError) -> [Trailer] {
        try Library.start()
        var list = git_message_trailer_array()
        try check(git_message_trailers(&list, message), "read the trailers of a commit message")
        defer { git_message_trailer_array_free(&list) }
        return (0..<list.count).map { index in
            Trailer(key: String(cString: list.trailers[index].key), value: String(cString: list.trailers[index].value))
        }
    }
}
