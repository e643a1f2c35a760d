/// That a cause was seen to be the cause: the check failed on the files as they were left, and passed on a copy in which
/// that cause was taken away.
///
/// A pass proves something only if all of this holds, and a program decides it, never the model:
/// - the check failed on the files as they were left, before the conversation and once more right after the pass: a
///   check that passes now and then proves nothing;
/// - a file of the copy was added or changed in its content or in its right to be executed: what an untouched copy
///   passes, or one from which files were only taken away, was not repaired;
/// - some added or changed file is no copy of a file of the check: a result that was copied was not computed;
/// - no added or changed file speaks of `/check` where it did not before: what reads the answers does not find them.
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

    package init(command: String, before: String, after: String, changed: [String]) {
        self.command = command
        self.before = before
        self.after = after
        self.changed = Array(changed.prefix(Self.maximum))
    }
}
