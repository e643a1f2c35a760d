/// One action with the status that a reader of its output gives it.
///
/// The cases are inventions with the shapes of recorded actions: the programs of the command line, the exit code that the
/// recorder gave, and the kind of the output.
package struct StatusCase: Sendable, CustomStringConvertible {
    /// How many actions of a drawn sample have this shape.
    package let count: Int
    /// The name of the tool.
    package let tool: String
    /// The arguments by name; a shell command is the argument `command`.
    package let arguments: [String: String]
    /// The exit code that the recorder gives apart from the output.
    package let exitCode: Int?
    /// The recorder's own flag of failure.
    package let failed: Bool?
    /// The text of the result.
    package let output: String
    /// The raw value of the right status.
    package let status: String

    /// A command for the shell.
    package static func shell(
        _ count: Int,
        _ command: String,
        exit: Int? = 0,
        failed: Bool? = nil,
        _ output: String,
        _ status: String
    )
        -> StatusCase
    {
        StatusCase(
            count: count,
            tool: "bash",
            arguments: ["command": command],
            exitCode: exit,
            failed: failed,
            output: output,
            status: status
        )
    }

    /// A call of a tool other than a shell.
    package static func tool(
        _ count: Int,
        _ tool: String,
        _ arguments: [String: String] = [:],
        failed: Bool? = nil,
        _ output: String,
        _ status: String
    ) -> StatusCase {
        StatusCase(
            count: count,
            tool: tool,
            arguments: arguments,
            exitCode: nil,
            failed: failed,
            output: output,
            status: status
        )
    }

    package var description: String {
        let action = arguments["command"] ?? tool
        let text = "\(status): \(action.prefix(120)) -> \(output.prefix(80))"
        return String(text.map { $0.isNewline ? "⏎" : $0 })
    }
}
