internal import Glibc
internal import Synchronization

/// A model's server for tests: chat completions and Anthropic messages on the loopback address, answered by a closure,
/// with faults on demand.
///
/// One thread listens and each connection has a small one of its own, so that whatever a closure or a slow answer does,
/// Swift's pool of threads is not touched and a thousand connections may wait at once.
package final class ModelServer: Sendable {
    /// Answers one request; called on the connection's thread.
    package typealias Script = @Sendable (ModelRequest) -> ModelReply

    private struct State: ~Copyable {
        var requests: [ModelRequest] = []
        var underWay = 0
        var peak = 0
        var connections: Set<Int32> = []
        var accepted = 0
        /// The listening thread counts as one.
        var threads = 1
        var isStopping = false
        var waitingForRequests: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    /// POLLRDHUP, which Glibc's module does not show.
    private static let closedByPeer: Int16 = 0x2000

    package let port: UInt16
    private let listener: Int32
    /// Written to once, when the server stops: a connection that pauses watches the reading end.
    private let stopSignal: (reading: Int32, writing: Int32)
    private let script: Script
    private let state = Mutex(State())

    /// Listens on a free port of 127.0.0.1. The caller has to call ``stop()``.
    package init(_ script: @escaping Script) throws {
        Self.raiseDescriptorLimit()
        let (listener, port) = try Self.listening()
        self.listener = listener
        self.port = port
        self.script = script
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ServerError("no pipe", errno) }
        stopSignal = (ends[0], ends[1])
        try startThread { [self] in listen() }
    }

    /// A server for the time of `body`.
    package static func run<Value>(
        _ script: @escaping Script,
        _ body: (ModelServer) async throws -> Value
    ) async throws -> Value {
        let server = try ModelServer(script)
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// `http://127.0.0.1:PORT`
    package var address: String { "http://127.0.0.1:\(port)" }

    /// What has been asked, in the order of arrival.
    package var requests: [ModelRequest] { state.withLock { $0.requests } }

    /// The largest number of requests that were being answered at once.
    package var peak: Int { state.withLock { $0.peak } }

    /// The number of connections accepted so far.
    package var accepted: Int { state.withLock { $0.accepted } }

    /// Returns when `count` requests have arrived.
    package func received(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.requests.count < count { state.waitingForRequests.append((count, continuation)) }
                return state.requests.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Closes everything and returns when every thread has ended.
    package func stop() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.threads > 0 { state.waitingForEnd.append(continuation) }
                if !state.isStopping {
                    state.isStopping = true
                    _ = write(stopSignal.writing, "!", 1)
                    for descriptor in state.connections { shutdown(descriptor, Int32(SHUT_RDWR)) }
                }
                return state.threads == 0
            }
            if isOver { continuation.resume() }
        }
    }

    // MARK: For a connection

    func answer(_ request: ModelRequest) -> ModelReply {
        var request = request
        let satisfied = state.withLock { state in
            request.index = state.requests.count
            state.requests.append(request)
            state.underWay += 1
            state.peak = max(state.peak, state.underWay)
            let count = state.requests.count
            let satisfied = state.waitingForRequests.filter { $0.count <= count }
            state.waitingForRequests.removeAll { $0.count <= count }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume() }
        return script(request)
    }

    func answered() {
        state.withLock { $0.underWay -= 1 }
    }

    /// Waits; `false` as soon as the server stops or the other side of `descriptor` goes away.
    func pause(_ duration: Duration, watching descriptor: Int32) -> Bool {
        let end = ContinuousClock.now + duration
        while true {
            let left = ContinuousClock.now.duration(to: end)
            if left <= .zero { return true }
            var watched = [
                pollfd(fd: stopSignal.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Self.closedByPeer, revents: 0),
            ]
            let count = poll(&watched, 2, Int32(min(60_000, left / .milliseconds(1) + 1)))
            if count > 0 || (count < 0 && errno != EINTR) { return false }
        }
    }

    // MARK: Threads

    private func listen() {
        while true {
            var watched = [
                pollfd(fd: stopSignal.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&watched, 2, -1) < 0, errno == EINTR { continue }
            if watched[0].revents != 0 { break }
            let descriptor = accept(listener, nil, nil)
            if descriptor >= 0 { serve(descriptor) }
        }
        close(listener)
        threadEnded()
    }

    private func serve(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        state.withLock {
            $0.accepted += 1
            $0.threads += 1
            $0.connections.insert(descriptor)
        }
        do {
            try startThread { [self] in
                var connection = ModelConnection(descriptor: descriptor, server: self)
                connection.serve()
                forget(descriptor)
                threadEnded()
            }
        } catch {
            forget(descriptor)
            threadEnded()
        }
    }

    private func forget(_ descriptor: Int32) {
        // Inside the lock: stop() must not shut down a descriptor that has become somebody else's.
        state.withLock {
            $0.connections.remove(descriptor)
            close(descriptor)
        }
    }

    private func threadEnded() {
        let waiting = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return [CheckedContinuation<Void, Never>]() }
            close(stopSignal.reading)
            close(stopSignal.writing)
            defer { state.waitingForEnd = [] }
            return state.waitingForEnd
        }
        for continuation in waiting { continuation.resume() }
    }
}
