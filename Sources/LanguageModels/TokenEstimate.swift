/// An estimate of a call's tokens before it is made: too high for prose, close for code.
package struct TokenEstimate: Sendable, Equatable {
    /// Estimated tokens of the prompt.
    package let prompt: Int
    /// The most tokens that the settings allow for the answer.
    package let maximumCompletion: Int

    /// An estimate with these figures.
    package init(prompt: Int, maximumCompletion: Int) {
        self.prompt = prompt
        self.maximumCompletion = maximumCompletion
    }

    /// Estimates a call with its whole prompt, including tools and schema.
    package init(_ call: ModelCall) {
        self.init(prompt: Self.tokens(in: call.request), maximumCompletion: call.settings.maximumTokens)
    }

    /// Estimated tokens of a text: one for every four bytes of ASCII or two bytes of anything else.
    package static func tokens(in text: String) -> Int { tokens(in: text.utf8) }

    static func tokens(in bytes: some Collection<UInt8>) -> Int {
        let ascii = bytes.reduce(into: 0) { $0 += $1 < 0x80 ? 1 : 0 }
        return (ascii + 3) / 4 + (bytes.count - ascii + 1) / 2
    }
}
