/// A call that got no usable answer. The reasons never hold a key, nor text of the prompt.
package enum ModelError: Error, Sendable, Equatable {
    /// The provider cannot be reached, is overloaded, took too long or broke off. Worth another try.
    case unavailable(String, retryAfter: Duration? = nil)
    /// The provider asks for fewer calls. Worth another try, later.
    case rateLimited(String, retryAfter: Duration? = nil)
    /// The key is missing, wrong or not enough.
    case authentication(String)
    /// The provider does not take the request; it would not take it again.
    case badRequest(String)
    /// The prompt is longer than the model takes.
    case tooLong(String)
    /// The model or its provider declined to answer.
    case refused(String)
    /// There was an answer, but not one that can be read.
    case malformed(String)
    /// A budget, ours or the provider's, is used up.
    case budget(String)
    /// The answer is being worked on outside and will be there in a later run.
    case pending(String)
    /// The task was cancelled or the program is stopping.
    case cancelled

    /// The class alone, for records and counts.
    package enum Kind: String, Sendable, CaseIterable {
        case unavailable, rateLimited = "rate-limited", authentication, badRequest = "bad-request", tooLong = "too-long"
        case refused, malformed, budget, pending, cancelled
    }

    package var kind: Kind {
        switch self {
        case .unavailable: .unavailable
        case .rateLimited: .rateLimited
        case .authentication: .authentication
        case .badRequest: .badRequest
        case .tooLong: .tooLong
        case .refused: .refused
        case .malformed: .malformed
        case .budget: .budget
        case .pending: .pending
        case .cancelled: .cancelled
        }
    }

    /// How long the provider asked to be left alone.
    package var retryAfter: Duration? {
        switch self {
        case .unavailable(_, let duration), .rateLimited(_, let duration): duration
        default: nil
        }
    }

    /// The same error with its reason rewritten.
    func rewritten(_ rewrite: (String) -> String) -> ModelError {
        switch self {
        case .unavailable(let reason, let retryAfter): .unavailable(rewrite(reason), retryAfter: retryAfter)
        case .rateLimited(let reason, let retryAfter): .rateLimited(rewrite(reason), retryAfter: retryAfter)
        case .authentication(let reason): .authentication(rewrite(reason))
        case .badRequest(let reason): .badRequest(rewrite(reason))
        case .tooLong(let reason): .tooLong(rewrite(reason))
        case .refused(let reason): .refused(rewrite(reason))
        case .malformed(let reason): .malformed(rewrite(reason))
        case .budget(let reason): .budget(rewrite(reason))
        case .pending(let reason): .pending(rewrite(reason))
        case .cancelled: .cancelled
        }
    }
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unavailable(let reason, _): "the model is not available: \(reason)"
        case .rateLimited(let reason, _): "the model's provider asks for fewer calls: \(reason)"
        case .authentication(let reason): "the model's provider did not accept the key: \(reason)"
        case .badRequest(let reason): "the model's provider did not take the request: \(reason)"
        case .tooLong(let reason): "the prompt is too long for the model: \(reason)"
        case .refused(let reason): "the model declined to answer: \(reason)"
        case .malformed(let reason): "the model's answer could not be read: \(reason)"
        case .budget(let reason): "the model was not asked, since the budget is used up: \(reason)"
        case .pending(let reason): "the answer is not there yet: \(reason)"
        case .cancelled: "the call of the model was cancelled"
        }
    }
}
