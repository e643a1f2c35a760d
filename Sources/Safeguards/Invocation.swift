internal import Shell

/// A command of a text that a stranger may have written, as the rules on commands look at it.
struct Invocation: Sendable {
    /// The command as it is written.
    let command: SimpleCommand
    /// The names of the programs: those of the wrappers, outermost first, and the program's own; without folder and
    /// `.exe`, in lower case.
    let names: [String]
    /// The words after the innermost program, and the files that it reads.
    let arguments: [String]

    init(_ command: SimpleCommand) {
        self.command = command
        names = command.wrappers + (command.words.first.map { [KnownPrograms.name(of: $0.literal)] } ?? [])
        arguments = command.arguments.map(\.literal) + command.redirections.filter(\.isInput).map(\.target.literal)
    }

    /// The commands of a script as any shell might run it.
    static func all(in script: String) -> [Invocation] {
        ShellScript(script, dialect: .unknown, limit: .max).commands.map(Invocation.init)
    }

    /// The name of the innermost program; nil if the command only assigns variables.
    var name: String? { names.last }
    /// The first word, assignments and wrappers included.
    var firstWord: String { command.written.first?.literal ?? "" }

    /// The whole command in lower case, with single blanks between the words.
    var text: String {
        let redirections = command.redirections.map { $0.kind.rawValue + " " + $0.target.literal }
        return (command.written.map(\.literal) + redirections).joined(separator: " ").lowercased()
    }

    /// The scripts in `$(…)` and the like.
    var substitutions: [ShellScript] { command.substitutions.map(\.script) }

    /// Whether the command names this machine as its host.
    var isLocal: Bool { text.contains("localhost") || text.contains("127.0.0.1") }

    /// Whether the program runs the code that it reads from its standard input.
    var readsProgram: Bool {
        guard let name else { return false }
        let arguments = command.arguments.map(\.literal)
        if name == "source" || name == "." { return arguments.first == "/dev/stdin" }
        guard KnownPrograms.isInterpreter(name) else { return false }
        let operands = arguments.filter { !$0.hasPrefix("-") || $0 == "-" }
        let hasCode = arguments.contains { ["-c", "-e", "-m", "-r", "-p", "-ne", "-pe", "-n"].contains($0) }
        if name == "iex" || name == "invoke-expression" { return true }
        if arguments.contains("-s") { return true }
        return !hasCode && (operands.isEmpty || operands.first == "-" || operands.first == "/dev/stdin")
    }

    /// The code in an argument, such as that of `python -c`, if there is one.
    var inlineCode: String? {
        let flags = ["-c", "-e", "-r", "-E", "--eval", "-command", "-Command", "-ne", "-pe"]
        guard let index = command.arguments.firstIndex(where: { flags.contains($0.literal) }),
            index + 1 < command.arguments.endIndex
        else { return nil }
        return command.arguments[(index + 1)...].map { word in
            word.literal + word.substitutions.map(\.source).joined()
        }.joined(separator: " ")
    }

    /// Whether the program, or code that it runs, is the output of a substitution that `isDangerous` finds dangerous.
    func runsSubstitution(where isDangerous: (ShellScript) -> Bool) -> Bool {
        if let program = command.words.first, program.literal.isEmpty,
            program.substitutions.contains(where: { isDangerous($0.script) })
        {
            return true
        }
        guard let name, KnownPrograms.isInterpreter(name) || ["eval", "source", ".", "exec", "su"].contains(name) else {
            return false
        }
        let words = command.arguments + command.redirections.map(\.target)
        return words.contains { word in word.substitutions.contains { isDangerous($0.script) } }
    }
}
