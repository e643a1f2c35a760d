internal import Foundations

/// A block of code between fences.
struct FencedCode: Equatable {
    let language: String
    let code: String

    /// The blocks in a text, in order. One without an end reaches to the end of the text.
    static func blocks(in text: String) -> [FencedCode] {
        var blocks: [FencedCode] = []
        var language: String?
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let mark = line.trimmed
            if let open = language {
                if mark == "```" {
                    blocks.append(FencedCode(language: open, code: lines.joined(separator: "\n")))
                    language = nil
                } else {
                    lines.append(line)
                }
            } else if mark.hasPrefix("```") {
                language = mark.dropFirst(3).lowercased()[...].trimmed
                lines = []
            }
        }
        if let language, !lines.isEmpty {
            blocks.append(FencedCode(language: language, code: lines.joined(separator: "\n")))
        }
        return blocks
    }
}
