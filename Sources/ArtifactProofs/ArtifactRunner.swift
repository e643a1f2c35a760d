package import LanguageModels
package import Processes

/// Runs commands on copies of artifacts in a sandbox without network and without files of the machine, except for the
/// system's programs.
package struct ArtifactRunner: Sendable {
    /// The path of the copy of the artifacts in the sandbox.
    static let work = "/work"
    /// The path of the check's own files in the sandbox, while the check runs.
    package static let check = "/check"
    /// The limits of memory, files and processes.
    package static let limits = Sandbox.Limits()
    private static let outputLimit = 4 << 20

    /// The result of a command.
    package struct End: Sendable, Equatable {
        /// Whether the parent of the process saw status 0.
        package let isPass: Bool
        /// `status 1`, or a sentence about what ended the command.
        package let words: String
        /// Standard output and standard error, in the order of writing.
        package let output: String
    }

    /// The limit of concurrent commands of all analyses. The time limits do not include waiting for a permit.
    package let turns: ConcurrencyLimit
    /// The absolute path of the folder for private copies.
    package let scratch: String
    /// The most time of one command.
    package let commandTime: Duration
    /// The most time of one run of a check.
    package let checkTime: Duration

    /// Configures a runner.
    package init(turns: ConcurrencyLimit, scratch: String, commandTime: Duration, checkTime: Duration) {
        self.turns = turns
        self.scratch = scratch
        self.commandTime = commandTime
        self.checkTime = checkTime
    }

    /// Runs a command in a folder, which it may change.
    func run(_ command: String, in tree: FileTree) async throws(ArtifactFault) -> End {
        try await run(command, [Sandbox.Folder(tree.root, as: Self.work, .readWrite)], commandTime)
    }

    /// Runs the check on a copy that is then deleted, so that nothing that the check writes, such as an expected result,
    /// is there afterwards.
    func run(_ check: Artifacts.Check, on tree: FileTree) async throws(ArtifactFault) -> End {
        let copy = try await onThread { [scratch] () throws(ArtifactFault) in
            try WorkingCopy(copying: tree, in: scratch)
        }
        var folders = [Sandbox.Folder(copy.tree.root, as: Self.work, .readWrite)]
        if let own = check.folder { folders.append(Sandbox.Folder(own, as: Self.check, .readOnly)) }
        let result: Result<End, ArtifactFault>
        do throws(ArtifactFault) {
            result = .success(try await run(check.command, folders, checkTime))
        } catch {
            result = .failure(error)
        }
        return try withExtendedLifetime(copy) { () throws(ArtifactFault) in try result.get() }
    }

    private func run(
        _ command: String,
        _ folders: [Sandbox.Folder],
        _ time: Duration
    ) async throws(ArtifactFault) -> End {
        let sandbox = Sandbox(
            // Both streams are one, so that the output is in the order of writing, as on a terminal.
            arguments: ["sh", "-c", #"exec 2>&1; exec sh -c "$1""#, "sh", command],
            folders: folders,
            environment: ["HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"],
            folder: Self.work,
            wallClock: time,
            outputLimit: Self.outputLimit,
            limits: Self.limits
        )
        let permit: ConcurrencyLimit.Permit
        do throws(ModelError) {
            permit = try await turns.acquire()
        } catch {
            throw .cancelled
        }
        defer { turns.release(permit, after: .other) }
        do throws(ChildProcess.Failure) {
            let end = try await sandbox.run()
            let output = String(decoding: end.output, as: UTF8.self)
            let more = end.stderrTail.isEmpty ? "" : "\n" + end.stderrTail
            return End(isPass: end.status == .exited(0), words: end.status.description, output: output + more)
        } catch {
            if error == .cancelled { throw .cancelled }
            return End(isPass: false, words: error.description, output: "")
        }
    }
}
