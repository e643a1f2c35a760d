internal import JSON

/// Conversations in the form of Anthropic's messages: contents are blocks, among them `tool_use` and `tool_result`.
struct AnthropicMessages: TrajectoryFormat {
    static var name: String { "anthropic-messages" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard MessageFile.recognises(sample) else { return false }
        return sample.any { record in
            MessageFile.messages(of: record).contains { message in
                guard let content = message["content"], content.kind == .array else { return false }
                return content.elements.contains { ["tool_use", "tool_result"].contains($0["type"]?.string) }
            }
        }
    }

    private var file: MessageFile

    init(file: FileContext) { self.file = MessageFile(format: Self.name, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        file.read(record, into: &output)
    }

    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
