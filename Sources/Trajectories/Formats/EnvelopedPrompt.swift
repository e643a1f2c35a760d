internal import Foundations

/// The words of a person in a message to which a harness added context: `<user_query>…</user_query>` with other tags
/// around it.
struct EnvelopedPrompt {
    /// The words of the person; nil if the message has only context.
    let prompt: String?
    /// The context; empty if there is none.
    let context: String

    /// Divides a message whose words are in the tag of this name. Without the tag the whole message is the person's,
    /// unless it begins with a tag of context.
    init(_ text: String, tag: String) {
        var tagged = TaggedText(text)
        let words = tagged.take(tag).filter { !$0.isEmpty }
        if !words.isEmpty {
            prompt = words.joined(separator: "\n")
            context = tagged.rest
        } else if Self.isContext(text) {
            prompt = nil
            context = text
        } else {
            let bare = ClaudePrompt.withoutReminders(text)[...].trimmed
            prompt = bare.isEmpty ? nil : bare
            context = ""
        }
    }

    private static func isContext(_ text: String) -> Bool {
        guard text.first(where: { !$0.isWhitespace }) == "<" else { return false }
        let tag = text.drop { $0.isWhitespace || $0 == "<" }.prefix { $0.isLetter || "_-".contains($0) }
        return [
            "user_info", "system_reminder", "system-reminder", "environment", "environment_context", "git_status",
            "system_notification", "open_and_recently_viewed_files", "attached_files", "project_layout", "rules",
            "agent_skills", "additional_data", "timestamp", "task_notification", "system",
        ].contains(String(tag))
    }
}
