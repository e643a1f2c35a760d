internal import JSON

/// One call of a model: a prompt, all settings, and which sample of several is meant.
package struct ModelCall: Sendable {
    package let prompt: Prompt
    package let settings: ModelSettings
    /// Tells apart calls that are alike on purpose.
    package let sample: Int
    /// The call as JSON in one fixed writing: what the key is the hash of.
    package let request: [UInt8]
    package let key: RequestKey

    /// A call of the provider of that identity.
    package init(_ prompt: Prompt, settings: ModelSettings, sample: Int = 0, provider: String) {
        self.prompt = prompt
        self.settings = settings
        self.sample = sample
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            writer.member("provider", provider)
            writer.key("prompt")
            prompt.write(to: &writer)
            writer.key("settings")
            settings.write(to: &writer)
            writer.member("sample", sample)
        }
        request = writer.bytes
        key = RequestKey(hashing: request)
    }
}
