internal import Shell

/// The commands that supporting sessions ran: what a skill may tell its reader to run without asking a person.
///
/// A command of a text is proven if one of these did the same: the same program with options, operands, assignments and
/// files that occur in it. Words that stand for others, as `<file>` and `$NAME`, match all but other packages and hosts.
package struct CommandEvidence: Sendable {
    /// Programs of which it is only known that supporting sessions ran them with success.
    private var programs: Set<String> = []
    private var successful = CommandIndex()
    private var attempted = CommandIndex()
    /// The lines of what the agents ran or wrote with success.
    private var lines: Set<String> = []
    private var words: Set<String> = []
    /// The assignments, whole and by their names.
    private var assignments: Set<String> = []

    /// Evidence of nothing, but that programs of these names ran with success.
    package init(programs: Set<String> = []) {
        self.programs = Set(programs.map { CommandKey.name($0) })
    }

    /// Adds what a tool call that worked ran or wrote: command lines and other arguments.
    package mutating func addSuccess(command: String?, arguments: [String] = []) {
        if let command {
            successful.add(command, isSuccess: true)
            attempted.add(command, isSuccess: false)
            noteAssignments(in: command)
        }
        for text in arguments + [command].compactMap({ $0 }) {
            let text = text.prefix(Self.longest)
            for line in text.split(whereSeparator: \.isNewline) { lines.insert(Self.folded(line)) }
            words.formUnion(Self.words(of: text))
        }
    }

    /// Adds the names of variables that were set with success.
    package mutating func addVariables(_ names: some Sequence<String>) { assignments.formUnion(names) }

    /// Adds all that `other` has.
    package mutating func formUnion(_ other: CommandEvidence) {
        programs.formUnion(other.programs)
        successful.formUnion(other.successful)
        attempted.formUnion(other.attempted)
        lines.formUnion(other.lines)
        words.formUnion(other.words)
        assignments.formUnion(other.assignments)
    }

    /// Adds a command line that failed, or of which it is not known how it ended.
    package mutating func addAttempt(command: String) { attempted.add(command, isSuccess: false) }

    /// Whether a supporting session ran this; with `isWarning`, whether it tried to, since the text warns of it.
    func proves(_ key: CommandKey, isWarning: Bool = false) -> Bool {
        if isWarning, attempted.has(key) { return true }
        if successful.has(key) { return true }
        return programs.contains(key.program) && !key.needsMoreThanName
    }

    /// Whether a supporting session ran just this with success, word for word; with `isWarning`, whether it tried to.
    func provesExactly(_ key: CommandKey, isWarning: Bool = false) -> Bool {
        successful.hasExactly(key) || isWarning && attempted.hasExactly(key)
    }

    /// Whether nothing but the names of programs is known.
    var isByNameOnly: Bool { !programs.isEmpty && words.isEmpty }

    /// Whether a supporting session made this assignment, or set a variable of this name where the value stands for
    /// others.
    func assigns(_ assignment: String, _ name: String) -> Bool {
        if assignments.contains(assignment) || words.contains(assignment.lowercased()) { return true }
        let value = String(assignment.drop { $0 != "=" }.dropFirst())
        return value.isEmpty || CommandKey.isPlaceholder(value) ? assigns(name) : false
    }

    /// Whether a supporting session set the variable `name`.
    func assigns(_ name: String) -> Bool { assignments.contains(name) }

    /// The values that supporting sessions gave to the variable `name`.
    func values(of name: String) -> [String] {
        assignments.filter { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }.sorted()
    }

    /// Whether a piece of code is in what the agents ran or wrote with success.
    func hasCode(_ code: String) -> Bool {
        let code = Self.folded(code)
        return code.count >= 4 && (lines.contains(code) || lines.contains { $0.contains(code) })
    }

    private mutating func noteAssignments(in script: String) {
        for command in ShellScript(script).allCommands {
            let exported = command.program == "export" ? command.arguments.map(\.literal) : []
            let all = command.assignments.map { "\($0.name)=\($0.value.literal)" } + exported
            for text in all where text.contains("=") {
                assignments.insert(text)
                assignments.insert(String(text.prefix { $0 != "=" }))
            }
        }
    }

    /// Whether a word, such as the name of a variable or a host, occurs in what the agents ran or wrote with success.
    func knows(_ word: String) -> Bool { words.contains(word) || words.contains(word.lowercased()) }

    private static let longest = 64 * 1024

    private static func folded(_ line: some StringProtocol) -> String {
        line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// The words between blanks, and their parts between signs that do not belong to names of hosts and variables.
    private static func words(of text: Substring) -> Set<String> {
        var result: Set<String> = []
        for piece in text.split(whereSeparator: \.isWhitespace) {
            result.insert(String(piece).lowercased())
            for part in piece.split(whereSeparator: {
                !($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_")
            }) {
                result.insert(String(part).lowercased())
            }
        }
        return result
    }
}

/// Commands by their programs.
private struct CommandIndex: Sendable {
    private var keys: [String: Set<CommandKey>] = [:]
    private var words: [String: Set<String>] = [:]

    mutating func add(_ script: String, isSuccess: Bool) {
        for command in ShellScript(script).allCommands {
            // Of two alternatives only one ran, and nobody knows which.
            if isSuccess, command.masking == .alternative || command.operatorBefore == .or { continue }
            guard let key = CommandKey(command) else { continue }
            keys[key.program, default: []].insert(key)
            words[key.group, default: []].formUnion(key.words)
        }
    }

    mutating func formUnion(_ other: CommandIndex) {
        keys.merge(other.keys) { $0.union($1) }
        words.merge(other.words) { $0.union($1) }
    }

    func has(_ key: CommandKey) -> Bool {
        guard let known = keys[key.program] else { return false }
        if known.contains(where: { key.isPart(of: $0.words, privileges: $0.privileges) }) { return true }
        // Options that were used in different runs of one thing go together.
        guard let all = words[key.group] else { return false }
        return key.privileges.isEmpty && key.isPart(of: all, privileges: [])
    }

    func hasExactly(_ key: CommandKey) -> Bool { keys[key.program]?.contains(key) ?? false }
}
