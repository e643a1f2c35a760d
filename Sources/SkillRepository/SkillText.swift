internal import Foundations
internal import Lessons

/// The Markdown files of a skill as rules, to find a lesson's again after a person edited it.
///
/// What is commented out or struck through is not part of it.
final class SkillText {
    /// One item of a list, or one paragraph.
    struct Block {
        /// The words in order, in lower case and without marks.
        let words: [String]
        /// The same as one text.
        let text: String
        let content: Set<String>
    }

    private let files: [String]
    /// What is commented out or struck through in the files.
    private let silenced: String
    /// The words that are commented out or struck through, and no others.
    private let hidden: String
    /// Every line as it is in the files.
    private(set) lazy var lines = Set(files.flatMap { $0.split(separator: "\n").map { String($0) } })
    private(set) lazy var blocks: [Block] = files.flatMap(Self.blocks)

    /// - Parameter files: the files of a skill by their paths; those that are not Markdown are left out.
    init(_ files: [String: [UInt8]]) {
        let texts = files.keys.sorted().filter { $0.hasSuffix(".md") || $0.hasSuffix(".markdown") }.map {
            String(decoding: files[$0] ?? [], as: UTF8.self).replacing("\r\n", with: "\n")
        }
        let parts = texts.map(Self.parts(of:))
        let visible = parts.map(\.visible)
        self.files = visible
        hidden = " \(Words.all(parts.map(\.hidden).joined(separator: " ")).joined(separator: " ")) "
        let changed = zip(texts, visible).filter { $0 != $1 }.map(\.0)
        silenced = changed.isEmpty ? "" : " \(changed.flatMap(Words.all).joined(separator: " ")) "
    }

    // MARK: What is visible

    private static let marks = [("<!--", "-->"), ("~~", "~~"), ("<del>", "</del>"), ("<s>", "</s>")]

    /// The text without what is commented out or struck through, where line feeds stay; and what is.
    private static func parts(of text: String) -> (visible: String, hidden: String) {
        var (text, hidden) = (text, "")
        for (open, close) in marks where text.contains(open) {
            var result = ""
            var rest = text[...]
            while let start = rest.firstRange(of: open) {
                // A comment without an end hides the rest; a stroke without one is text.
                guard let end = rest[start.upperBound...].firstRange(of: close),
                    close != "~~" || isInline(rest, start, end)
                else {
                    result += open == "<!--" ? rest[..<start.lowerBound] : rest[..<start.upperBound]
                    hidden += open == "<!--" ? rest[start.upperBound...] + "\n" : ""
                    rest = open == "<!--" ? "" : rest[start.upperBound...]
                    continue
                }
                result += rest[..<start.lowerBound]
                result += String(rest[start.upperBound..<end.lowerBound].filter(\.isNewline))
                hidden += rest[start.upperBound..<end.lowerBound] + "\n"
                rest = rest[end.upperBound...]
            }
            text = result + rest
        }
        return (text, hidden)
    }

    /// Whether a stroke ends in the paragraph in which it begins.
    private static func isInline(_ text: Substring, _ start: Range<String.Index>, _ end: Range<String.Index>) -> Bool {
        !text[start.upperBound..<end.lowerBound].contains("\n\n")
    }

    // MARK: Blocks

    private static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        var lines: [Substring] = []
        func end() {
            let words = Words.all(lines.joined(separator: " "))
            if !words.isEmpty {
                blocks.append(
                    Block(words: words, text: words.joined(separator: " "), content: Words.content(words))
                )
            }
            lines = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.allSatisfy(\.isWhitespace) || trimmed.hasPrefix("#") {
                end()
                continue
            }
            if isItem(trimmed), line.count - trimmed.count < 2 { end() }
            lines.append(line)
        }
        end()
        return blocks
    }

    private static func isItem(_ line: Substring) -> Bool {
        if let first = line.first, "-*+".contains(first), line.dropFirst().first == " " { return true }
        let digits = line.prefix { $0.isNumber }
        return !digits.isEmpty && digits.count < 4
            && (line.dropFirst(digits.count).first.map { ".)".contains($0) } ?? false)
    }

    // MARK: Lessons

    /// Whether the lesson is there in its own words: the first line, or with a model's wording any of its rules.
    func holdsAsWritten(_ lesson: Lesson) -> Bool {
        let own = LessonText.lines(lesson).filter { line in line.contains { !$0.isWhitespace } }
        let rules = own.filter { !$0.hasPrefix("#") }
        if lesson.text.isEmpty { return own.first.map(lines.contains) ?? false }
        return (rules.isEmpty ? own : rules).contains { lines.contains($0) }
    }

    /// Whether the first of these lines is there.
    func holds(_ wording: [String]) -> Bool {
        wording.first { line in line.contains { !$0.isWhitespace } && !line.hasPrefix("#") }.map(lines.contains)
            ?? false
    }

    /// Whether a line has the lesson's title as it was written, and means it.
    func holdsTitle(of lesson: Lesson) -> Bool {
        guard lesson.text.isEmpty else { return false }
        let title = LessonText.title(lesson)
        return lines.contains { $0.contains(title) } && blockWithTitle(of: lesson) != nil
    }

    /// The block that has the lesson's title and means it.
    func blockWithTitle(of lesson: Lesson) -> Int? {
        let title = Words.all(lesson.title)
        guard title.count > 1 else { return nil }
        let text = title.joined(separator: " ")
        // Where it is struck through, an action that repeats its words is not the title.
        let isHidden = hidden.contains(" \(text) ")
        return blocks.indices.first { index in
            let block = blocks[index]
            return isHidden
                ? block.words.starts(with: title) && !Negation.turns(block.words, lesson)
                : (" " + block.text + " ").contains(" \(text) ") && !Negation.turns(block.words, lesson)
        }
    }

    /// Whether a block begins with the lesson's title and means it.
    func hasBlockBeginning(withTitleOf lesson: Lesson) -> Bool {
        let title = Words.all(lesson.title)
        return title.count > 1
            && blocks.contains { $0.words.starts(with: title) && !Negation.turns($0.words, lesson) }
    }

    /// The block that says what the lesson says in other words, and means it.
    ///
    /// - Parameter others: the other lessons of the skill: their blocks are theirs, and the words that they have in common
    ///   with this lesson tell nothing.
    func blockLike(_ lesson: Lesson, besides others: [Lesson]) -> Int? {
        let words = Self.words(of: lesson)
        let others = others.filter { $0.id != lesson.id }
        let own = words.subtracting(others.flatMap(Self.words))
        let taken = Set(others.compactMap(blockWithTitle))
        guard words.count > 2, !silenced.contains(" \(Words.all(lesson.title).joined(separator: " ")) ") else {
            return nil
        }
        var best: (index: Int, share: Double)?
        for (index, block) in blocks.enumerated() where !taken.contains(index) {
            let common = Double(words.intersection(block.content).count)
            let share = common / Double(words.count)
            // Of a long text, almost any word is somewhere in it.
            guard share >= Self.leastShare, common / Double(block.content.count) >= Self.leastShare / 2,
                Double(own.intersection(block.content).count) >= Double(own.count) / 2
            else { continue }
            if share > best?.share ?? 0 { best = (index, share) }
        }
        guard let best, !Negation.turns(blocks[best.index].words, lesson) else { return nil }
        return best.index
    }

    /// The least share of a lesson's words that an edited rule has kept.
    private static let leastShare = 0.6

    private static func words(of lesson: Lesson) -> Set<String> {
        Words.content(Words.all("\(lesson.title) \(lesson.when) \(lesson.action)"))
    }
}

/// The words of rules.
enum Words {
    private static let common: Set<String> = [
        "a", "an", "and", "any", "are", "as", "at", "be", "before", "but", "by", "do", "does", "for", "from", "has",
        "have",
        "if", "in", "is", "it", "its", "of", "on", "or", "so", "that", "the", "then", "this", "to", "use", "was",
        "were",
        "what", "when", "where", "which", "while", "with", "you",
    ]

    /// Every word in lower case: letters and digits, with the signs that names have inside.
    static func all(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber && !"_.-/'’".contains($0) }.compactMap { part in
            let word = part.drop { !$0.isLetter && !$0.isNumber }
            guard let last = word.lastIndex(where: { $0.isLetter || $0.isNumber }) else { return nil }
            return word[...last].filter { $0 != "'" && $0 != "’" }
        }
    }

    /// The words that carry meaning, without the most common endings.
    static func content(_ words: [String]) -> Set<String> {
        Set(words.filter { !common.contains($0) && !Negation.words.contains($0) }.map(stem))
    }

    private static func stem(_ word: String) -> String {
        for ending in ["ing", "ed", "es", "s"] where word.hasSuffix(ending) && word.count - ending.count > 3 {
            return String(word.dropLast(ending.count))
        }
        return word
    }
}

/// Rules that say the contrary of a lesson in its words.
enum Negation {
    static let words: Set<String> = [
        "not", "never", "dont", "doesnt", "avoid", "cannot", "no", "stop", "refrain", "wrong", "obsolete", "deprecated",
        "outdated",
    ]
    private static let remarks = [
        "no longer", "not true", "is wrong", "was wrong", "is obsolete", "is deprecated", "is outdated", "not so",
        "ignore this", "do not follow",
    ]

    /// Whether a rule of these words turns a lesson round: what it begins with, or the words before the title or the action,
    /// negate it, or a remark does; or it advises what the lesson warns of.
    static func turns(_ rule: [String], _ lesson: Lesson) -> Bool {
        let (title, action) = (Words.all(lesson.title), Words.all(lesson.action))
        let beginning = title.prefix(3).contains(where: words.contains)
        if let start = position(of: title, in: rule) {
            if !beginning, rule[..<start].suffix(8).contains(where: words.contains) { return true }
        } else if rule.prefix(3).contains(where: words.contains) != beginning {
            return true
        }
        if let start = position(of: Array(action.prefix(4)), in: rule), !beginning {
            let before = rule[..<start].suffix(2)
            let usual = Words.all(lesson.when).suffix(2)
            if !before.elementsEqual(usual), before.contains(where: words.contains) { return true }
        }
        let rest = [lesson.when, lesson.check, lesson.why].flatMap(Words.all)
        let own = " \((title + action + rest).joined(separator: " ")) "
        let text = " \(rule.joined(separator: " ")) "
        return remarks.contains { text.contains(" \($0) ") && !own.contains(" \($0) ") }
    }

    private static func position(of words: [String], in rule: [String]) -> Int? {
        guard !words.isEmpty, rule.count >= words.count else { return nil }
        return (0...rule.count - words.count).first { rule[$0..<$0 + words.count].elementsEqual(words) }
    }
}
