/// A command of a script with the programs that it runs: the first one, and those that wrappers such as `sudo` run.
package struct StrangersInvocation {
    /// The command as the script has it.
    package let command: StrangersScript.Command
    /// The names of the programs, outermost first.
    package let names: [String]
    /// The words after the innermost program.
    package let arguments: [String]
    private let argumentWords: ArraySlice<StrangersScript.Word>
    private let programWord: StrangersScript.Word?

    private static let keywords: Set<String> = ["if", "then", "else", "while", "do", "!", "elif", "until", "{"]

    /// Looks through the wrappers of a command.
    package init(_ command: StrangersScript.Command) {
        self.command = command
        var words = command.words[...]
        var names: [String] = []
        var program: StrangersScript.Word?
        // A console's prompt, and assignments before the program.
        if let first = words.first?.text, ["$", "#", "%", ">", "PS>"].contains(first) { words = words.dropFirst() }
        while true {
            while let first = words.first, Self.isAssignment(first.text) { words = words.dropFirst() }
            guard let first = words.first else { break }
            program = first
            let name = KnownPrograms.name(of: first.text)
            names.append(name)
            words = words.dropFirst()
            guard KnownPrograms.wrappers[name] != nil || Self.keywords.contains(name) else { break }
            let takesNumber = name == "timeout" || name == "watch"
            while let option = words.first?.text,
                option.hasPrefix("-") || (takesNumber && option.first?.isNumber == true)
            {
                words = words.dropFirst()
                let hasValue = ["-u", "-n", "-I", "-P", "-g", "-L", "-k", "-s", "-C"].contains(option)
                if hasValue, words.count > 1 { words = words.dropFirst() }
            }
        }
        self.names = names
        programWord = program
        argumentWords = words
        arguments = words.map(\.text)
    }

    /// The name of the innermost program; nil if the command only assigns variables.
    package var name: String? { names.last }
    /// The words of the whole command, wrappers included.
    package var words: [StrangersScript.Word] { command.words }

    /// The whole command in lower case, with single blanks between the words.
    package var text: String {
        (command.words.map(\.text) + command.outputs.map { "> " + $0 }).joined(separator: " ").lowercased()
    }

    /// Whether the command names this machine as its host.
    package var isLocal: Bool { text.contains("localhost") || text.contains("127.0.0.1") }

    /// Whether the program runs the code that it reads from its standard input.
    package var readsProgram: Bool {
        guard let name else { return false }
        if name == "source" || name == "." { return arguments.first == "/dev/stdin" }
        guard KnownPrograms.isInterpreter(name) else { return false }
        let operands = arguments.filter { !$0.hasPrefix("-") || $0 == "-" }
        let hasCode = arguments.contains { ["-c", "-e", "-m", "-r", "-p", "-ne", "-pe", "-n"].contains($0) }
        if name == "iex" || name == "invoke-expression" { return true }
        if arguments.contains("-s") { return true }
        return !hasCode && (operands.isEmpty || operands.first == "-" || operands.first == "/dev/stdin")
    }

    /// The script that the program passes to another shell, if there is one.
    package var innerScript: String? {
        guard let name else { return nil }
        if name == "eval" { return arguments.joined(separator: " ") }
        let isShell = KnownPrograms.shells.contains(name) || name == "su" || name == "script"
        if isShell, let index = arguments.firstIndex(where: { $0 == "-c" || $0 == "-lc" || $0 == "-ic" || $0 == "/c" }),
            index + 1 < arguments.count
        {
            return arguments[index + 1]
        }
        if name == "ssh", arguments.count > 1 { return arguments.dropFirst().joined(separator: " ") }
        if name == "find", let index = arguments.firstIndex(where: { $0 == "-exec" || $0 == "-execdir" }) {
            return arguments[(index + 1)...].joined(separator: " ")
        }
        return nil
    }

    /// The code in an argument, such as that of `python -c`, if there is one.
    package var inlineCode: String? {
        let flags = ["-c", "-e", "-r", "-E", "--eval", "-command", "-Command", "-ne", "-pe"]
        guard let index = arguments.firstIndex(where: { flags.contains($0) }), index + 1 < arguments.count else {
            return nil
        }
        let words = argumentWords.dropFirst(index + 1)
        return words.map { $0.text + $0.substitutions.joined() }.joined(separator: " ")
    }

    /// Whether the program, or code that it runs, is the output of a substitution that `isDangerous` finds dangerous.
    package func runsSubstitution(where isDangerous: (String) -> Bool) -> Bool {
        if let programWord, programWord.text.isEmpty, programWord.substitutions.contains(where: isDangerous) {
            return true
        }
        guard let name, KnownPrograms.isInterpreter(name) || ["eval", "source", ".", "exec", "su"].contains(name) else {
            return false
        }
        return argumentWords.contains { $0.substitutions.contains(where: isDangerous) }
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return false }
        return word[..<equals].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
