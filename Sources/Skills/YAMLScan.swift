internal import Markdown

/// A scan for constructs that frontmatter must not contain: anchors, aliases, tags, merge keys, flow collections, complex
/// keys and further documents.
///
/// It runs before the YAML parser because an alias can cost a parser exponential time. It only looks at positions where a
/// node can begin, so that a text may contain `*` or `&`.
struct YAMLScan {
    private let lines: Lines
    private var line = 1

    init(_ lines: Lines) { self.lines = lines }

    /// The first construct that is refused, as a reason with its line; `nil` if there is none.
    mutating func refusal() -> (reason: String, line: Int)? {
        while line <= lines.count {
            let content = lines.content(of: line)
            let start = line
            line += 1
            let indent = content.prefix { $0 == Byte.space }.count
            let text = content.dropFirst(indent)
            guard let first = text.first, first != Byte.hash, !text.allSatisfy(Byte.isBlank) else { continue }
            if indent == 0, text.starts(with: "---".utf8) || text.starts(with: "...".utf8) {
                return ("it contains a second YAML document", start)
            }
            if let reason = node(text, indent: indent) { return (reason, start) }
        }
        return nil
    }

    /// Checks the node that begins at `text`, and advances past the lines of its scalar.
    private mutating func node(_ text: ArraySlice<UInt8>, indent: Int) -> String? {
        var text = text
        var indent = indent
        while text.first == UInt8(ascii: "-"), text.dropFirst().first.map(Byte.isBlank) ?? true {
            let spaces = text.dropFirst().prefix(while: Byte.isBlank).count
            indent += 1 + spaces
            text = text.dropFirst(1 + spaces)
        }
        if let reason = refusedStart(text) { return reason }
        guard let colon = keyEnd(text) else {
            skipScalar(text, indent: indent - 1)
            return nil
        }
        if text[..<colon].elementsEqual("<<".utf8) { return "it contains a merge key" }
        let gap = text[(colon + 1)...].prefix(while: Byte.isBlank)
        // Strict parsers accept no tab here, and the reference validator is one.
        if gap.contains(Byte.tab) { return "there is a tab before a value; use a space" }
        let value = text[gap.endIndex...]
        if let reason = refusedStart(value) { return reason }
        skipScalar(value, indent: indent)
        return nil
    }

    private func refusedStart(_ text: ArraySlice<UInt8>) -> String? {
        switch text.first {
        case UInt8(ascii: "&"): "it contains an anchor"
        case UInt8(ascii: "*"): "it contains an alias"
        case UInt8(ascii: "!"): "it contains a tag"
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            "it contains a collection in braces or brackets; use one line for each entry"
        case UInt8(ascii: "%"): "it contains a directive"
        case UInt8(ascii: "?") where text.dropFirst().first.map(Byte.isBlank) ?? true: "it contains a complex key"
        default: nil
        }
    }

    /// The index of the colon that ends the key at the start of `text`; `nil` if there is no key.
    private func keyEnd(_ text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        if let quote = text.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let end = closing(quote, in: text.dropFirst()) else { return nil }
            index = end + 1
            while index < text.endIndex, Byte.isBlank(text[index]) { index += 1 }
            guard index < text.endIndex, text[index] == UInt8(ascii: ":") else { return nil }
            return index
        }
        while index < text.endIndex {
            if text[index] == UInt8(ascii: ":"), index + 1 == text.endIndex || Byte.isBlank(text[index + 1]) {
                return index
            }
            index += 1
        }
        return nil
    }

    /// Advances past the lines that continue the scalar `value` of a node at `indent`.
    private mutating func skipScalar(_ value: ArraySlice<UInt8>, indent: Int) {
        guard let first = value.first, first != Byte.hash else { return }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            var rest = value.dropFirst()
            while closing(first, in: rest) == nil, line <= lines.count {
                rest = lines.content(of: line)
                line += 1
            }
            return
        }
        while line <= lines.count,
            lines.isBlank(line) || lines.content(of: line).prefix(while: { $0 == Byte.space }).count > indent
        {
            line += 1
        }
    }

    /// The index of the quote that ends a quoted scalar; `nil` if the scalar continues in the next line.
    private func closing(_ quote: UInt8, in text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if text[index] == quote {
                guard quote == UInt8(ascii: "'"), index + 1 < text.endIndex, text[index + 1] == quote else {
                    return index
                }
                index += 2
            } else {
                index += 1
            }
        }
        return nil
    }
}
