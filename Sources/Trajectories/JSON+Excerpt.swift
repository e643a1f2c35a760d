internal import JSON

extension JSON {
    /// Returns the text of a string value, a long one cut to its two ends; nil for another kind of value.
    func excerpt(head: Int = 16_000, tail: Int = 12_000) -> String? {
        text(head: head, tail: tail, seam: "\n[… the middle is left out …]\n")?.text
    }

    /// The first-level members as arguments; a value that is not an object is the argument `input`.
    var arguments: [ToolCall.Argument] {
        switch kind {
        case .object: members.map { ToolCall.Argument(name: $0.key, value: $0.value.plainText) }
        case .null: []
        default: [ToolCall.Argument(name: "input", value: plainText)]
        }
    }

    /// The text of a string, or the source text of any other value.
    var plainText: String {
        excerpt() ?? String(decoding: source.prefix(28_000), as: UTF8.self)
    }
}
