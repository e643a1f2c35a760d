internal import Foundations
internal import JSON
internal import Shell

/// The result of a tool in the shapes that the versions of Codex have written: text under a header, JSON in a string,
/// an object with a flag, or a list of parts.
struct CodexOutput {
    private(set) var text = ""
    private(set) var signs = ToolStatus.Signs()

    init(_ value: JSON?) {
        guard let value else { return }
        switch value.kind {
        case .string: readText(value)
        case .object: readObject(value)
        default: text = value.words
        }
    }

    /// Whether the user refused the action.
    var isRefused: Bool {
        let start = text.utf8.prefix(200)
        return Substring(start).containsBytes(of: "rejected by user")
            || Substring(start).containsBytes(of: "denied by user")
    }

    private mutating func readObject(_ value: JSON) {
        if let inner = value["output"], value.has("metadata") || inner.kind == .string {
            text = inner.words
            signs.exitCode = value["metadata"]?["exit_code"]?.int
        } else if value.has("stdout") || value.has("stderr") {
            text = [value["stdout"]?.words ?? "", value["stderr"]?.words ?? ""].filter { !$0.isEmpty }.joined(
                separator: "\n"
            )
        } else {
            text = value.words
        }
        if let code = (value["exitCode"] ?? value["exit_code"])?.int { signs.exitCode = code }
        if let success = value["success"]?.bool { signs.failed = !success }
    }

    private mutating func readText(_ value: JSON) {
        let start = value.text(head: 64, tail: 0)?.text ?? ""
        if start.hasPrefix("{\"output\":"), let whole = value.string {
            // A text can look like the old shape without being it.
            if let inner = try? JSON(parsing: Array(whole.utf8)), inner.has("metadata") { return readObject(inner) }
        }
        text = value.excerpt() ?? ""
        guard
            ["Chunk ID: ", "Exit code: ", "Wall time: ", "Process exited", "Command: "].contains(where: {
                start.hasPrefix($0)
            })
        else { return }
        readHeader()
    }

    /// Removes the lines that the harness put before the output, and reads the exit code from them.
    private mutating func readHeader() {
        let head = String(text.prefix(800))
        guard let end = head.firstByteRange(of: "\nOutput:\n") ?? head.firstByteRange(of: "\nOutput:") else { return }
        let header = head[..<end.lowerBound]
        // A process that still runs has only a part of its output; its header says so and is kept.
        guard let code = ToolStatus.exitCode(in: String(header)) else { return }
        signs.exitCode = code
        text = String(text.dropFirst(head.distance(from: head.startIndex, to: end.upperBound)))
    }

    /// Reads the arguments of a call: a JSON text, an object, or free text. A command as a list of words becomes a
    /// line.
    static func arguments(_ value: JSON?) -> [ToolCall.Argument] {
        guard let value else { return [] }
        guard value.kind == .string else { return value.kind == .object ? members(of: value) : value.arguments }
        if value.text(head: 4, tail: 0)?.text.first == "{", let whole = value.string {
            // A text can begin like an object without being one.
            if let object = try? JSON(parsing: Array(whole.utf8)), object.kind == .object { return members(of: object) }
        }
        return value.arguments
    }

    private static func members(of object: JSON) -> [ToolCall.Argument] {
        object.members.map { member in
            let line = member.key == "command" || member.key == "cmd" ? shellLine(member.value) : nil
            return ToolCall.Argument(name: member.key, value: line ?? member.value.plainText)
        }
    }

    private static func shellLine(_ value: JSON) -> String? {
        guard let words = value.array?.map({ $0.string ?? "" }), let first = words.first else { return nil }
        if words.count == 3, first.hasSuffix("sh"), ["-c", "-lc"].contains(words[1]) { return words[2] }
        return ShellScript.line(of: words)
    }
}
