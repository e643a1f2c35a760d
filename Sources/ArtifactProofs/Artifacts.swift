/// Files that the agent left behind, submitted with the trajectory, and the command that judges them.
package struct Artifacts: Sendable {
    /// The command that judges the files.
    package struct Check: Sendable {
        /// The command, run by `sh -c` in the sandbox in a copy of the artifacts; it passes with status 0.
        package let command: String
        /// The absolute path of the check's own files, which are mounted read-only as `/check` only while the check runs;
        /// `nil` if the command needs no files of its own.
        package let folder: String?

        /// A check with its files.
        package init(command: String, folder: String?) {
            self.command = command
            self.folder = folder
        }
    }

    /// The absolute path of a private copy of the files as the agent left them; empty until ``opened()``. It is never
    /// written to.
    package let folder: String
    /// The check; without one, nothing can be proved.
    package let check: Check?
    /// Redacts every text before it is sent to a model.
    package let redact: @Sendable (String) -> String
    private let open: (@Sendable () async throws -> Opened)?
    /// An object whose lifetime keeps the folders.
    private let keeper: (any Sendable)?

    /// The folders that were made for an analysis.
    package struct Opened: Sendable {
        let folder: String
        let checkFolder: String?
        let keeper: any Sendable

        /// Describes folders.
        ///
        /// - Parameters:
        ///   - checkFolder: The folder of the check's own files; `nil` if it needs none.
        ///   - keeper: An object whose lifetime keeps the folders.
        package init(folder: String, checkFolder: String?, keeper: any Sendable) {
            self.folder = folder
            self.checkFolder = checkFolder
            self.keeper = keeper
        }
    }

    /// Artifacts in a folder that exists as long as their episode is analysed.
    package init(folder: String, check: Check?, redact: @escaping @Sendable (String) -> String) {
        self.init(folder: folder, check: check, redact: redact, open: nil, keeper: nil)
    }

    /// Artifacts that are extracted only when the analysis of their episode begins: those of many may exceed the disk.
    ///
    /// - Parameter check: The command of the check, if there is one.
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

    /// The artifacts with their folders, which exist as long as the returned value.
    ///
    /// - Throws: ``ArtifactFault`` if they cannot be extracted.
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
