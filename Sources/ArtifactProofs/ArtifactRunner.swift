package import LanguageModels
package import Processes

/// Runs commands on copies of artifacts, in a sandbox: no network, no file of the machine but the system's programs.
package struct ArtifactRunner: Sendable {
    /// Where a copy of the artifacts is seen in the sandbox.
    static let work = "/work"
    /// Where the check's own files are seen, while it runs.
    package static let check = "/check"
    package static let limits = Sandbox.Limits()
    private static let outputLimit = 4 << 20

    /// How a command ended.
    package struct End: Sendable, Equatable {
        /// Status 0, as the parent of the process saw it.
        package let isPass: Bool
        /// `status 1`, or a sentence about what ended it.
        package let words: String
        /// What it wrote to its standard output and its standard error, in one.
        package let output: String
    }

    /// How many commands of all analyses run at once. Time spent waiting for a turn is not counted.
    package let turns: ConcurrencyLimit
    /// Where private copies are made.
    package let scratch: String
    package let commandTime: Duration
    package let checkTime: Duration

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

    /// Runs the check on a copy that is thrown away: it may write where it runs, and nothing that it writes, be it an
    /// expected result, is there afterwards.
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
            // One stream, in the order of writing, as whoever reads a terminal has it.
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
