@preconcurrency internal import Dispatch
internal import Glibc
internal import Logging
internal import Synchronization

/// Notices that a call of a library does not return, and ends the process then: only a new process can go on.
///
/// As long as the repository answers, the service manager is told so. The clock is one of its own, so that neither Swift's
/// pool nor the repository's queue can hold it up.
final class Watchdog: Sendable {
    private let limit: Duration
    private let lastAnswer: Mutex<SuspendingClock.Instant>
    // A suspended machine is not a call that does not return.
    private let clock = SuspendingClock()

    /// - Parameter limit: the time within which the repository has to answer.
    init(limit: Duration) {
        self.limit = limit
        lastAnswer = Mutex(clock.now)
    }

    /// What a time without an answer says.
    enum Verdict: Equatable {
        case alive
        /// Nothing yet: the answer is late.
        case silent
        case stuck
    }

    /// What it says that the last answer came this long ago.
    func verdict(after silence: Duration) -> Verdict {
        if silence > limit { return .stuck }
        return silence < limit / 2 ? .alive : .silent
    }

    /// Watches until the task is cancelled.
    ///
    /// - Parameters:
    ///   - answer: returns when everything that is watched has answered.
    ///   - alive: is called while it answers.
    ///   - trip: is called once it has not answered for too long.
    func run(
        answer: @escaping @Sendable () async -> Void,
        alive: @escaping @Sendable () -> Void,
        trip: @escaping @Sendable () -> Void
    ) async {
        let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
        source.schedule(deadline: .now(), repeating: .milliseconds(max(1, Int(limit / .milliseconds(1)) / 8)))
        source.setEventHandler { [self] in
            switch verdict(after: lastAnswer.withLock { clock.now - $0 }) {
            case .alive: alive()
            case .silent: break
            case .stuck: trip()
            }
        }
        source.resume()
        defer { source.cancel() }
        while !Task.isCancelled {
            await answer()
            lastAnswer.withLock { $0 = clock.now }
            do { try await Task.sleep(for: limit / 8, clock: clock) } catch { return }
        }
    }
}
