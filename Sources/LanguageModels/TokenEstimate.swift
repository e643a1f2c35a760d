/// How many tokens a call may cost, guessed before it is made: on the high side for prose, near for code.
package struct TokenEstimate: Sendable, Equatable {
    package let prompt: Int
    /// The limit that the settings give the answer.
    package let maximumCompletion: Int

    package init(prompt: Int, maximumCompletion: Int) {
        self.prompt = prompt
        self.maximumCompletion = maximumCompletion
    }

    /// The estimate for a call: its whole prompt, tools and schema included.
    package init(_ call: ModelCall) {
        self.init(prompt: Self.tokens(in: call.request), maximumCompletion: call.settings.maximumTokens)
    }

    /// A token for four bytes of ASCII or two of anything else.
    package static func tokens(in text: String) -> Int { tokens(in: text.utf8) }

    static func tokens(in bytes: some Collection<UInt8>) -> Int {
        let ascii = bytes.reduce(into: 0) { $0 += $1 < 0x80 ? 1 : 0 }
        return (ascii + 3) / 4 + (bytes.count - ascii + 1) / 2
    }
}
