package import JSON

/// What a ``ModelServer`` was asked.
package struct ModelRequest: Sendable {
    /// The order of arrival, from 0.
    package internal(set) var index = 0
    package let method: String
    package let path: String
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]

    /// The body as JSON; `nil` if it is other text.
    package var json: JSON? {
        // A body that is not JSON is for the test to judge.
        try? JSON(parsing: body)
    }

    /// Whether the answer is to come as server-sent events.
    package var wantsStream: Bool { json?["stream"]?.bool ?? false }

    /// The text of the last message, of either dialect.
    package var lastText: String {
        guard let content = json?["messages"]?.array?.last?["content"] else { return "" }
        return content.string ?? content.array?.last?["text"]?.string ?? ""
    }

    /// The text of the first message of the user, of the dialect of chat completions: the question, also where it is asked
    /// again.
    package var question: String {
        let messages = json?["messages"]?.array ?? []
        return messages.first { $0["role"]?.string == "user" }?["content"]?.string ?? ""
    }

    /// The texts of the system message, of either dialect, joined.
    package var systemText: String {
        if let blocks = json?["system"]?.array { return blocks.compactMap { $0["text"]?.string }.joined() }
        guard let first = json?["messages"]?[0], first["role"]?.string == "system" else { return "" }
        return first["content"]?.string ?? ""
    }
}
