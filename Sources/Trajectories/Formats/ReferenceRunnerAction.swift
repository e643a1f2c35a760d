internal import Foundations
internal import JSON

/// The action at the end of an answer: a line `Action:` and a JSON object with `name` and `arguments`.
struct ReferenceRunnerAction {
    let thought: String
    let tool: String
    let arguments: [ToolCall.Argument]

    init?(in text: String) {
        guard let mark = text.byteRanges(of: "Action:").last else { return nil }
        let rest = Array(text[mark.upperBound...].utf8)
        guard let start = rest.firstIndex(of: UInt8(ascii: "{")), let end = Self.end(of: rest, from: start) else {
            return nil
        }
        // The runner did not take a text that is not JSON for an action either.
        guard let json = try? JSON(parsing: rest[start...end]), let name = json["name"]?.string else { return nil }
        tool = name
        arguments = DialogueMessage.arguments(json["arguments"])
        thought = text[..<mark.lowerBound].trimmed
    }

    /// Returns the index of the brace that closes the one at `start`.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var inString = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where inString: index += 1
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "{") where !inString: depth += 1
            case UInt8(ascii: "}") where !inString:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return nil
    }
}
