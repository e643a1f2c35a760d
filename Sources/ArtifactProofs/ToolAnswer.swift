internal import JSON

/// What came of a call of a tool that works on artifacts.
package struct ToolAnswer: Sendable, Equatable {
    /// Redacted.
    package var text: String
    /// The call itself was wrong or could not be done.
    package var isError = false
    /// What the call proved.
    package var proof: Proof?

    /// As JSON in one fixed writing, to be recorded and recalled.
    package var stored: [UInt8] {
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
    /// Nil for what ``stored`` does not write: the call is made again.
    package init?(stored bytes: [UInt8]) {
        // What was stored damaged is no answer.
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
