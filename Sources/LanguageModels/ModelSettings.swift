internal import JSON

/// Every setting that can change what a model answers. All of them are in the ``RequestKey``; what is `nil` is not sent,
/// so that nothing is overridden behind anybody's back.
package struct ModelSettings: Sendable, Equatable {
    /// The model's name as its provider knows it.
    package var name: String
    package var temperature: Double?
    package var topP: Double?
    /// The most tokens of an answer, reasoning included.
    package var maximumTokens: Int
    package var seed: Int?
    package var stop: [String]
    /// `low`, `medium`, `high`, or what the provider calls it.
    package var reasoningEffort: String?
    /// Further members of the request's body, sent as they are (`chat_template_kwargs`, `top_k`, …).
    package var extra: [String: JSONText]

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

    /// The settings as JSON in one fixed writing, for records.
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
