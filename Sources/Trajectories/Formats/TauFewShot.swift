internal import Foundations
internal import JSON

/// The few-shot examples of tau-bench: one conversation a line, as text in which every message begins with its role.
///
/// The text has the results of actions, but neither the names of the tools nor their arguments.
struct TauFewShot: TrajectoryFormat {
    static var name: String { "tau-few-shot" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let text = sample.first?["messages_display"]?.excerpt() else { return false }
        return DisplayedMessage.all(in: text).first?.role != nil
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard let text = record.value["messages_display"]?.string else {
            return output.skipUnknown("record without messages_display")
        }
        let messages = DisplayedMessage.all(in: text)
        guard messages.contains(where: { $0.role == .agent }) else { return }
        var builder = SessionBuilder(format: Self.name)
        builder.isConversation = true
        for (index, message) in messages.enumerated() {
            guard builder.begin(record: "\(index):\(Fingerprint(of: message.text.utf8))") else { continue }
            Self.add(message, to: &builder)
        }
        builder.notes.append("the recording has the results of actions without their names and arguments")
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(record.index)"))
    }

    mutating func finish(into output: inout SessionOutput) {}

    private static func add(_ message: DisplayedMessage, to builder: inout SessionBuilder) {
        switch message.role {
        case .user: builder.user(message.text)
        // "None" is a message that consists of an action.
        case .agent: builder.agent(message.text == "None" ? "" : message.text)
        case .tool:
            builder.call(id: nil, tool: "unknown", arguments: [], isResultOnly: true)
            builder.result(of: nil, text: message.text)
        case .system, .other, nil: builder.system(message.text)
        }
    }
}

/// A message in a text that displays a conversation.
private struct DisplayedMessage {
    let role: DialogueMessage.Role?
    var text: String

    /// The messages in a text; lines without a role belong to the message before them.
    static func all(in text: String) -> [DisplayedMessage] {
        var messages: [DisplayedMessage] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let name = line.prefix { $0 != ":" }
            if line.utf8.count > name.utf8.count, ["system", "user", "assistant", "tool"].contains(name) {
                let body = line.dropFirst(name.count + 1)
                messages.append(DisplayedMessage(role: DialogueMessage.role(String(name)), text: body[...].trimmed))
            } else if messages.isEmpty {
                messages.append(DisplayedMessage(role: nil, text: String(line)))
            } else {
                messages[messages.count - 1].text += "\n" + line
            }
        }
        return messages
    }
}
