internal import Foundations

/// The template of a harness for its first message, in which `{{task}}` stands for the request.
struct TaskTemplate {
    private let before: String
    private let after: String

    /// Reads a template; nil if the request cannot be placed in it, or there is no text before it by which it can be recognised.
    init?(_ template: String?) {
        guard let template else { return nil }
        for mark in ["{{task}}", "{{ task }}"] {
            guard let place = template.firstByteRange(of: mark) else { continue }
            before = template[..<place.lowerBound].trimmed
            let rest = template[place.upperBound...]
            let end = [rest.firstByteRange(of: "{{"), rest.firstByteRange(of: "{%")]
                .compactMap { $0?.lowerBound }.min()
            after = rest[..<(end ?? rest.endIndex)].trimmed
            guard !before.isEmpty, !before.containsBytes(of: "{{"), !before.containsBytes(of: "{%"), !after.isEmpty
            else { return nil }
            return
        }
        return nil
    }

    /// Returns the request in a message that was made from the template, and the text around it; nil for another one.
    func split(_ text: String) -> (task: String, rest: String)? {
        let text = text[...].trimmed
        guard text.hasPrefix(before) else { return nil }
        let body = text.dropFirst(before.count)
        guard let end = body.firstByteRange(of: after) else { return nil }
        let task = body[..<end.lowerBound].trimmed
        return task.isEmpty ? nil : (task, "\(before)\n\(body[end.lowerBound...])")
    }
}
