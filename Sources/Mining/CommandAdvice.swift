internal import Lessons

/// The commands that a lesson tells to run, and those that it warns of, to compare with what sessions ran: the name of a
/// program alone does not tell whether somebody went the way that the lesson means.
struct CommandAdvice {
    /// Words that make a warning of the command behind them, up to the end of the clause.
    private static let warnings: Set<Substring> = ["not", "never", "don't", "avoid", "without", "no", "instead"]

    private let told: [[Substring]]
    private let warned: [[Substring]]

    init(of lesson: Lesson) {
        var told: [[Substring]] = []
        var warned: [[Substring]] = []
        for text in [lesson.title, lesson.action] {
            let parts = text.split(separator: "`", omittingEmptySubsequences: false)
            // An unpaired last backtick opens nothing.
            for index in parts.indices where !index.isMultiple(of: 2) && index < parts.count - 1 {
                let words = parts[index].split { $0.isWhitespace }
                guard !words.isEmpty else { continue }
                let clause = parts[index - 1].split(omittingEmptySubsequences: false) { ".,;:!?()".contains($0) }.last
                let before = clause?.split { $0.isWhitespace } ?? []
                if before.contains(where: { Self.warnings.contains(Substring($0.lowercased())) }) {
                    warned.append(words)
                } else {
                    told.append(words)
                }
            }
        }
        (self.told, self.warned) = (told, warned)
    }

    /// Whether a command, in a folder of the workspace, is one that the lesson means.
    ///
    /// It has none of the commands that the lesson warns of. Where the lesson tells a command of this way, it is an
    /// instance of one: the same words in the same order, apart from what the command is run on; it may have more options.
    ///
    /// - Parameter way: the words of the way that the lesson is counted by.
    func means(_ line: Substring, in folder: Substring, way: Set<String>) -> Bool {
        let place: [Substring] = folder.isEmpty ? [] : ["cd", folder, "&&"]
        let ran = place + line.split { $0.isWhitespace }
        if warned.contains(where: { Self.holds(ran, Self.core(of: $0)) }) { return false }
        let own = told.map { Self.core(of: $0) }.filter { way.isSubset(of: ArchiveCount.words($0.map(String.init))) }
        return own.isEmpty || own.contains { Self.holds(ran, $0.filter { !Self.isOperand($0) }) }
    }

    /// The last command of a line, which the others prepare; of a change of folder alone, that.
    private static func core(of words: [Substring]) -> [Substring] {
        words.split { ["&&", "||", "|", ";"].contains($0) }.last.map(Array.init) ?? []
    }

    /// Whether words are among others, in their order. A folder may be written with a slash at its end.
    private static func holds(_ line: [Substring], _ words: [Substring]) -> Bool {
        var rest = line[...]
        for word in words.map(plain) {
            guard let index = rest.firstIndex(where: { plain($0) == word }) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }

    private static func plain(_ word: Substring) -> Substring {
        if word == "python3" { return "python" }
        return word.hasSuffix("/") ? word.dropLast() : word
    }

    /// Whether a word is what a command is run on: a path, the name of a test, or a word that stands for one.
    private static func isOperand(_ word: Substring) -> Bool {
        if word.contains("/") || word.contains("::") || word.contains("…") || word.hasPrefix("<") { return true }
        let stem = word.prefix { $0 != "." }
        return stem.count < word.count && !stem.isEmpty
            || word.count > 1 && word.allSatisfy { $0.isUppercase || $0 == "_" }
    }
}
