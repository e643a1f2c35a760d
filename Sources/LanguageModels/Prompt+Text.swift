extension Prompt {
    /// The prompt as one text, for models that take no conversation. It does not include tools.
    var text: String {
        var parts = shared
        for (index, message) in messages.enumerated() {
            switch message {
            case .user(let text): parts.append(messages.count == 1 ? text : "## Request \(index + 1)\n\n\(text)")
            case .assistant(let text, _): parts.append("## Your answer before\n\n\(text)")
            case .results(let results): parts.append(results.map(\.text).joined(separator: "\n\n"))
            }
        }
        if let schema { parts.append(schema.instruction) }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
