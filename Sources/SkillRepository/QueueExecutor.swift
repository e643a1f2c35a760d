@preconcurrency internal import Dispatch

/// Runs an actor on a dispatch queue of its own, so that its disk work holds up no other task.
///
/// Swift's own pool has one thread a core, and libgit2 blocks. (`DispatchSerialQueue`, which is an executor by itself
/// on Apple's systems, does not exist on Linux.)
final class QueueExecutor: SerialExecutor, @unchecked Sendable {
    // @unchecked: a DispatchQueue may be used from any thread, but is not marked Sendable on Linux.
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
