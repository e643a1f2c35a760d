internal import Foundations

internal import JSON

/// A shell script, read into its simple commands: a command line that was recorded, or a text that a stranger wrote.
///
/// No text is an error: what is not closed ends with the text. The work grows with the length of the text, whatever the
/// text is.
package struct ShellScript: Sendable {
    /// Which shell a script is for.
    package enum Dialect: Sendable {
        /// bash and the shells that agree with it.
        case bash
        /// A shell that is not known: what runs in any shell is read as a command. So `#` does not start a comment, as
        /// in an interactive zsh, and `[[` and `((` are like other words, as in dash.
        case unknown
    }

    /// The simple commands of the script, in the order of the text, without those of nested scripts.
    package let commands: [SimpleCommand]
    /// The words between `for`, `select` or `case` and the commands behind them, with patterns of `case`.
    package let headerWords: [ShellWord]
    /// The texts of the comments.
    package let comments: [String]
    /// Whether all quotes, brackets and here-documents are closed.
    package let isClosed: Bool
    /// Whether the whole text was read: it was not too long, and not nested too deeply.
    package let isComplete: Bool

    /// The length of the text that is read unless the caller says another one, in bytes.
    package static let standardLimit = 64 * 1024

    /// Reads a script. A list of words as JSON, as some recorders have it, is read as the command of these words:
    /// `["bash", "-lc", "make | tee log"]`.
    ///
    /// - Parameter limit: the length of the text that is read, in bytes; what is behind it is left out.
    package init(_ text: String, dialect: Dialect = .bash, limit: Int = Self.standardLimit) {
        self =
            if dialect == .bash, limit == Self.standardLimit {
                RecentScripts.script(text) { ShellScript(reading: text, dialect: dialect, limit: limit) }
            } else {
                ShellScript(reading: text, dialect: dialect, limit: limit)
            }
    }

    private init(reading text: String, dialect: Dialect, limit: Int) {
        // A whole text is copied as one piece, a part of it byte by byte.
        let bytes = text.utf8.count <= limit ? Array(text.utf8) : Array(text.utf8.prefix(limit))
        if let words = Self.list(bytes) {
            self.init(words: words.map { ShellWord(text: $0, isQuoted: true) }, Position(dialect: dialect))
            return
        }
        var parser = ShellParser(bytes: bytes, Position(dialect: dialect))
        parser.run()
        if text.utf8.count > limit { parser.isComplete = false }
        self.init(parser)
    }

    /// The script of one command with these words, in which nothing expands.
    package init(words: [String]) {
        self.init(words: words.map { ShellWord(text: $0, isQuoted: true) }, Position(dialect: .bash))
    }

    init(words: [ShellWord], _ position: Position) {
        var parser = ShellParser(bytes: [], position)
        parser.take(words)
        self.init(parser)
    }

    init(_ parser: ShellParser) {
        commands = parser.commands
        headerWords = parser.headerWords
        comments = parser.comments
        isClosed = parser.isClosed
        isComplete = parser.isComplete
    }

    /// Where a script is read.
    struct Position {
        let dialect: Dialect
        /// The number of scripts around this one.
        var depth = 0
        var directory = ShellDirectory.start
    }

    /// The texts of a JSON array of strings; nil if the text is not one.
    private static func list(_ bytes: [UInt8]) -> [String]? {
        let start = bytes.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard start.first == UInt8(ascii: "["), start.dropFirst().first(where: { $0 != 0x20 && $0 != 0x0A }) == 0x22,
            let value = try? JSON(parsing: bytes), let elements = value.array
        else { return nil }
        let words = elements.compactMap(\.string)
        return words.count == elements.count ? words : nil
    }
}

// MARK: Views of a script

extension ShellScript {
    /// The commands that do the work: a shell that only runs another script is replaced by the commands of that script.
    /// Their ``SimpleCommand/masking`` applies to the whole script.
    package var effectiveCommands: [SimpleCommand] {
        if commands.allSatisfy({ $0.scripts.isEmpty }) { return commands }
        var result: [SimpleCommand] = []
        collect(into: &result, Context(hasSubstitutions: false))
        return result
    }

    /// ``effectiveCommands``, what `find -exec`, `ssh` and the like run, and the commands in substitutions and
    /// here-documents, each after the command that it belongs to.
    package var allCommands: [SimpleCommand] {
        var result: [SimpleCommand] = []
        collect(into: &result, Context(hasSubstitutions: true))
        return result
    }

    /// The names of all programs in the order of the text, without `cd`.
    package var programs: [String] {
        allCommands.map(\.program).filter { !$0.isEmpty && $0 != "cd" && $0 != "((" }
    }

    /// The command that the script is about: the last one that does something and is not a filter behind a pipe.
    package var main: SimpleCommand? {
        let commands = effectiveCommands
        return commands.last {
            $0.operatorBefore != .pipe && !$0.program.isEmpty && !Self.asides.contains($0.program)
        } ?? commands.last
    }

    /// Programs that prepare or report what another command does.
    private static let asides: Set<String> = ["cd", "echo", "true", ":", "exit", "set"]

    /// The commands whose output may be the input of the command at `index` of ``commands``.
    package func commandsFeeding(_ index: Int) -> ArraySlice<SimpleCommand> { commands[commands[index].upstream] }

    /// What is around the commands of a nested script.
    private struct Context {
        let hasSubstitutions: Bool
        var masking: SimpleCommand.Masking?
        var nesting: [SimpleCommand.Nesting] = []
        var operatorBefore: ShellOperator?
    }

    private func collect(into result: inout [SimpleCommand], _ context: Context) {
        if context.hasSubstitutions {
            for substitution in headerWords.flatMap(\.substitutions) {
                collect(substitution.script, into: &result, context, masking: .substitution)
            }
        }
        for (index, written) in commands.enumerated() {
            var command = written
            command.masking = command.masking ?? context.masking
            if !context.nesting.isEmpty { command.nesting = context.nesting + command.nesting }
            if index == 0, let before = context.operatorBefore { command.operatorBefore = before }
            if !command.scripts.contains(where: \.isWholeCommand) { result.append(command) }
            for nested in command.scripts where nested.isWholeCommand || context.hasSubstitutions {
                var inner = context
                inner.masking = command.masking ?? (nested.decidesStatus ? nil : .substitution)
                inner.nesting = command.nesting
                inner.operatorBefore = nested.isWholeCommand ? command.operatorBefore : nil
                nested.script.collect(into: &result, inner)
            }
            if context.hasSubstitutions { collectSubstitutions(of: command, into: &result, context) }
        }
    }

    private func collectSubstitutions(
        of command: SimpleCommand,
        into result: inout [SimpleCommand],
        _ context: Context
    ) {
        let substitutions = command.substitutions
        // The status of `NAME=$(…)` is that of the last substitution.
        let decides = command.words.isEmpty && command.redirections.isEmpty
        for (index, substitution) in substitutions.enumerated() {
            let isLast = decides && index == substitutions.count - 1
            collect(substitution.script, into: &result, context, masking: isLast ? command.masking : .substitution)
        }
    }

    private func collect(
        _ script: ShellScript,
        into result: inout [SimpleCommand],
        _ context: Context,
        masking: SimpleCommand.Masking?
    ) {
        var inner = context
        inner.masking = masking
        inner.operatorBefore = nil
        script.collect(into: &result, inner)
    }
}

/// Scripts are equal if they run equal commands with the same operators between them.
extension ShellScript: Equatable {
    /// Whether two scripts run equal commands.
    package static func == (left: ShellScript, right: ShellScript) -> Bool {
        let (left, right) = (left.effectiveCommands, right.effectiveCommands)
        return left.count == right.count
            && zip(left, right).allSatisfy { $0.operatorBefore == $1.operatorBefore && $0 == $1 }
    }
}

// MARK: Writing

extension ShellScript {
    /// A line that a shell reads as these words.
    package static func line(of words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { $0.isNameByte || "%+,-./:@=".utf8.contains($0) || $0 >= 0x80 }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
