internal import Foundations

/// What the name of a tool says.
enum ToolName {
    private static let looks: Set<String> = [
        "get", "find", "search", "list", "lookup", "look", "read", "query", "check", "calculate", "fetch", "view",
        "show",
        "describe", "count", "compute", "think", "grep", "glob", "ls", "open", "cat", "browse", "run",
    ]

    /// The words of the name, in lower case.
    static func words(_ tool: String) -> [String] {
        var words: [String] = []
        var word = tool.utf8.startIndex..<tool.utf8.startIndex
        var last: UInt8 = 0
        func end(before next: String.Index) {
            if !word.isEmpty { words.append(tool[word].lowercased()) }
            word = next..<next
        }
        for index in tool.utf8.indices {
            let byte = tool.utf8[index]
            let next = tool.utf8.index(after: index)
            if 0x41...0x5A ~= byte, 0x61...0x7A ~= last { end(before: index) }
            if byte.isASCIILetter || byte.isASCIIDigit || byte >= 0x80 {
                word = word.lowerBound..<next
                last = byte
            } else {
                end(before: next)
                last = 0
            }
        }
        end(before: tool.utf8.endIndex)
        return words
    }

    /// Whether a tool only looks something up, as far as its name says: `get_order_details`.
    static func onlyLooks(_ tool: String) -> Bool { words(tool).first.map(looks.contains) ?? false }

    private static let changes: Set<String> = [
        "add", "append", "book", "buy", "cancel", "change", "clear", "close", "copy", "create", "delete", "disable",
        "drop",
        "edit", "enable", "exchange", "insert", "modify", "move", "open", "order", "pause", "put", "release", "remove",
        "rename", "replace", "reserve", "return", "sell", "send", "set", "start", "stop", "swap", "turn", "update",
        "write",
    ]

    /// The verb of a tool that changes something: `delete` of `navigation_delete_waypoint`. Nil if no known one is in its name.
    static func verb(_ tool: String) -> String? { words(tool).first(where: changes.contains) }
}
