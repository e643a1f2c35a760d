internal import Foundations

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
    /// The number of the agent's answer in the session that sent the action, from 1; 0 where it is not known.
    ///
    /// Actions of one answer were sent together: none of them was decided on after the result of another.
    package var answer = 0
    /// Whether the recording ends in the action, which has no result.
    package var endsRecording = false
    /// Whether the recording has nothing but the result: the tool is then a guess, and the arguments are not known.
    package var isResultOnly = false

    /// An action, with its result if it is known.
    package init(id: String? = nil, tool: String, arguments: [Argument], observation: Observation? = nil) {
        self.id = id
        self.tool = tool
        self.arguments = arguments
        self.observation = observation
    }

    /// The status of the action. An action without a result in which the recording ends has failed: the run died in it.
    package var status: Observation.Status { observation?.status ?? (endsRecording ? .error : .unknown) }

    /// Whether the action failed, or was to change or to test something and did not.
    ///
    /// A search that found nothing is not trouble.
    package var isTrouble: Bool { isTrouble(with: command.map { CommandOutline($0) }) }

    /// Whether the action is trouble, for a caller that has read its command line.
    ///
    /// - Parameter outline: the command line; nil for other tools. It is asked for only where it matters.
    package func isTrouble(with outline: @autoclosure () -> CommandOutline?) -> Bool {
        switch status {
        case .error: true
        case .reachedNothing: outline().map { !$0.onlyLooks } ?? false
        case .ok, .answer, .unknown: false
        }
    }

    /// Whether the action and another were sent together, so that neither is a reaction to the other.
    package func isParallel(to other: ToolCall) -> Bool { answer != 0 && answer == other.answer }

    /// Whether the action tells the harness that the agent is done.
    package var submits: Bool {
        if Self.endings.contains(where: isNamed) { return true }
        guard let command else { return false }
        let line = command.drop { $0.isWhitespace }
        return line == "submit" || line.beginsWithBytes("echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT")
            || line.beginsWithBytes("echo MINI_SWE_AGENT_FINAL_OUTPUT")
    }

    /// The names of tools that end a run, without signs between their words.
    private static let endings = [
        "submit", "finish", "complete", "done", "taskcomplete", "attemptcompletion", "marktaskcomplete", "finalanswer",
    ]

    /// Whether the letters of the tool's name are these, in upper or lower case.
    private func isNamed(_ letters: String) -> Bool {
        tool.utf8.lazy.map { $0 | 0x20 }.filter { 0x61...0x7A ~= $0 }.elementsEqual(letters.utf8)
    }

    /// The value of the first argument of a name.
    package subscript(argument name: String) -> String? { arguments.first { $0.name == name }?.value }

    /// The shell command, if the tool is a shell.
    package var command: String? {
        // Editors call what they do a command, and say to which file.
        if isEditor { return nil }
        for name in ["command", "cmd", "script", "bash_command", "code"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        if let keystrokes = self[argument: "keystrokes"], keystrokes.utf8.count > 1 { return keystrokes[...].trimmed }
        guard ["bash", "shell", "local_shell", "execute_bash"].contains(tool.lowercased()) else { return nil }
        return self[argument: "input"]
    }

    /// Whether a word of the tool's name begins with "edit".
    private var isEditor: Bool {
        guard tool.utf8.allSatisfy({ $0 < 0x80 }) else {
            return tool.lowercased().split { !$0.isLetter }.contains { $0.hasPrefix("edit") }
        }
        return tool.withBytes { bytes in
            func isLetter(_ index: Int) -> Bool { 0x61...0x7A ~= bytes[index] | 0x20 }
            return bytes.indices.dropLast(3).contains { start in
                (start == 0 || !isLetter(start - 1))
                    && "edit".utf8.enumerated().allSatisfy { bytes[start + $0.offset] | 0x20 == $0.element }
            }
        }
    }

    /// The file or folder that the call is about, if an argument names one.
    package var target: String? {
        for name in ["file_path", "path", "filename", "file", "notebook_path", "target_file"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        return nil
    }
}
