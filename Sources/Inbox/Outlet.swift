/// Where a watcher's events go: a buffer that is bounded, and that replaces what it loses by a scan.
///
/// Confined to the watcher's queue, as its owner is.
final class Outlet {
    private let continuation: AsyncStream<InboxEvent>.Continuation
    private var rootsWithLoss: Set<String> = []

    init(_ continuation: AsyncStream<InboxEvent>.Continuation) { self.continuation = continuation }

    func yield(_ event: InboxEvent) {
        if case .dropped(let lost) = continuation.yield(event) { rootsWithLoss.insert(lost.root) }
    }

    func finish() { continuation.finish() }

    /// Asks for a scan of each root that lost an event because nobody read. Ends, because each root is asked for once.
    func rescanLost(among roots: [InboxPath]) {
        guard !rootsWithLoss.isEmpty else { return }
        // A scan may push out an event of a root before it: after the second round only scans are lost to scans.
        for _ in 0..<2 {
            let lost = rootsWithLoss
            rootsWithLoss = []
            for root in roots where lost.contains(root.root) { yield(.rescan(root)) }
        }
        rootsWithLoss = []
    }
}
