/// The text of a skill's file, split into frontmatter, prose and code.
struct SkillText {
    /// The lines of one paragraph, list item or heading.
    struct Paragraph {
        let lines: [String]
        /// The lines as one text, without the contents of code spans.
        let withoutSpans: String
        let spans: [String]

        /// Whether the lines are indented so far that they are code, and no item of a list.
        var isIndentedCode: Bool {
            lines.allSatisfy { $0.hasPrefix("    ") || $0.hasPrefix("\t") }
                && !lines.contains(where: SkillText.isListItem)
        }
    }

    struct CodeBlock {
        /// The first word after the fence, in lower case.
        let language: String
        let lines: [String]

        var isShell: Bool {
            ["bash", "sh", "shell", "zsh", "console", "shell-session", "terminal", "fish", "powershell", "ps1", "cmd"]
                .contains(language)
        }
    }

    let source: String
    let lines: [String]
    private(set) var frontmatter: [String] = []
    private(set) var paragraphs: [Paragraph] = []
    private(set) var codeBlocks: [CodeBlock] = []
    /// What a reader takes in of the text, piece by piece.
    private(set) var passages: [Passage] = []

    init(_ source: String) {
        self.source = source
        lines = source.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
        var index = 0
        if lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") {
            frontmatter = Array(lines[1..<end])
            index = end + 1
        }
        var paragraph: [String] = []
        func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
        while index < lines.count {
            let line = lines[index]
            index += 1
            if let fence = Fence(opening: line) {
                close(&paragraph)
                let end = lines[index...].firstIndex(where: fence.isClosed) ?? lines.count
                codeBlocks.append(CodeBlock(language: fence.language, lines: Array(lines[index..<end])))
                index = min(end + 1, lines.count)
            } else if isBlank(line) {
                close(&paragraph)
            } else {
                if line.first == "#" || Self.isListItem(line) { close(&paragraph) }
                paragraph.append(line)
                if line.first == "#" { close(&paragraph) }
            }
        }
        close(&paragraph)
        passages = makePassages()
    }

    private mutating func close(_ lines: inout [String]) {
        guard !lines.isEmpty else { return }
        let (rest, spans) = Self.split(lines.joined(separator: "\n"))
        paragraphs.append(Paragraph(lines: lines, withoutSpans: rest, spans: spans))
        lines = []
    }

    static func isListItem(_ line: String) -> Bool {
        let content = line.drop { $0 == " " || $0 == "\t" }
        guard let first = content.first else { return false }
        if "-*+".contains(first) { return content.dropFirst().first == " " }
        let rest = content.drop { $0.isASCII && $0.isNumber }
        return rest.count < content.count && (rest.hasPrefix(". ") || rest.hasPrefix(") "))
    }

    /// Returns `text` without its code spans, and their contents. Unpaired backticks are text, as in CommonMark.
    static func split(_ text: String, placeholder: UInt8 = UInt8(ascii: " ")) -> (rest: String, spans: [String]) {
        let bytes = Array(text.utf8)
        let backtick = UInt8(ascii: "`")
        var rest: [UInt8] = []
        var spans: [String] = []
        var unpaired: Set<Int> = []
        var index = 0
        func run(at start: Int) -> Int { bytes[start...].prefix { $0 == backtick }.count }
        while index < bytes.count {
            guard bytes[index] == backtick else {
                rest.append(bytes[index])
                index += 1
                continue
            }
            let length = run(at: index)
            var end = unpaired.contains(length) ? bytes.count : index + length
            while end < bytes.count {
                if bytes[end] != backtick { end += 1; continue }
                let other = run(at: end)
                if other == length { break }
                end += other
            }
            if end < bytes.count {
                spans.append(String(decoding: bytes[index + length..<end], as: UTF8.self))
                rest.append(placeholder)
                index = end + length
            } else {
                // A later run of this length cannot have a partner either.
                unpaired.insert(length)
                rest += bytes[index..<index + length]
                index += length
            }
        }
        return (String(decoding: rest, as: UTF8.self), spans)
    }
}

/// The line that opens a fenced code block.
private struct Fence {
    private let mark: Character
    private let length: Int
    let language: String

    init?(opening line: String) {
        let content = line.drop { $0 == " " }
        guard let mark = content.first, mark == "`" || mark == "~" else { return nil }
        let length = content.prefix { $0 == mark }.count
        let info = content.dropFirst(length).drop { $0 == " " }
        guard length >= 3, mark == "~" || !info.contains("`") else { return nil }
        self.mark = mark
        self.length = length
        language = info.prefix { $0 != " " && $0 != "{" && $0 != "," }.lowercased()
    }

    func isClosed(by line: String) -> Bool {
        let content = line.drop { $0 == " " }
        let count = content.prefix { $0 == mark }.count
        return count >= length && content.dropFirst(count).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
