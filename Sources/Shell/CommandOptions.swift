/// The options of a program whose value is the next word, so that its operands can be told apart from them.
package struct CommandOptions: Sendable {
    private let form: KnownPrograms.Wrapper

    /// - Parameters:
    ///   - letters: the options with one letter that take the next word.
    ///   - words: the long options that do.
    package init(letters: String = "", words: Set<String> = []) {
        form = KnownPrograms.Wrapper(valueLetters: letters, valueOptions: words)
    }

    /// The words behind the program that are neither options nor their values, up to `--`, and all from the first of
    /// them on if `isLeading`: what comes behind the first may have options of its own.
    package func operands(of words: [String], isLeading: Bool = false) -> [String] {
        var operands: [String] = []
        var index = 1
        while index < words.count, words[index] != "--" || isLeading {
            let word = words[index]
            index += 1
            if word.hasPrefix("-"), word.utf8.count > 1 {
                if form.takesNext(word) { index += 1 }
            } else if isLeading {
                return Array(words[(index - 1)...])
            } else {
                operands.append(word)
            }
        }
        return operands
    }
}
