internal import CLibCurl
internal import Dispatch
internal import Glibc
internal import Synchronization

/// Sends HTTP requests, many at once, over one libcurl multi handle: HTTP/2 where the server offers it, connections
/// used again, no redirects, no proxy unless asked for.
///
/// The multi handle lives on one thread of its own. Callers leave commands in a mutex-guarded list and wake that
/// thread: `curl_multi_wakeup` is the one call that libcurl lets another thread make. The thread runs until
/// ``shutDown()``, which the owner of the client has to call.
package final class Client: Sendable {
    private struct Start: Sendable {
        let id: Int
        let request: Request
        let consumer: BodyConsumer?
        let continuation: CheckedContinuation<Result<Response, HTTPError>, Never>
    }

    /// What callers leave for the loop's thread.
    private struct State: ~Copyable {
        enum Phase { case running, stopping, stopped }

        var phase = Phase.running
        var nextID = 0
        var starts: [Start] = []
        var cancellations: [Int] = []
        /// Requests whose task was cancelled, until ``send(_:consumer:)`` returns: a cancellation may come before the start.
        var cancelled: Set<Int> = []
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    // Sendable by libcurl's own rule: shared with other threads for curl_multi_wakeup alone, and that inside the lock.
    private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

    private let authorities: String?

    /// The file that `SSL_CERT_FILE` of the environment names: where a server's certificate is of an authority of one's own.
    package static var authoritiesOfEnvironment: String? {
        getenv("SSL_CERT_FILE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameter authorities: a file of certificates in PEM form: only servers with a certificate from one of them are trusted;
    ///   `nil` for those of the system.
    /// - Throws: ``HTTPError/transport(code:reason:)`` if libcurl cannot be set up.
    package init(authorities: String? = Client.authoritiesOfEnvironment) throws(HTTPError) {
        try Library.start()
        guard let multi = curl_multi_init() else { throw .noMemory(for: "a client") }
        self.multi = multi
        self.authorities = authorities
        DispatchQueue(label: "http.loop").async { [self] in run() }
    }

    /// Sends a request and waits for the end of its response, whatever the status.
    ///
    /// With a `consumer` a successful response's body is handed to it piece by piece and is not kept.
    /// Throws ``HTTPError/cancelled`` as soon as the task is cancelled; the transfer is then taken down.
    package func send(_ request: Request, consumer: BodyConsumer? = nil) async throws(HTTPError) -> Response {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let start = Start(id: id, request: request, consumer: consumer, continuation: continuation)
                let accepted = post { $0.starts.append(start) }
                if !accepted { continuation.resume(returning: .failure(.shutDown)) }
            }
        } onCancel: {
            _ = post {
                $0.cancelled.insert(id)
                $0.cancellations.append(id)
            }
        }
        state.withLock { _ = $0.cancelled.remove(id) }
        return try result.get()
    }

    /// Fails all requests under way with ``HTTPError/shutDown`` and returns when the thread has ended and every connection is
    /// closed. The client is of no use afterwards.
    package func shutDown() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                guard state.phase != .stopped else { return continuation.resume() }
                state.waitingForEnd.append(continuation)
                guard state.phase == .running else { return }
                state.phase = .stopping
                wake()
            }
        }
    }

    private func post(_ change: (inout State) -> Void) -> Bool {
        state.withLock {
            guard $0.phase == .running else { return false }
            change(&$0)
            // Inside the lock, so that the handle cannot have been cleaned up.
            wake()
            return true
        }
    }

    private func wake() {
        // A failure would mean that the pipe is full, and then the loop is awake.
        _ = curl_multi_wakeup(multi)
    }

    // MARK: The loop's thread

    private func run() {
        // libcurl does not guard against SIGPIPE when CURLOPT_NOSIGNAL is set. The mask stays on this thread: letting
        // the signal in again would deliver one that came meanwhile.
        var brokenPipe = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)

        let loop = Loop(multi, authorities: authorities)
        while takeCommands(for: loop) {
            loop.advance()
            loop.wait()
        }
        loop.failAll(.shutDown)
        // Cannot fail: every easy handle has been removed.
        _ = curl_multi_cleanup(multi)
        let waiting = state.withLock { state in
            state.phase = .stopped
            defer { state.waitingForEnd = [] }
            return state.waitingForEnd
        }
        for continuation in waiting { continuation.resume() }
    }

    /// `false` when the loop is to end.
    private func takeCommands(for loop: Loop) -> Bool {
        let (starts, cancellations, isRunning) = state.withLock { state in
            defer {
                state.starts.removeAll()
                state.cancellations.removeAll()
            }
            return (state.starts, state.cancellations, state.phase == .running)
        }
        for start in starts {
            let isCancelled = state.withLock { $0.cancelled.contains(start.id) }
            if isCancelled {
                start.continuation.resume(returning: .failure(.cancelled))
            } else {
                loop.start(start.id, start.request, start.consumer) { start.continuation.resume(returning: $0) }
            }
        }
        for id in cancellations { loop.cancel(id) }
        return isRunning
    }
}
