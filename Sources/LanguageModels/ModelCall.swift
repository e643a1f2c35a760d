internal import JSON

/// One call of a model: prompt, settings and sample index.
package struct ModelCall: Sendable {
    /// The prompt.
    package let prompt: Prompt
    /// The settings.
    package let settings: ModelSettings
    /// The sample index: distinguishes calls that are otherwise identical on purpose.
    package let sample: Int
    /// The call as canonical JSON, from which ``key`` is computed.
    package let request: [UInt8]
    /// The hash of ``request``.
    package let key: RequestKey

    /// Creates a call of the model whose ``LanguageModel/identity`` is `provider`.
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
