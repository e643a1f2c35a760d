/// An action of the agent and its observation.
package struct ToolCall: Sendable, Equatable {
    /// An argument of an action.
    package struct Argument: Sendable, Equatable {
        /// The name that the tool gives to the argument.
        package var name: String
        /// The text of the value.
        package var value: String

        /// An argument of an action.
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The recorder's identifier, which links the action to its result.
    package var id: String?
    /// The name of the tool.
    package var tool: String
    /// First-level arguments in the order given; nested values as JSON text. Free text has the name `input`.
    package var arguments: [Argument]
    /// The result; nil while the call has none: still running, killed, or cut off.
    package var observation: Observation?

    /// An action, with its result if it is known.
    package init(id: String? = nil, tool: String, arguments: [Argument], observation: Observation? = nil) {
        self.id = id
        self.tool = tool
        self.arguments = arguments
        self.observation = observation
    }

    /// The value of the first argument of a name.
    package subscript(argument name: String) -> String? { arguments.first { $0.name == name }?.value }

    /// The shell command, if the tool is a shell.
    package var command: String? {
        for name in ["command", "cmd", "script", "bash_command", "code"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        if let keystrokes = self[argument: "keystrokes"], keystrokes.utf8.count > 1 { return keystrokes[...].trimmed }
        guard ["bash", "shell", "local_shell", "execute_bash"].contains(tool.lowercased()) else { return nil }
        return self[argument: "input"]
    }

    /// The file or folder that the call is about, if an argument names one.
    package var target: String? {
        for name in ["file_path", "path", "filename", "file", "notebook_path", "target_file"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        return nil
    }
}
