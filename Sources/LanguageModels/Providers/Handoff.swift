internal import Foundations
internal import Glibc

/// A folder through which an agent outside of this program answers prompts.
///
/// The prompt `<key>.prompt.md` is written atomically. The answer is `<key>.answer.md`, written under another name and
/// then renamed. The prompt is removed only when its answer has been read, so that a crash in between does not ask twice.
package struct Handoff: LanguageModel {
    /// The most bytes of an answer.
    private static let answerLimit = 1 << 20

    /// The same for every folder, so that a folder can be moved.
    package let identity = "handoff"
    /// Always `false`.
    package var canCallTools: Bool { false }

    private let folder: String
    private let timeout: Duration
    private let pollInterval: Duration
    private let clock: any Clock<Duration>

    /// Prepares calls; nothing is written yet.
    ///
    /// - Parameters:
    ///   - folder: A folder that no other user may write to. The first prompt creates it if its parent exists.
    ///   - timeout: How long a call waits for its answer before it ends with ``ModelError/pending(_:)``.
    ///   - pollInterval: The time between two looks for the answer.
    package init(
        folder: String,
        timeout: Duration = .zero,
        pollInterval: Duration = .seconds(1),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.folder = folder
        self.timeout = timeout
        self.pollInterval = pollInterval
        self.clock = clock
    }

    /// Writes the prompt unless it is already in the folder, and reads the answer.
    ///
    /// - Throws: ``ModelError/pending(_:)`` if there is no answer yet; why the answer or the folder cannot be used;
    ///   ``ModelError/cancelled`` if the task is cancelled.
    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        guard call.prompt.tools.isEmpty else { throw .badRequest("a handed-off prompt cannot use tools") }
        let start = ContinuousClock.now
        let answerPath = "\(folder)/\(call.key).answer.md"
        let promptPath = "\(folder)/\(call.key).prompt.md"
        var waited = Duration.zero
        while true {
            if let text = try read(answerPath) {
                // A prompt that cannot be removed is at worst answered a second time.
                _ = unlink(promptPath)
                let usage = Usage(
                    prompt: TokenEstimate(call).prompt,
                    completion: TokenEstimate.tokens(in: text),
                    isEstimated: true
                )
                return Answer(text: text, usage: usage, duration: start.duration(to: .now))
            }
            if access(promptPath, F_OK) != 0 { try write(call, to: promptPath) }
            guard waited < timeout else {
                throw .pending("\(promptPath) waits for an answer in \(call.key).answer.md in the same folder")
            }
            do {
                try await clock.sleep(for: pollInterval)
            } catch {
                throw .cancelled
            }
            waited += pollInterval
        }
    }

    private func write(_ call: ModelCall, to path: String) throws(ModelError) {
        let name = "\(call.key).answer.md"
        let text = """
            <!-- Write the answer to \(name).partial in this folder, then rename it to \(name). -->

            \(call.prompt.text)
            """
        let temporary = "\(path).\(getpid()).partial"
        // If this fails, opening the file reports why.
        _ = mkdir(folder, 0o700)
        removeRemains()
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write", temporary) }
        var failure: ModelError?
        do throws(SystemError) {
            try FileBytes.write(text.utf8, to: descriptor)
            try SystemError.check(fsync(descriptor))
        } catch {
            failure = Self.failure("write", temporary, error)
        }
        let isClosed = close(descriptor) == 0
        if failure == nil, !isClosed || rename(temporary, path) != 0 { failure = Self.failure("write", temporary) }
        if let failure {
            // If the incomplete file cannot be removed, the next attempt overwrites it.
            _ = unlink(temporary)
            throw failure
        }
    }

    /// Removes incomplete prompts of processes that were killed while they wrote one. The prompt of an analyst holds what
    /// a session said, and nobody would look for it under such a name.
    private func removeRemains() {
        // What cannot be listed or removed is at worst there a while longer.
        let names = (try? FolderEntries.names(in: folder)) ?? []
        for name in names where name.hasSuffix(".partial") {
            let parts = name.split(separator: ".")
            guard parts.count == 5, parts[1] == "prompt", let writer = pid_t(parts[3]), writer > 0 else { continue }
            if kill(writer, 0) != 0, errno == ESRCH { _ = unlink("\(folder)/\(name)") }
        }
    }

    /// The text of the answer; `nil` if there is none yet.
    private func read(_ path: String) throws(ModelError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("read", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .malformed("\(path) is not a regular file")
        }
        guard status.st_size <= Self.answerLimit else {
            throw .malformed("\(path) is larger than \(Self.answerLimit) bytes")
        }
        var bytes: [UInt8] = []
        let count = Int(status.st_size)
        while bytes.count < count {
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let got = Glibc.read(descriptor, &piece, piece.count)
            guard got > 0 || (got < 0 && errno == EINTR) else { break }
            bytes += piece.prefix(max(0, got))
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .malformed("\(path) is empty") }
        return text
    }

    private static func failure(_ verb: String, _ path: String, _ error: SystemError = .last) -> ModelError {
        .unreachable("could not \(verb) \(path): \(error)")
    }
}
