internal import FoundationEssentials

extension ErrorAnalyst {
    /// The options of the analyst.
    package struct Options: Sendable, Equatable {
        /// Whether the model may use tools, if it can.
        package var usesTools: Bool
        /// The most turns before the report is asked for. The turn for the report is added to them.
        package var turns: Int
        /// The most tokens of an episode in a prompt of one call.
        package var digestTokens: Int
        /// The most tokens of the overview with which a conversation begins.
        package var overviewTokens: Int
        /// The tokens of a conversation after which the report is asked for.
        package var conversationTokens: Int
        /// The most time of one command on a copy of the artifacts.
        package var commandTime: Duration
        /// The most time of one run of a check.
        package var checkTime: Duration
        /// The most concurrent commands and checks of all episodes.
        package var commands: Int
        /// The absolute path of a folder for private copies of artifacts.
        package var scratch: String

        /// Creates options; the defaults suit a provider on the internet.
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
