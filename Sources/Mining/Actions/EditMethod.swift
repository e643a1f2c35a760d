internal import Foundations
internal import Shell
internal import Trajectories

/// The ways to change a file that exists, told apart by what they depend on.
enum EditMethod: String, CaseIterable {
    /// A tool of the agent that replaces a text that it is given.
    case tool
    /// A few lines of code that replace a literal text.
    case exactText = "exact-text"
    /// A stream editor that replaces what a pattern matches: `sed -i s/a/b/`.
    case pattern
    /// Code that replaces what a regular expression matches.
    case regularExpression = "regular-expression"
    /// Lines named by their numbers: `sed -i 12,14d`, or code that counts lines.
    case lineNumbers = "line-numbers"
    /// A diff, written by hand.
    case patch

    /// The method as a noun phrase, with a form of the command where it has one.
    var words: String {
        switch self {
        case .tool: "the editing tool"
        case .exactText: "a short script that replaces exact text that occurs once"
        case .pattern: "`sed -i 's/old/new/'`"
        case .regularExpression: "a regular expression"
        case .lineNumbers: "line numbers"
        case .patch: "a diff written by hand"
        }
    }

    /// How a command changes a file that exists; nil if it does not.
    init?(_ command: SimpleCommand) {
        let arguments = command.arguments.map(\.text)
        switch command.program {
        case "sed", "gsed", "perl":
            guard arguments.contains(where: { $0.hasPrefix("-i") || $0.hasPrefix("--in-place") || $0.hasPrefix("-pi") })
            else { return nil }
            let script = arguments.first { !$0.hasPrefix("-") } ?? ""
            self = script.first?.isNumber == true || script.first == "$" ? .lineNumbers : .pattern
        case "patch", "apply_patch": self = .patch
        case "git" where arguments.first == "apply": self = .patch
        default:
            guard command.program.hasPrefix("python") || command.program == "node", let code = Self.code(of: command)
            else { return nil }
            guard let method = Self(code: code) else { return nil }
            self = method
        }
    }

    /// How code changes a file; nil if it writes none that it has read.
    init?(code: String) {
        let writes =
            code.containsBytes(of: ".write(") || code.containsBytes(of: "write_text(")
            || code.containsBytes(of: "writelines(")
            || code.containsBytes(of: "writeFileSync(")
        let reads =
            code.containsBytes(of: ".read(") || code.containsBytes(of: "read_text(")
            || code.containsBytes(of: "readlines(")
            || code.containsBytes(of: "readFileSync(")
        guard writes, reads else { return nil }
        if code.containsBytes(of: "re.sub(") || code.containsBytes(of: "re.compile(") {
            self = .regularExpression
        } else if code.containsBytes(of: "readlines(") || code.containsBytes(of: "lines[")
            || code.containsBytes(of: ".insert(") || code.containsBytes(of: "enumerate(lines")
        {
            self = .lineNumbers
        } else if code.containsBytes(of: ".replace(") {
            self = .exactText
        } else {
            return nil
        }
    }

    /// The code that an interpreter is handed in the command line or as its input.
    static func code(of command: SimpleCommand) -> String? {
        let arguments = command.arguments.map(\.text)
        if let flag = arguments.firstIndex(where: { $0 == "-c" || $0 == "-e" }), flag + 1 < arguments.count {
            return arguments[flag + 1]
        }
        return command.document
    }
}
