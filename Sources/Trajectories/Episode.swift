/// The span of a session that serves one request of the user: the unit of analysis and of routing.
package struct Episode: Sendable, Equatable {
    /// 0-based position in the session.
    package var index: Int
    /// The request, or nil if the recording does not hold it.
    package var task: String?
    /// The steps in order.
    package var steps: [Step]

    /// An episode with the steps that are known so far.
    package init(index: Int, task: String?, steps: [Step] = []) {
        self.index = index
        self.task = task
        self.steps = steps
    }

    /// Every tool call with its step, in order.
    package var calls: [(step: Step, call: ToolCall)] {
        steps.flatMap { step in step.calls.map { (step, $0) } }
    }
}
