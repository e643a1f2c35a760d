internal import Dispatch

/// Why something could not be done with artifacts.
package enum ArtifactFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A lower-case sentence without full stop, fit for a model and for a person.
    case unusable(String)
    case cancelled

    package var description: String {
        switch self {
        case .unusable(let reason): reason
        case .cancelled: "cancelled"
        }
    }
}

/// Does work on files on a thread of its own: a copy or a comparison may take seconds, and Swift's threads are few.
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
