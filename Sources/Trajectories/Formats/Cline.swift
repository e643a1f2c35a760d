internal import Foundations
internal import JSON

/// The conversations of Cline and of what was made from it, such as Roo Code: a list of Anthropic's messages
/// (`api_conversation_history.json`) in which an action is a tag with the name of a tool in the agent's text, and its
/// result is the next message of the user.
struct Cline: TrajectoryFormat {
    static var name: String { "cline" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard sample.rootIsArray || sample.first?["messages"]?.kind == .array else { return false }
        return sample.any { record in
            MessageFile.messages(of: record).contains { message in
                message["role"]?.string == "user"
                    && texts(of: message).contains { $0.hasPrefix("<environment_details>") }
            }
        }
    }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var identifiers = DialogueFeeder()
    /// The tool of the action whose result the next message of the user is.
    private var open: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = Self.name
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        for message in MessageFile.messages(of: record.value) { read(message, into: &output) }
    }

    mutating func finish(into output: inout SessionOutput) { output.emit(builder.finish(fallbackID: file.digest)) }

    private mutating func read(_ json: JSON, into output: inout SessionOutput) {
        guard let message = DialogueMessage(json) else {
            output.skipUnknown(json["type"]?.string ?? "record without a role")
            return
        }
        let time = json["ts"]?.time ?? message.time
        guard builder.begin(record: nil, at: time) else { return }
        for type in message.unknownBlocks { output.skipUnknown("block \(type)") }
        switch message.role {
        case .agent: agent(message, at: time)
        case .user: user(message, Self.texts(of: json), at: time)
        case .system: builder.system(message.text, at: time)
        case .tool, .other: output.skipUnknown("message of \(json["role"]?.string ?? "nobody")")
        }
    }

    private static func texts(of message: JSON) -> [String] {
        guard let content = message["content"] else { return [] }
        let blocks = content.kind == .array ? Array(content.elements) : [content]
        return blocks.compactMap { block in
            guard block.kind == .string || block["type"]?.string == "text" else { return nil }
            return block.words[...].trimmed
        }
    }

    // MARK: The agent

    private mutating func agent(_ message: DialogueMessage, at time: Double?) {
        open = nil
        var tagged = TaggedText(message.text)
        let thoughts = (message.reasoning.map { [$0] } ?? []) + tagged.take("thinking")
        let action = message.calls.isEmpty ? TaggedAction(in: tagged.rest) : nil
        var spoken = message
        spoken.text = action.map { [$0.before, $0.said].filter { !$0.isEmpty }.joined(separator: "\n") } ?? tagged.rest
        spoken.reasoning = thoughts.isEmpty ? nil : thoughts.joined(separator: "\n")
        spoken.time = time
        identifiers.feed(spoken, into: &builder)
        guard let action, !action.isMessage else { return }
        builder.call(id: nil, tool: action.tool, arguments: action.arguments, at: time)
        open = action.tool
    }

    // MARK: The user

    private mutating func user(_ message: DialogueMessage, _ texts: [String], at time: Double?) {
        for result in message.results {
            builder.result(of: result.id, text: result.text, signs: result.signs, at: time)
        }
        var said: [String] = []
        var context: [String] = []
        var output: [String]?
        for text in texts where !text.isEmpty {
            if let rest = Self.resultStart(text) {
                output = (output ?? []) + (rest.isEmpty ? [] : [rest])
            } else if text.hasPrefix("<environment_details>") || text.hasPrefix("[TASK RESUMPTION]") {
                context.append(text)
            } else if let words = Self.words(in: text) {
                said.append(words)
            } else if output != nil {
                output?.append(text)
            } else if text.hasPrefix("[ERROR]") || text.hasPrefix("# ") {
                context.append(text)
            } else {
                said.append(text)
            }
        }
        if let output, open != nil { result(output.joined(separator: "\n"), at: time) }
        if !context.isEmpty { builder.system(context.joined(separator: "\n"), at: time) }
        if !said.isEmpty { builder.user(said.joined(separator: "\n"), at: time) }
        open = nil
    }

    /// What follows `[read_file for 'a.txt'] Result:`; nil where a text does not begin so.
    private static func resultStart(_ text: String) -> String? {
        guard text.hasPrefix("["), let mark = text.firstByteRange(of: "] Result:"),
            !text[..<mark.lowerBound].contains("\n")
        else { return nil }
        return text[mark.upperBound...].trimmed
    }

    /// The words of a person in a text of the harness.
    private static func words(in text: String) -> String? {
        for tag in ["task", "feedback", "user_message", "answer"] where text.containsBytes(of: "<\(tag)>") {
            var tagged = TaggedText(text)
            let words = tagged.take(tag).filter { !$0.isEmpty }
            if !words.isEmpty { return words.joined(separator: "\n") }
        }
        return nil
    }

    private mutating func result(_ text: String, at time: Double?) {
        var signs = ToolStatus.Signs()
        let failures = [
            "The tool execution failed", "The user denied this operation", "Error executing", "Command failed",
        ]
        if failures.contains(where: text.hasPrefix) { signs.failed = true }
        builder.result(of: nil, text: text, signs: signs, at: time)
    }
}

/// An action that is written as a tag at the end of a text, with a tag for each of its arguments.
struct TaggedAction {
    let before: String
    let tool: String
    let arguments: [ToolCall.Argument]

    /// Finds the last outermost tag of a text; nil if there is none whose name is that of a tool.
    init?(in text: String) {
        var rest = text[...]
        var found: (before: Substring, name: String, body: Substring)?
        while let open = rest.firstByteRange(of: "<") {
            let name = rest[open.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let start = rest[name.endIndex...]
            guard !name.isEmpty, start.first == ">", Self.beginsLine(open.lowerBound, of: text),
                let close = start.firstByteRange(of: "</\(name)>")
            else {
                rest = rest[open.upperBound...]
                continue
            }
            found = (text[..<open.lowerBound], String(name), start.dropFirst()[..<close.lowerBound])
            rest = start[close.upperBound...]
        }
        guard let found, rest[...].trimmed.isEmpty || found.name.contains("_") else { return nil }
        before = found.before.trimmed
        tool = found.name
        arguments = Self.arguments(in: found.body)
        if arguments.isEmpty, !found.body.trimmed.isEmpty { return nil }
    }

    private static func beginsLine(_ index: String.Index, of text: String) -> Bool {
        index == text.startIndex || text[text.index(before: index)].isNewline
    }

    private static func arguments(in body: Substring) -> [ToolCall.Argument] {
        var arguments: [ToolCall.Argument] = []
        var rest = body
        while let open = rest.firstByteRange(of: "<") {
            let name = rest[open.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let start = rest[name.endIndex...]
            // The text of a file may have tags of the same name: the last closing tag counts.
            let others = start.firstByteRange(of: "</\(name)>").map { first in
                name == "content" || name == "diff" ? start.byteRanges(of: "</\(name)>").last ?? first : first
            }
            guard !name.isEmpty, start.first == ">", let close = others else {
                rest = rest[open.upperBound...]
                continue
            }
            let value = start.dropFirst()[..<close.lowerBound]
            arguments.append(ToolCall.Argument(name: String(name), value: value.trimmed))
            rest = start[close.upperBound...]
        }
        return arguments
    }

    /// Whether the tool only says something to the user: an answer, a question.
    var isMessage: Bool {
        ["attempt_completion", "ask_followup_question", "plan_mode_respond", "act_mode_respond"].contains(tool)
    }

    /// What the agent says to the user with the tool; empty for other tools.
    var said: String {
        guard isMessage else { return "" }
        return arguments.filter { ["result", "question", "response"].contains($0.name) }.map(\.value).joined(
            separator: "\n"
        )
    }
}
