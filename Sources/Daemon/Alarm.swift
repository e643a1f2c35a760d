/// Calls once after a time, unless it is cancelled before.
struct Timer {
    private let task: Task<Void, Never>

    /// Ticks are late by a twentieth at most: that lets the kernel put wake-ups together.
    init(after wait: Duration, _ ring: @escaping @Sendable () -> Void) {
        task = Task {
            do { try await Task.sleep(for: wait, tolerance: wait / 20) } catch {
                // Cancelled: who waited has something to do, and must not be called once more for that.
                return
            }
            ring()
        }
    }

    func cancel() { task.cancel() }

    /// Waits until it has rung or will not ring any more.
    func end() async { await task.value }
}
