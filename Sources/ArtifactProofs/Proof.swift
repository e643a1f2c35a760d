/// The proof of a cause: the check failed on the files as the agent left them, and passed on a copy in which the cause was
/// removed.
///
/// A pass is a proof only if all of these conditions hold. Code decides this, never the model:
/// - The check failed on the files as they were left, before the conversation and once more directly after the pass: a
///   check that passes at random proves nothing.
/// - A file of the copy was added, or changed in its content or its executable bit: a copy in which nothing was changed or
///   files were only removed was not repaired.
/// - At least one added or changed file differs from all files of the check: a copied result was not computed.
/// - No added or changed file mentions `/check`, unless it did before: the repair must not read the expected results.
package struct Proof: Sendable, Equatable {
    /// The command of the check.
    package let command: String
    /// How it ended on the files as they were left: `status 1`.
    package let before: String
    /// How it ended on the changed copy: `status 0`.
    package let after: String
    /// The paths of the files that were added or changed, sorted; at most ``maximum``.
    package let changed: [String]

    /// The most paths that are kept.
    package static let maximum = 50

    /// A proof with these facts.
    package init(command: String, before: String, after: String, changed: [String]) {
        self.command = command
        self.before = before
        self.after = after
        self.changed = Array(changed.prefix(Self.maximum))
    }
}
