/// What a drop carries beside the trajectory: the files that the agent left behind, and the command that judges them.
package struct Artifacts: Sendable {
    /// How the files are judged.
    package struct Check: Sendable {
        /// Run by `sh -c` in the sandbox, in a copy of the artifacts; it passes with status 0.
        package let command: String
        /// The absolute path of the check's own files, which are there, read-only, as `/check` while the check runs and
        /// at no other time. None if the command needs no files of its own.
        package let folder: String?

        /// A check that is to be run.
        package init(command: String, folder: String?) {
            self.command = command
            self.folder = folder
        }
    }

    /// The absolute path of a private copy as the agent left it. Nobody writes there.
    package let folder: String
    /// What judges the files; without it nothing can be proved on them.
    package let check: Check?
    /// Every text that goes to a model passes through it.
    package let redact: @Sendable (String) -> String

    /// Artifacts that are there for as long as their episode is analysed.
    package init(folder: String, check: Check?, redact: @escaping @Sendable (String) -> String) {
        self.folder = folder
        self.check = check
        self.redact = redact
    }
}
