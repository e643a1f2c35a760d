internal import Dispatch

/// The reason why artifacts cannot be worked on.
package enum ArtifactFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A lower-case sentence without full stop, fit for a model and for a person.
    case unusable(String)
    case cancelled

    /// The reason.
    package var description: String {
        switch self {
        case .unusable(let reason): reason
        case .cancelled: "cancelled"
        }
    }
}

/// Runs file operations on a thread of their own: they may take seconds, and Swift's pool has one thread for each core.
package func onThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws(ArtifactFault) -> Value
) async throws(ArtifactFault) -> Value {
    let result = await withCheckedContinuation {
        (continuation: CheckedContinuation<Result<Value, ArtifactFault>, Never>) in
        DispatchQueue(label: "artifacts").async {
            continuation.resume(returning: Result { () throws(ArtifactFault) in try work() })
        }
    }
    return try result.get()
}
