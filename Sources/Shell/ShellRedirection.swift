/// A redirection of a command's input or output.
package struct ShellRedirection: Sendable {
    /// What is redirected to what.
    package enum Kind: String, Sendable {
        /// Input from a file.
        case read = "<"
        /// Output to a file.
        case write = ">"
        /// Output to a file, whatever the option `noclobber` says.
        case overwrite = ">|"
        /// Output to the end of a file.
        case append = ">>"
        /// Input from and output to a file.
        case readWrite = "<>"
        /// Standard output and standard error to a file.
        case both = "&>"
        /// Standard output and standard error to the end of a file.
        case appendBoth = "&>>"
        /// An input descriptor that is a copy of another one.
        case duplicateInput = "<&"
        /// An output descriptor that is a copy of another one.
        case duplicateOutput = ">&"
        /// Input from a word.
        case hereString = "<<<"
        /// Input from the lines that follow the command.
        case hereDocument = "<<"
    }

    /// What is redirected to what.
    package let kind: Kind
    /// The descriptor that is redirected; nil if the shell chooses one, as in `{name}>file`.
    package let descriptor: Int?
    /// The file, the descriptor or the text; empty for a here-document.
    package let target: ShellWord
    /// The lines of a here-document.
    package internal(set) var document: HereDocument?

    /// Whether the command may write to the file ``target``.
    package var isOutput: Bool {
        switch kind {
        case .write, .overwrite, .append, .readWrite, .both, .appendBoth: true
        default: false
        }
    }

    /// Whether the command reads from the file ``target``.
    package var isInput: Bool { kind == .read || kind == .readWrite }

    /// Whether this is `2>&1`: errors go where the output goes, and no file is touched.
    package var joinsErrors: Bool { kind == .duplicateOutput && descriptor == 2 && target.text == "1" }
}

extension ShellRedirection: Hashable {}

/// The lines after a command that are its input.
package struct HereDocument: Sendable {
    /// The lines with their line breaks, as the command reads them; expansions as they are written.
    package let text: String
    /// The word that ends the document.
    package let delimiter: String
    /// Whether a part of the text is known only when it runs.
    package let hasExpansion: Bool
    /// The scripts in `$(…)` and backticks of the text.
    package let substitutions: [ShellSubstitution]
}

/// Here-documents are equal if they hold the same: the word that ends them does not matter.
extension HereDocument: Hashable {
    /// Whether two documents hold the same text.
    package static func == (left: HereDocument, right: HereDocument) -> Bool {
        left.hasExpansion == right.hasExpansion && left.text == right.text
    }

    /// Adds what is compared.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(hasExpansion)
    }
}
