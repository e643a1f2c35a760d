internal import CLibGit2

/// One `Key: value` line at the end of a commit message, as `git interpret-trailers` reads it.
package struct Trailer: Sendable, Hashable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The trailers of a whole commit message, in its order. A message without any has none.
    package static func all(in message: String) -> [Trailer] {
        var list = git_message_trailer_array()
        // The only failure is memory that ran out, and then nothing below would work either.
        guard git_message_trailers(&list, message) == 0 else { return [] }
        defer { git_message_trailer_array_free(&list) }
        return (0..<list.count).map { index in
            Trailer(key: String(cString: list.trailers[index].key), value: String(cString: list.trailers[index].value))
        }
    }
}
