internal import Foundations

/// What the harness of a terminus agent writes to it: the request in a template, then what the terminal shows.
enum TerminusPrompt {
    /// Returns the request and the text around it, if a message is made from the template of the first one.
    static func request(in text: String) -> (task: String, rest: String)? {
        let forms = [
            ("\nTask Description:\n", "\nCurrent terminal state:"),
            ("\nInstruction:\n", "\nYour response must be a JSON object that matches this schema:"),
        ]
        for (before, after) in forms {
            guard let start = text.firstByteRange(of: before) else { continue }
            guard let end = text[start.upperBound...].byteRanges(of: after).last else { continue }
            let task = text[start.upperBound..<end.lowerBound].trimmed
            if !task.isEmpty { return (task, "\(text[..<start.upperBound])\(text[end.lowerBound...])") }
        }
        return nil
    }

    /// Whether a message hands the work of one context over to the next one.
    static func isHandoff(_ text: String) -> Bool {
        text.hasPrefix("Here are the answers the other agent provided.")
            || text.hasPrefix("You are picking up work from a previous AI agent on this task:")
    }
}
