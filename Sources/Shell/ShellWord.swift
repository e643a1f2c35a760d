internal import Foundations

/// A word of a shell command.
package struct ShellWord: Sendable {
    /// The word as the shell passes it on: without quotes, and with expansions such as `$HOME` as they are written.
    package let text: String
    /// Whether a part of the word is known only when it runs: a parameter, a substitution, a pattern such as `*.py`, `~`.
    package let hasExpansion: Bool
    /// Whether a part of the word is in quotes or behind a backslash.
    package let isQuoted: Bool
    /// The scripts in `$(…)`, backticks, `<(…)` and `>(…)`, in the order of the text.
    package let substitutions: [ShellSubstitution]
    /// Whether the word starts with an unquoted `NAME=`.
    let isAssignment: Bool
    /// ``literal`` where it is not ``text``.
    private let stripped: String?

    init(
        text: String,
        stripped: String? = nil,
        hasExpansion: Bool = false,
        isQuoted: Bool = false,
        isAssignment: Bool = false,
        substitutions: [ShellSubstitution] = []
    ) {
        self.text = text
        self.stripped = stripped
        self.hasExpansion = hasExpansion
        self.isQuoted = isQuoted
        self.isAssignment = isAssignment
        self.substitutions = substitutions
    }

    /// What is left of the word if its substitutions and positional parameters such as `$1` and `$@` are empty. Both
    /// can hide a name: `cu$@rl` runs `curl`.
    package var literal: String { stripped ?? text }

    /// The text in front of the first `=`.
    var beforeEquals: String { String(Substring(text.utf8.prefix { $0 != UInt8(ascii: "=") })) }

    /// The word after its first `=`.
    var afterEquals: ShellWord {
        ShellWord(
            text: Self.afterEquals(text),
            stripped: stripped.map(Self.afterEquals),
            hasExpansion: hasExpansion,
            isQuoted: isQuoted,
            substitutions: substitutions
        )
    }

    private static func afterEquals(_ text: String) -> String {
        let utf8 = text.utf8
        return utf8.firstIndex(of: UInt8(ascii: "=")).map { String(text[utf8.index(after: $0)...]) } ?? ""
    }

    /// Whether the word has the form `NAME=value`, quoted or not.
    var looksLikeAssignment: Bool {
        let name = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        return name.count < text.utf8.count && Self.isName(name)
    }

    static func isName(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return bytes.allSatisfy(\.isNameByte)
    }
}

/// Words are equal if the shell passes on the same: how they are quoted does not matter, whether they expand does.
extension ShellWord: Hashable {
    /// Whether two words are passed on as the same.
    package static func == (left: ShellWord, right: ShellWord) -> Bool {
        left.hasExpansion == right.hasExpansion && left.text == right.text
    }

    /// Adds what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(hasExpansion)
    }
}

/// A script inside a word, whose output, or a file with it, becomes a part of the word.
package struct ShellSubstitution: Sendable {
    /// The text between the brackets or backticks.
    package let source: String
    /// The commands in it.
    package let script: ShellScript
}

/// `NAME=value` in front of a program, or alone.
package struct ShellAssignment: Sendable, Hashable {
    /// The name of the variable; for an element of an array with its index.
    package let name: String
    /// What is assigned; a list in brackets as it is written.
    package let value: ShellWord
}
