/// The span of a session that serves one request of the user: the unit of analysis and of routing.
package struct Episode: Sendable, Equatable {
    /// 0-based position in the session.
    package var index: Int
    /// The request, or nil if the recording does not hold it.
    package var task: String?
    package var steps: [Step]

    package init(index: Int, task: String?, steps: [Step] = []) {
        self.index = index
        self.task = task
        self.steps = steps
    }

    /// Every tool call with the step it stands in, in order.
    package var calls: [(step: Step, call: ToolCall)] {
        steps.flatMap { step in step.calls.map { (step, $0) } }
    }
}

/// One event inside an episode: a message, or actions with their observations.
package struct Step: Sendable, Equatable {
    package enum Source: String, Sendable { case user, agent, system }

    /// 1-based number in the whole session: what evidence cites.
    package var number: Int
    package var source: Source
    package var text: String
    package var reasoning: String?
    package var calls: [ToolCall]
    package var signal: UserSignal?
    package var model: String?
    package var time: Double?

    package init(
        number: Int,
        source: Source,
        text: String,
        reasoning: String? = nil,
        calls: [ToolCall] = [],
        signal: UserSignal? = nil,
        model: String? = nil,
        time: Double? = nil
    ) {
        self.number = number
        self.source = source
        self.text = text
        self.reasoning = reasoning
        self.calls = calls
        self.signal = signal
        self.model = model
        self.time = time
    }
}

/// What a message of the user means for the agent's work.
package enum UserSignal: String, Sendable {
    /// The user stopped the agent.
    case interruption
    /// The user refused a tool call.
    case denial
    /// The user says that what was done is not what was wanted.
    case correction
}

/// An action of the agent and what came of it.
package struct ToolCall: Sendable, Equatable {
    package struct Argument: Sendable, Equatable {
        package var name: String
        package var value: String
        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var id: String?
    package var tool: String
    /// First-level arguments in the order given; nested values as JSON text. Free text stands under `input`.
    package var arguments: [Argument]
    /// Nil while the call has no result: still running, killed, or cut off.
    package var observation: Observation?

    package init(id: String? = nil, tool: String, arguments: [Argument], observation: Observation? = nil) {
        self.id = id
        self.tool = tool
        self.arguments = arguments
        self.observation = observation
    }

    package subscript(argument name: String) -> String? { arguments.first { $0.name == name }?.value }

    /// The shell command, where the tool is a shell.
    package var command: String? {
        for name in ["command", "cmd", "script", "bash_command", "code"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        guard ["bash", "shell", "local_shell", "execute_bash"].contains(tool.lowercased()) else { return nil }
        return self[argument: "input"]
    }

    /// The file or folder that the call is about, where an argument names one.
    package var target: String? {
        for name in ["file_path", "path", "filename", "file", "notebook_path", "target_file"] {
            if let value = self[argument: name], !value.isEmpty { return value }
        }
        return nil
    }
}

/// What an action gave back.
package struct Observation: Sendable, Equatable {
    package enum Status: String, Sendable {
        case ok
        /// The action failed.
        case error
        /// A non-zero exit that is an answer: `grep` without a match, `diff`, `test`.
        case answer
        case unknown
    }

    package var text: String
    package var status: Status
    package var exitCode: Int?
    package init(text: String, status: Status, exitCode: Int? = nil) {
        self.text = text
        self.status = status
        self.exitCode = exitCode
    }
}
