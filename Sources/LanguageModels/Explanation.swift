internal import JSON

/// What a server says went wrong: its words, shortened to one line of printable characters.
struct Explanation {
    private static let limit = 300

    let text: String
    private let all: String

    init(_ body: [UInt8]) {
        // Many a proxy answers in HTML or plain text.
        guard let json = try? JSON(parsing: body) else {
            self.init(words: String(decoding: body.prefix(4_096), as: UTF8.self), codes: "")
            return
        }
        self.init(json["error"].flatMap { $0.kind == .object ? $0 : nil } ?? json)
    }

    init(_ error: JSON) {
        let words: String =
            error["message"]?.string ?? error["detail"]?.string ?? error["error"]?.string ?? error.string ?? ""
        self.init(words: words, codes: (error["code"]?.string ?? "") + " " + (error["type"]?.string ?? ""))
    }

    private init(words: String, codes: String) {
        let line = words.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }
        var text = String(String.UnicodeScalarView(line))
        if text.unicodeScalars.count > Self.limit {
            text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.limit))) + "…"
        }
        self.text = text
        all = (codes + " " + words.prefix(4_096)).lowercased()
    }

    var isAboutLength: Bool {
        [
            "context_length", "context length", "prompt is too long", "context size", "context window",
            "too many tokens", "exceed_context", "maximum context", "input is too long",
        ].contains { all.contains($0) }
    }

    var isAboutQuota: Bool {
        [
            "insufficient_quota", "billing_error", "credit balance", "insufficient credits",
            "exceeded your current quota",
        ]
        .contains { all.contains($0) }
    }
}
