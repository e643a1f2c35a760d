/// One program with its arguments, or assignments alone.
package struct SimpleCommand: Sendable {
    /// Why the exit status of a line does not say whether one of its commands failed.
    package enum Masking: String, Sendable {
        /// The output goes to another command, whose status counts.
        case pipe
        /// A command behind `||` runs instead.
        case alternative
        /// A later command runs whatever the status was, and its status counts.
        case laterCommand
        /// The command runs in the background.
        case background
        /// The status decides what runs next, as that of the command behind `if`.
        case condition
        /// `!` turns the status around.
        case negation
        /// The command is repeated, and only the last status counts.
        case loop
        /// The command is in a function, which runs when it is called.
        case function
        /// The output is a part of a word, or the command runs for each file found.
        case substitution
    }

    /// What a command is a part of.
    package enum Nesting: String, Sendable {
        /// `( … )`
        case subshell
        /// `{ …; }`
        case group
        /// What is between `if`, `elif`, `while` or `until` and the next keyword.
        case condition
        /// A branch of `if` or `case`.
        case branch
        /// The body of a loop.
        case loop
        /// The body of a function.
        case function
    }

    /// The operator between the command before and this one; nil for the first.
    package internal(set) var operatorBefore: ShellOperator?
    /// All words as they are written: assignments, wrappers with their options, the program, its arguments.
    package let written: [ShellWord]
    /// The place of the program in ``written``; the count of words if there is none.
    let programIndex: Int
    /// The program's name without its folder; empty if the command only assigns or redirects.
    package let program: String
    /// The names of the wrappers in front of the program, outermost first, without folder and in lower case.
    package let wrappers: [String]
    /// The assignments in front of the program, those of `env` included.
    package let assignments: [ShellAssignment]
    /// The redirections in the order of the text.
    package internal(set) var redirections: [ShellRedirection]
    /// The scripts that the command hands to a shell: `bash -lc '…'`, `eval …`, `find -exec …`, `sh <<EOF`.
    package internal(set) var scripts: [NestedScript] = []
    /// Why the status of the whole script does not say whether this command failed; nil if it does.
    package internal(set) var masking: Masking?
    /// The folder in which the command runs, as far as `cd` says.
    package internal(set) var directory: ShellDirectory
    /// What the command is a part of, outermost first.
    package internal(set) var nesting: [Nesting]
    /// The command as it is written, with its redirections and without here-documents.
    package let source: String
    /// The places, in the same script, of the commands whose output may be the input of this one.
    let upstream: Range<Int>

    /// The program and its arguments; empty if the command only assigns or redirects.
    package var words: ArraySlice<ShellWord> { written[programIndex...] }
    /// The texts of the program and its arguments.
    package var texts: [String] { words.map(\.text) }
    /// The words after the program.
    package var arguments: ArraySlice<ShellWord> { words.dropFirst() }
    /// What the command reads from a here-document or a here-string as its standard input, if it does.
    package var document: String? {
        guard let last = redirections.last(where: { $0.descriptor == 0 }) else { return nil }
        return last.kind == .hereString ? last.target.text : last.document?.text
    }

    /// The files that the output goes to, for each descriptor, in the order of the text.
    package var outputs: [String] { redirections.filter(\.isOutput).map(\.target.text) }

    /// All substitutions in words, redirections and here-documents.
    package var substitutions: [ShellSubstitution] {
        written.flatMap(\.substitutions)
            + redirections.flatMap { $0.target.substitutions + ($0.document?.substitutions ?? []) }
    }
}

/// Commands are equal if they do the same: assignments, wrappers, program, arguments and redirections with the texts of
/// here-documents. `2>&1`, the quoting and what is around the command do not matter.
extension SimpleCommand: Hashable {
    /// Whether two commands do the same.
    package static func == (left: SimpleCommand, right: SimpleCommand) -> Bool {
        left.programIndex == right.programIndex && left.written == right.written
            && left.effects.elementsEqual(right.effects)
    }

    /// Adds what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(written)
        for redirection in effects { hasher.combine(redirection) }
    }

    private var effects: some Sequence<ShellRedirection> { redirections.lazy.filter { !$0.joinsErrors } }
}

/// What is between two commands.
package enum ShellOperator: String, Sendable {
    /// The second runs if the first worked.
    case and = "&&"
    /// The second runs if the first failed.
    case or = "||"
    /// The second reads what the first writes.
    case pipe = "|"
    /// The second runs after the first: `;` or a line break.
    case sequence = ";"
    /// The second does not wait for the first.
    case background = "&"
}

/// A script that a command hands to a shell.
package struct NestedScript: Sendable {
    /// The script.
    package let script: ShellScript
    /// Whether the command does nothing else, so that its exit status is that of the script: `bash -lc '…'`.
    package let isWholeCommand: Bool
    /// Whether the command reads the script from its standard input.
    package let isInput: Bool
    /// Whether the command's exit status is that of the script.
    let decidesStatus: Bool
}
