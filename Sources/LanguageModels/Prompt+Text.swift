extension Prompt {
    /// The prompt as one text, for models that take no conversation. It does not include tools.
    var text: String {
        var parts = shared
        var requests = 0
        for message in messages {
            switch message {
            case .user(let text):
                requests += 1
                parts.append(messages.count == 1 ? text : "## Request \(requests)\n\n\(text)")
            case .assistant(let text, _): parts.append("## Your answer before\n\n\(text)")
            case .results(let results): parts.append(results.map(\.text).joined(separator: "\n\n"))
            }
        }
        if let schema { parts.append(schema.instruction) }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
