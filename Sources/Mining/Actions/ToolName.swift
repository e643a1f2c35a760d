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
        var word = ""
        for character in tool {
            if character.isUppercase, word.last?.isLowercase == true {
                words.append(word.lowercased())
                word = ""
            }
            if character.isLetter || character.isNumber {
                word.append(character)
            } else if !word.isEmpty {
                words.append(word.lowercased())
                word = ""
            }
        }
        if !word.isEmpty { words.append(word.lowercased()) }
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
