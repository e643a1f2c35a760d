internal import Foundations
internal import JSON

/// The error message in a server's response.
struct ServerErrorMessage {
    /// The longest ``text``, in characters.
    private static let limit = 300

    /// The message as one line of printable characters.
    let text: String
    /// Message and error codes in lower case, in which ``isAboutLength`` and ``isAboutQuota`` search.
    private let searchable: String

    /// Reads the body of an error response.
    init(_ body: [UInt8]) {
        // Proxies often answer in HTML or plain text.
        guard let json = try? JSON(parsing: body) else {
            self.init(message: String(decoding: body.prefix(4_096), as: UTF8.self), codes: "")
            return
        }
        self.init(json["error"].flatMap { $0.kind == .object ? $0 : nil } ?? json)
    }

    /// Reads an error object.
    init(_ error: JSON) {
        let message: String =
            error["message"]?.string ?? error["detail"]?.string ?? error["error"]?.string ?? error.string ?? ""
        self.init(message: message, codes: (error["code"]?.string ?? "") + " " + (error["type"]?.string ?? ""))
    }

    private init(message: String, codes: String) {
        text = SingleLine(message, limit: Self.limit).description
        searchable = (codes + " " + message.prefix(4_096)).lowercased()
    }

    /// Whether the server says that the prompt is too long.
    var isAboutLength: Bool {
        [
            "context_length", "context length", "prompt is too long", "context size", "context window",
            "too many tokens", "exceed_context", "maximum context", "input is too long",
        ].contains { searchable.contains($0) }
    }

    /// Whether the server says that the account has no quota or credit left.
    var isAboutQuota: Bool {
        [
            "insufficient_quota", "billing_error", "credit balance", "insufficient credits",
            "exceeded your current quota",
        ]
        .contains { searchable.contains($0) }
    }
}
