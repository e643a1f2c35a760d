internal import Synchronization

/// Why parts of the work wait. Each reason holds until that part was done.
final class Waiting: Sendable {
    /// A part of the daemon's work.
    enum Part: Int, Sendable { case files, evolution, ledger }

    private let reasons = Mutex<[Part: String]>([:])
    private let tell: @Sendable (String?) -> Void

    /// - Parameter tell: is told all reasons as one text, and nil when there is none any more.
    init(tell: @escaping @Sendable (String?) -> Void) { self.tell = tell }

    /// Notes why a part waits; nil when it goes on.
    func set(_ part: Part, _ reason: String?) {
        let all = reasons.withLock { reasons in
            reasons[part] = reason
            return reasons.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
        }
        tell(all.isEmpty ? nil : all.joined(separator: "; "))
    }

    /// Does a part of the work, and notes why it waits then if it fails.
    func track(_ part: Part, _ work: () async throws -> Void) async throws {
        do {
            try await work()
            set(part, nil)
        } catch {
            if !(error is CancellationError) { set(part, "\(error)") }
            throw error
        }
    }
}
