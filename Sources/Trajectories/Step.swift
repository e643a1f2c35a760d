/// One event inside an episode: a message, or actions with their observations.
package struct Step: Sendable, Equatable {
    /// The author of a step. A harness that injects context is the system.
    package enum Source: String, Sendable { case user, agent, system }

    /// 1-based number in the whole session, by which evidence cites the step.
    package var number: Int
    /// The author of the step.
    package var source: Source
    /// The message; empty for a step of actions alone.
    package var text: String
    /// The reasoning that the agent recorded next to its message.
    package var reasoning: String?
    /// The actions in order.
    package var calls: [ToolCall]
    /// The meaning of a user's message for the agent's work, if it has one.
    package var signal: UserSignal?
    /// The model that wrote the step, where the recording names it.
    package var model: String?
    /// Seconds since 1970, where the recording has a time.
    package var time: Double?

    /// A step; only number, author and text are required.
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

/// The meaning of a user's message for the agent's work.
package enum UserSignal: String, Sendable {
    /// The user stopped the agent.
    case interruption
    /// The user refused a tool call.
    case denial
    /// The user says that the work so far is not what was wanted.
    case correction
}
