internal import Lessons
internal import Prompting

/// The code in a rule, compared with what the sources of the rule say and quote.
struct RuleCode {
    private let code: [String]
    private let sources: [FoldedText]

    init(of wording: LessonDraft.Wording, _ sources: [LessonDraft]) {
        code = EnglishTokenizer.code(in: "\(wording.title)\n\(wording.action)\n\(wording.check)")
        self.sources = sources.map { draft in
            let lesson = draft.lesson
            let quotes = lesson.evidence.flatMap(\.quotes).map(\.text)
            return FoldedText(
                ([lesson.title, lesson.when, lesson.action, lesson.check, lesson.why] + quotes).joined(separator: "\n")
            )
        }
    }

    /// Code that none of the sources says or quotes, apart from words that stand for others; nil if there is none. A rule
    /// may not contain a command that no session supports.
    var unknown: String? {
        code.first { code in
            let parts = Self.fixedParts(of: code).map { FoldedText($0) }
            return parts.isEmpty || !parts.allSatisfy { part in sources.contains { $0.contains(part) } }
        }
    }

    /// What is between the words that are in the place of others. Of a path such as `tests/FILE` the folders stay.
    private static func fixedParts(of code: String) -> [String] {
        var parts: [[Substring]] = [[]]
        for word in code.split(separator: " ") {
            guard let end = placeholder(in: word) else {
                parts[parts.count - 1].append(word)
                continue
            }
            if end > word.startIndex { parts[parts.count - 1].append(word[..<end]) }
            parts.append([])
        }
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    }

    /// Where a word begins to stand for others: at its beginning, or behind the folders that it names.
    private static func placeholder(in word: Substring) -> Substring.Index? {
        if isPlaceholder(word) { return word.startIndex }
        guard let slash = word.lastIndex(of: "/") else { return nil }
        let name = word[word.index(after: slash)...]
        // `FILE.py` and `test_FILE` say what kind of name it is.
        let stem = name.prefix { $0 != "." }
        let last = stem.split(separator: "_").last ?? stem
        return isPlaceholder(stem) || isPlaceholder(last) ? word.index(after: slash) : nil
    }

    /// The name of a test that only one of several sources has: an example of one task, which the next task does not have.
    var example: String? {
        guard sources.count > 1 else { return nil }
        return code.flatMap { $0.split(separator: " ").dropFirst() }.map(String.init).first { word in
            Self.isTest(word) && sources.count { $0.contains(FoldedText(word)) } < 2
        }
    }

    /// Whether a word stands for others: `FILE`, `<name>`, `…`, `path/to/file.py`.
    private static func isPlaceholder(_ word: Substring) -> Bool {
        if word.hasPrefix("<") && word.hasSuffix(">") || word.contains("…") || word.hasPrefix("path/to/") {
            return true
        }
        return word.allSatisfy { $0.isUppercase || $0 == "_" } && word.count > 1
    }

    private static func isTest(_ word: String) -> Bool {
        if isPlaceholder(word[...]) { return false }
        let name = word.split(separator: "/").last ?? ""
        return word.contains("::") || name.hasPrefix("test_")
            || ["_test.", ".test.", ".spec.", "Test.", "Tests."].contains { name.contains($0) }
    }
}
