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

    /// The absolute path of a private copy as the agent left it; empty until ``opened()``. Nobody writes there.
    package let folder: String
    /// What judges the files; without it nothing can be proved on them.
    package let check: Check?
    /// Every text that goes to a model passes through it.
    package let redact: @Sendable (String) -> String
    private let open: (@Sendable () async throws -> Opened)?
    /// What keeps the folders there.
    private let keeper: (any Sendable)?

    /// Folders that were made for an analysis.
    package struct Opened: Sendable {
        let folder: String
        let checkFolder: String?
        let keeper: any Sendable

        /// - Parameters:
        ///   - checkFolder: that of the check's own files; none if it needs none.
        ///   - keeper: the folders are there for as long as it is.
        package init(folder: String, checkFolder: String?, keeper: any Sendable) {
            self.folder = folder
            self.checkFolder = checkFolder
            self.keeper = keeper
        }
    }

    /// Artifacts that are there for as long as their episode is analysed.
    package init(folder: String, check: Check?, redact: @escaping @Sendable (String) -> String) {
        self.init(folder: folder, check: check, redact: redact, open: nil, keeper: nil)
    }

    /// Artifacts that are only laid out when their episode's turn has come: those of many may be more than a disk holds.
    ///
    /// - Parameter check: the command that judges them, if there is one.
    package init(
        check: String?,
        redact: @escaping @Sendable (String) -> String,
        open: @escaping @Sendable () async throws -> Opened
    ) {
        let check = check.map { Check(command: $0, folder: nil) }
        self.init(folder: "", check: check, redact: redact, open: open, keeper: nil)
    }

    private init(
        folder: String,
        check: Check?,
        redact: @escaping @Sendable (String) -> String,
        open: (@Sendable () async throws -> Opened)?,
        keeper: (any Sendable)?
    ) {
        self.folder = folder
        self.check = check
        self.redact = redact
        self.open = open
        self.keeper = keeper
    }

    /// The same artifacts with their folders, which are there for as long as the value is.
    package func opened() async throws(ArtifactFault) -> Artifacts {
        guard let open else { return self }
        do {
            let opened = try await open()
            return Artifacts(
                folder: opened.folder,
                check: check.map { Check(command: $0.command, folder: opened.checkFolder) },
                redact: redact,
                open: nil,
                keeper: opened.keeper
            )
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .unusable("the artifacts could not be laid out: \(error)")
        }
    }
}
