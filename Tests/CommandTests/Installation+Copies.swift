import TestSupport

extension Installation {
    /// A copy of an installation that has learned from the invented sessions 0 to 59.
    ///
    /// Learning takes a while and is always the same, so it is done once in a run of the tests.
    static func thatHasLearned() throws -> Installation { try Installation(copyOf: learned.get()) }

    /// A copy of an installation that has learned from the invented sessions 0 to 11, and has ingested the sessions 12 to
    /// 99: the next evolution has a new revision to publish.
    static func withPendingEpisodes() throws -> Installation { try Installation(copyOf: pending.get()) }

    private static let learned = Result {
        let installation = try Installation()
        try installation.learn(0..<60)
        return installation
    }

    private static let pending = Result {
        let installation = try Installation()
        try installation.learn(0..<12)
        try installation.drop(12..<100)
        try installation.succeed("ingest")
        return installation
    }
}
