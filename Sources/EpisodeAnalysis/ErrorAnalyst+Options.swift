internal import FoundationEssentials

extension ErrorAnalyst {
    /// How the analyst works.
    package struct Options: Sendable, Equatable {
        /// Whether the model may use tools, if it can.
        package var usesTools: Bool
        /// The most turns before the report is called for. The turn for the report comes on top.
        package var turns: Int
        /// The most tokens of an episode in a prompt of one call.
        package var digestTokens: Int
        /// The most tokens of the overview with which a conversation begins.
        package var overviewTokens: Int
        /// A conversation that has grown to this many tokens is asked for its report.
        package var conversationTokens: Int
        /// How long one command may take that an analyst runs on a copy of artifacts.
        package var commandTime: Duration
        /// How long one run of a check may take.
        package var checkTime: Duration
        /// How many commands and checks of all episodes may run at once.
        package var commands: Int
        /// An absolute path of a folder in which private copies of artifacts are made.
        package var scratch: String

        package init(
            usesTools: Bool = true,
            turns: Int = 20,
            digestTokens: Int = 12_000,
            overviewTokens: Int = 4_000,
            conversationTokens: Int = 60_000,
            commandTime: Duration = .seconds(60),
            checkTime: Duration = .seconds(120),
            commands: Int = 2,
            scratch: String = FileManager.default.temporaryDirectory.path()
        ) {
            self.usesTools = usesTools
            self.turns = max(1, turns)
            self.digestTokens = digestTokens
            self.overviewTokens = overviewTokens
            self.conversationTokens = conversationTokens
            self.commandTime = commandTime
            self.checkTime = checkTime
            self.commands = max(1, commands)
            self.scratch = scratch
        }
    }
}
