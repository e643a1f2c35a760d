internal import Glibc

/// A folder in which prompts wait for answers: a person's own agent does the thinking.
///
/// `<key>.prompt.md` is written whole or not at all. The answer is `<key>.answer.md`, written under another name and
/// then renamed. The prompt stays until its answer has been read, so that it is asked once whatever happens between.
package struct Handoff: LanguageModel {
    private static let answerLimit = 1 << 20

    package let identity = "handoff"
    package var canCallTools: Bool { false }

    private let folder: String
    private let patience: Duration
    private let interval: Duration
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - folder: a folder that nobody else may write to; made with the first prompt, in a folder that is there.
    ///   - patience: how long a call waits for its answer before it ends with ``ModelError/pending(_:)``.
    ///   - interval: the time between two looks.
    package init(
        folder: String,
        patience: Duration = .zero,
        interval: Duration = .seconds(1),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.folder = folder
        self.patience = patience
        self.interval = interval
        self.clock = clock
    }

    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        guard call.prompt.tools.isEmpty else { throw .badRequest("a handed-off prompt cannot use tools") }
        let start = ContinuousClock.now
        let answerPath = "\(folder)/\(call.key).answer.md"
        let promptPath = "\(folder)/\(call.key).prompt.md"
        var waited = Duration.zero
        while true {
            if let text = try read(answerPath) {
                // The prompt has done its work; if it stays, it is answered twice at worst.
                _ = unlink(promptPath)
                let usage = Usage(
                    prompt: TokenEstimate(call).prompt,
                    completion: TokenEstimate.tokens(in: text),
                    isEstimated: true
                )
                return Answer(text: text, usage: usage, duration: start.duration(to: .now))
            }
            if access(promptPath, F_OK) != 0 { try write(call, to: promptPath) }
            guard waited < patience else {
                throw .pending("\(promptPath) waits for an answer in \(call.key).answer.md beside it")
            }
            do {
                try await clock.sleep(for: interval)
            } catch {
                throw .cancelled
            }
            waited += interval
        }
    }

    private func write(_ call: ModelCall, to path: String) throws(ModelError) {
        let name = "\(call.key).answer.md"
        let text = """
            <!-- Write the answer to \(name).partial in this folder, then rename it to \(name). -->

            \(call.prompt.text)
            """
        let temporary = "\(path).\(getpid()).partial"
        // Where it cannot be made, writing says why.
        _ = mkdir(folder, 0o700)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure("write", temporary) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { break }
            bytes = bytes.dropFirst(max(0, count))
        }
        let isWritten = bytes.isEmpty && fsync(descriptor) == 0
        let failure = Self.failure("write", temporary)
        guard close(descriptor) == 0, isWritten, rename(temporary, path) == 0 else {
            // Half a file is of no use to anybody; if it cannot be removed, the next try overwrites it.
            _ = unlink(temporary)
            throw failure
        }
    }

    /// `nil` while there is none.
    private func read(_ path: String) throws(ModelError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("read", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .malformed("\(path) is no file")
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

    private static func failure(_ verb: String, _ path: String) -> ModelError {
        .unavailable("could not \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
