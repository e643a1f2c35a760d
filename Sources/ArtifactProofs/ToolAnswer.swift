internal import JSON

/// The result of a tool call that works on artifacts.
package struct ToolAnswer: Sendable, Equatable {
    /// Redacted.
    package var text: String
    /// The call itself was wrong or could not be done.
    package var isError = false
    /// What the call proved.
    package var proof: Proof?

    /// The answer as canonical JSON, for a ``ToolMemory``.
    package var encoded: [UInt8] {
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            writer.key("text")
            writer.string(text)
            writer.key("isError")
            writer.bool(isError)
            guard let proof else { return }
            writer.key("proof")
            writer.object { writer in
                for (name, value) in [("command", proof.command), ("before", proof.before), ("after", proof.after)] {
                    writer.key(name)
                    writer.string(value)
                }
                writer.key("changed")
                writer.array { for path in proof.changed { $0.string(path) } }
            }
        }
        return writer.bytes
    }
}

extension ToolAnswer {
    /// Decodes what ``encoded`` wrote; `nil` for anything else.
    package init?(decoding bytes: [UInt8]) {
        // Damaged data is the same as none: the call is made again.
        guard let json = try? JSON(parsing: bytes), let text = json["text"]?.string,
            let isError = json["isError"]?.bool
        else { return nil }
        self.init(text: text, isError: isError)
        guard let stored = json["proof"] else { return }
        guard let command = stored["command"]?.string, let before = stored["before"]?.string,
            let after = stored["after"]?.string, let changed = stored["changed"]?.array
        else { return nil }
        proof = Proof(command: command, before: before, after: after, changed: changed.compactMap(\.string))
    }
}
