internal import JSON

/// Conversations in the form of chat completions: an object with `messages`, a list of them, one a line, or a bare
/// list of messages.
struct ChatMessages: TrajectoryFormat {
    static var name: String { "chat-messages" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !AnthropicMessages.recognises(sample) else { return false }
        return MessageFile.recognises(sample)
    }

    private var file: MessageFile

    init(file: FileContext) { self.file = MessageFile(format: Self.name, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        file.read(record, into: &output)
    }

    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
