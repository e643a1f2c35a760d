internal import Lessons

/// A command line without what only one task is about: a file or a name that a command is run on is an example of that
/// task, and the next task has another one.
struct OperandTemplate {
    /// The line, with a placeholder for each operand of one task: what all such operands have in common is kept, such as
    /// their folder; otherwise their form is.
    let line: String

    /// - Parameter members: the occurrences whose `ran` facts hold such lines.
    init(_ line: String, in members: [OccurrencePool.Member]) {
        // What is in quotes may have blanks in it.
        guard !line.contains("'"), !line.contains("\"") else {
            self.line = line
            return
        }
        var tasks: [String: Set<String>] = [:]
        for member in members {
            for fact in member.occurrence.values("ran") {
                let words = fact.drop { $0 != "|" }.dropFirst().split(separator: " ")
                for place in Self.operands(of: words) {
                    tasks[String(words[place]), default: []].insert(member.episode.task)
                }
            }
        }
        func isOfOneTask(_ word: String) -> Bool { tasks[word, default: []].count < 2 }
        let shared = Self.shared(tasks.keys.filter(isOfOneTask).sorted())
        var words = line.split(separator: " ").map(String.init)
        for place in Self.operands(of: words.map { $0[...] }) where isOfOneTask(words[place]) {
            words[place] = shared ?? Self.form(of: words[place])
        }
        // What tests are chosen by is a word of the task.
        for place in words.indices.dropFirst() where words[place - 1] == "-k" { words[place] = "WORD" }
        self.line = words.joined(separator: " ")
    }

    /// The places of the words that name a file, a test of a file, or a name with dots.
    private static func operands(of words: [Substring]) -> [Int] {
        let runner =
            words.firstIndex(of: "-m").map { $0 + 1 } ?? (words.count > 1 && words[1].hasSuffix(".py") ? 1 : 0)
        return words.indices.filter { place in
            let word = words[place]
            guard place > runner, !word.hasPrefix("-"), words[place - 1] != "-k" else { return false }
            return word.contains { "/.:".contains($0) } && word.contains(where: \.isLetter)
                && !word.contains("=") && !["...", "://"].contains { word.contains($0) }
        }
    }

    /// What several operands have in common, around `NAME`; nil if they have no more than their form.
    private static func shared(_ operands: [String]) -> String? {
        guard let first = operands.first, operands.count > 1 else { return nil }
        func isBoundary(_ character: Character) -> Bool { "/_.:-".contains(character) }
        let prefix = operands.dropFirst().reduce(first[...]) { common, next in
            common.prefix(zip(common, next).prefix { $0 == $1 }.count)
        }
        guard let end = prefix.lastIndex(where: isBoundary) else { return nil }
        let kept = prefix[...end]
        let rests = operands.map { $0.dropFirst(kept.count) }
        let suffix = rests.dropFirst().reduce(rests[0]) { common, next in
            common.suffix(zip(common.reversed(), next.reversed()).prefix { $0 == $1 }.count)
        }
        return kept + "NAME" + (suffix.firstIndex(where: isBoundary).map { suffix[$0...] } ?? "")
    }

    private static func form(of word: String) -> String {
        let file = word.prefix { $0 != ":" }
        let parts = (file.split(separator: "/").last ?? file).split(separator: ".")
        guard let last = parts.last, parts.count > 1 else { return "path/to/folder" }
        if file.contains("/") || sourceFiles.contains(last) {
            return "path/to/file.\(last)" + (word.count > file.count ? "::name" : "")
        }
        return parts.contains { $0.first?.isUppercase ?? false } ? "package.module.Class" : "package.module"
    }

    /// The endings of source files of languages in which tests are written.
    private static let sourceFiles: Set<Substring> = [
        "py", "js", "ts", "tsx", "jsx", "mjs", "go", "rs", "rb", "php", "java", "kt", "swift", "c", "cc", "cpp", "sh",
    ]
}
