/// The known formats.
package enum TrajectoryFormats {
    /// The formats of JSON in the order in which they are tried: those with the clearest marks first.
    package static let all: [any TrajectoryFormat.Type] = [
        ATIF.self,
        CodexRollout.self,
        CodexExec.self,
        SessionTrace.self,
        AgentTraces.self,
        Pi.self,
        ClaudeCode.self,
        QwenCode.self,
        DroidStream.self,
        CursorStream.self,
        ClaudeStream.self,
        CopilotCLI.self,
        Droid.self,
        Kimi.self,
        OpenCode.self,
        Antigravity.self,
        MiniSWEAgent.self,
        SWEAgent.self,
        OpenHands.self,
        Tau2Bench.self,
        TauBench.self,
        TauFewShot.self,
        Terminus2.self,
        MultiAgentChat.self,
        OpenTelemetry.self,
        GeminiCLI.self,
        LangSmith.self,
        Langfuse.self,
        MLflow.self,
        Phoenix.self,
        CrewAI.self,
        DSPyTrajectory.self,
        DSPyHistory.self,
        Smolagents.self,
        ShareGPT.self,
        ReferenceRunnerLines.self,
        Grok.self,
        Cursor.self,
        Cline.self,
        SpanTree.self,
        AnthropicMessages.self,
        ChatMessages.self,
    ]

    /// The names of the formats of programs in which a person types what the user says. In other recordings the user may be
    /// the output of a shell, a simulation, or another agent.
    package static let typedByPerson: Set<String> = Set(
        ([
            ClaudeCode.self, ClaudeStream.self, CodexRollout.self, Pi.self, QwenCode.self, Droid.self, DroidStream.self,
            Cursor.self, CursorStream.self, CopilotCLI.self, Kimi.self, OpenCode.self, Antigravity.self,
            GeminiCLI.self, Grok.self, Cline.self, OpenHands.self, SessionTrace.self, AgentTraces.self,
        ] as [any TrajectoryFormat.Type]).map { $0.name }
    )

    /// The name of sessions whose format was guessed from its structure.
    package static let guessed = "guessed"

    /// The formats of other text.
    package static let texts: [any TextTrajectoryFormat.Type] = [ReferenceRunnerMarkdown.self, Terminus2Answer.self]

    /// Every name in a stable order, for messages and help.
    package static var names: [String] { all.map { $0.name } + texts.map { $0.name } }

    /// Members of the root object that any format streams.
    static var streams: Set<String> { all.reduce(into: []) { $0.formUnion($1.streams) } }

    /// Returns the text format of a file with this beginning.
    static func text(head: String) -> (any TextTrajectoryFormat.Type)? { texts.first { $0.recognises(head: head) } }
}
