package import Prompting

/// The model that the configuration names, as evolutions use it: made once, where the program is put together.
package struct ModelWork: Sendable {
    /// Makes the model session of one evolution, whose calls are metered under its id.
    package let session: @Sendable (_ evolution: String) -> ModelSession
    /// The seed of the random data fences in prompts. Constant for an installation, so that identical requests find the
    /// stored answer.
    package let seed: UInt64
    /// How many episodes are analysed at once.
    package let width: Int
    /// The model with its settings: an analysis that failed often is tried again when this changes.
    package let identity: String
    /// Why the model cannot be asked, with the remedy; nil if nothing is known to be in the way. Stored answers can be
    /// used all the same.
    package let obstacle: String?
    /// Ends the calls under way, and makes every later one fail.
    package let stop: @Sendable () -> Void

    /// - Parameters:
    ///   - seed: of the data fences.
    ///   - width: how many episodes are analysed at once.
    ///   - identity: the model with its settings.
    ///   - obstacle: why the model cannot be asked.
    ///   - stop: ends the calls when the process is to end.
    ///   - session: makes the model session of an evolution.
    package init(
        seed: UInt64,
        width: Int,
        identity: String = "",
        obstacle: String? = nil,
        stop: @escaping @Sendable () -> Void = {},
        session: @escaping @Sendable (_ evolution: String) -> ModelSession
    ) {
        self.seed = seed
        self.width = width
        self.identity = "\(identity) \(Instructions.version)"
        self.obstacle = obstacle
        self.stop = stop
        self.session = session
    }
}
