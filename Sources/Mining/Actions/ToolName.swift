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
}
