/// The lines of the check's own files, which are removed from its output before a model sees it.
struct CheckWords: Sendable {
    /// The fewest bytes of a line that is removed: shorter ones occur anywhere.
    private static let shortest = 6
    private static let readable = 1 << 20
    /// The characters that comparing programs print before a line.
    private static let marks: Set<Character> = ["<", ">", "+", "-", "E", "|", "!"]

    private let lines: Set<Substring>

    init(_ answers: FileTree?) throws(ArtifactFault) {
        var lines: Set<Substring> = []
        for entry in try answers?.entries() ?? [] {
            guard case .file = entry.kind, let answers else { continue }
            let text = String(decoding: try answers.read(entry.path, limit: Self.readable).bytes, as: UTF8.self)
            for line in text.split(whereSeparator: \.isNewline) {
                let bare = Self.bare(line)
                if bare.utf8.count >= Self.shortest { lines.insert(bare) }
            }
        }
        self.lines = lines
    }

    /// A text without these lines.
    func removed(from text: String) -> String {
        guard !lines.isEmpty else { return text }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { line in
                let isKnown = lines.contains(Self.bare(line)) || lines.contains(Self.bare(Self.unmarked(line)))
                return isKnown ? "[a line of the check's own files is not shown]" : String(line)
            }
            .joined(separator: "\n")
    }

    private static func bare(_ line: Substring) -> Substring {
        let start = line.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
        return start[...last]
    }

    private static func unmarked(_ line: Substring) -> Substring {
        line.drop(while: \.isWhitespace).drop { marks.contains($0) }
    }
}
