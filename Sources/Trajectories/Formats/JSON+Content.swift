internal import Foundations
internal import JSON

extension JSON {
    /// The text of a message's content: a string, a block, or a list of both. Pictures, sounds and files are named, not
    /// decoded; other blocks (calls, reasoning, encrypted ones) are left out.
    var words: String {
        switch kind {
        case .string: return excerpt() ?? ""
        case .object: return blockWords ?? ""
        case .array:
            var parts: [String] = []
            for element in elements {
                if let part = element.blockWords, !part.isEmpty { parts.append(part) }
            }
            return parts.joined(separator: "\n")
        case .null, .bool, .number: return ""
        }
    }

    private var blockWords: String? {
        guard kind == .object else { return excerpt() }
        switch self["type"]?.string {
        case "image", "input_image", "image_url", "inputImage": return "[image]"
        case "audio", "input_audio": return "[audio]"
        case "document", "file", "input_file": return "[file]"
        case "thinking", "redacted_thinking", "reasoning", "tool_use", "toolCall", "tool_result", "encrypted_content":
            return nil
        default:
            if has("inlineData") || has("fileData") { return "[image]" }
            return (self["text"] ?? self["content"])?.excerpt()
        }
    }

    /// The seconds since 1970 of an ISO 8601 string or of a number of seconds or milliseconds.
    var time: Double? {
        switch kind {
        case .string: string.flatMap { Timestamp.seconds(iso8601: $0) }
        case .number: double.map { Timestamp.seconds(epoch: $0) }
        default: nil
        }
    }
}

extension JSON {
    /// The first of these members that there is.
    func first(of names: [String]) -> JSON? {
        for name in names {
            if let value = self[name] { return value }
        }
        return nil
    }
}
