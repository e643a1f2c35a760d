/// The formats that are known, in the order in which they are tried: the ones with the clearest marks first.
package enum TrajectoryFormats {
    package static let all: [any TrajectoryFormat.Type] = [
        ATIF.self,
        CodexRollout.self,
        CodexExec.self,
        Pi.self,
        ClaudeCode.self,
        ClaudeStream.self,
        MiniSWEAgent.self,
        SWEAgent.self,
        OpenHands.self,
        Tau2Bench.self,
        TauBench.self,
        GeminiCLI.self,
        ShareGPT.self,
        ReferenceRunnerLines.self,
        AnthropicMessages.self,
        ChatMessages.self,
    ]

    package static let texts: [any TextTrajectoryFormat.Type] = [ReferenceRunnerMarkdown.self]

    /// Every name in a stable order, for messages and help.
    package static var names: [String] { all.map { $0.name } + texts.map { $0.name } }

    static var streams: Set<String> { all.reduce(into: []) { $0.formUnion($1.streams) } }

    static func text(head: String) -> (any TextTrajectoryFormat.Type)? { texts.first { $0.recognises(head: head) } }
}
