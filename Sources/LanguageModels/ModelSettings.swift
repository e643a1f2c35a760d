internal import JSON

/// Every setting that can change a model's answer. All of them are part of the ``RequestKey``. A setting that is `nil` is
/// not sent, so that the server's own default applies.
package struct ModelSettings: Sendable, Equatable {
    /// The provider's name of the model.
    package var name: String
    /// Sampling temperature.
    package var temperature: Double?
    /// Probability mass of nucleus sampling.
    package var topP: Double?
    /// The most tokens of an answer, including reasoning.
    package var maximumTokens: Int
    /// Seed of the server's random generator.
    package var seed: Int?
    /// Texts at which the answer ends.
    package var stop: [String]
    /// `low`, `medium`, `high`, or another value that the provider accepts.
    package var reasoningEffort: String?
    /// Further members of the request's body, sent unchanged (`chat_template_kwargs`, `top_k`, …).
    package var extra: [String: JSONText]

    /// Creates settings; without arguments, all but the token limit are the server's defaults.
    package init(
        name: String,
        temperature: Double? = nil,
        topP: Double? = nil,
        maximumTokens: Int = 8_192,
        seed: Int? = nil,
        stop: [String] = [],
        reasoningEffort: String? = nil,
        extra: [String: JSONText] = [:]
    ) {
        self.name = name
        self.temperature = temperature
        self.topP = topP
        self.maximumTokens = maximumTokens
        self.seed = seed
        self.stop = stop
        self.reasoningEffort = reasoningEffort
        self.extra = extra
    }

    /// The settings as canonical JSON, for records.
    package var text: String {
        var writer = JSONWriter(order: .sorted)
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("temperature", temperature)
            writer.member("topP", topP)
            writer.member("maximumTokens", maximumTokens)
            writer.member("seed", seed)
            if !stop.isEmpty { writer.array("stop") { for text in stop { $0.string(text) } } }
            if let reasoningEffort { writer.member("reasoningEffort", reasoningEffort) }
            guard !extra.isEmpty else { return }
            writer.object("extra") { writer in
                for (name, value) in extra {
                    writer.key(name)
                    writer.value(value)
                }
            }
        }
    }
}
