internal import Evolution
internal import Inbox
internal import Ledger
internal import Logging

extension InboxService {
    /// How long files that arrive are left alone while the evolution works itself.
    private static let untilAsked = Duration.seconds(2)

    /// Does work that may ask a model for hours, and meanwhile ingests what arrives whenever the work lock is free.
    func ingesting<Value: Sendable>(
        from arrivals: ReadyFiles,
        _ left: inout Set<InboxPath>,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard evolution.asksModel else { return try await work() }
        let ending = Flag()
        let task = Task {
            defer {
                ending.raise()
                arrivals.interrupt()
            }
            return try await work()
        }
        while !ending.isRaised, let update = await arrivals.next(within: Self.rest) {
            log(update)
            guard !WorkLock.isHeld(path: workLock) else {
                await arrivals.putBack(update.batches.flatMap(\.files), for: Self.untilAsked)
                continue
            }
            do {
                try await waiting.track(.files) { try await ingest(update.batches, from: arrivals, &left) }
            } catch is CancellationError {
                break
            } catch {
                logger.error("could not ingest; trying again in a minute", metadata: ["error": "\(error)"])
            }
        }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
