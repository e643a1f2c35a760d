/// Why a call has no usable answer. The reasons never contain an API key or text of the prompt.
package enum ModelError: Error, Sendable, Equatable {
    /// The provider cannot be reached, is overloaded, took too long or closed the connection. Can be retried.
    case unavailable(String, retryAfter: Duration? = nil)
    /// No connection came about, so that nothing was sent. Can be retried.
    case unreachable(String)
    /// The provider asks for fewer calls. Can be retried later.
    case rateLimited(String, retryAfter: Duration? = nil)
    /// The key is missing, wrong or lacks a permission.
    case authentication(String)
    /// The provider rejects the request, and would reject it again.
    case badRequest(String)
    /// The prompt is too long for the model.
    case tooLong(String)
    /// The model or its provider declined to answer.
    case refused(String)
    /// There is an answer, but it cannot be read.
    case malformed(String)
    /// A budget of the configuration or of the provider's account is used up.
    case budget(String)
    /// The answer is produced outside of the program and can be read in a later run.
    case pending(String)
    /// The model is not asked any more in this run, because it failed several times in the same way, of which the class is
    /// given.
    case halted(String, after: Kind)
    /// The task was cancelled or the program is stopping.
    case cancelled

    /// The class of an error without its reason, for records and counts.
    package enum Kind: String, Sendable, CaseIterable {
        case unavailable, unreachable, rateLimited = "rate-limited", authentication, badRequest = "bad-request",
            tooLong = "too-long"
        case refused, malformed, budget, pending, halted, cancelled
    }

    /// The class of this error.
    package var kind: Kind {
        switch self {
        case .unavailable: .unavailable
        case .unreachable: .unreachable
        case .rateLimited: .rateLimited
        case .authentication: .authentication
        case .badRequest: .badRequest
        case .tooLong: .tooLong
        case .refused: .refused
        case .malformed: .malformed
        case .budget: .budget
        case .pending: .pending
        case .halted: .halted
        case .cancelled: .cancelled
        }
    }

    /// Whether the same call may succeed in a later run although nothing is changed about it: there is no answer yet, or
    /// the model cannot be asked now.
    package var mayPass: Bool {
        switch kind {
        case .unavailable, .unreachable, .rateLimited, .authentication, .budget, .pending, .halted, .cancelled: true
        case .badRequest, .tooLong, .refused, .malformed: false
        }
    }

    /// Whether the model was asked and its answers are of no use: they cannot be read, after all repairs.
    package var isUnusableAnswer: Bool {
        switch self {
        case .malformed, .halted(_, after: .malformed): true
        default: false
        }
    }

    /// The delay that the provider asked for.
    package var retryAfter: Duration? {
        switch self {
        case .unavailable(_, let duration), .rateLimited(_, let duration): duration
        default: nil
        }
    }

    /// The same error with a transformed reason.
    func mappingReason(_ transform: (String) -> String) -> ModelError {
        switch self {
        case .unavailable(let reason, let retryAfter): .unavailable(transform(reason), retryAfter: retryAfter)
        case .unreachable(let reason): .unreachable(transform(reason))
        case .rateLimited(let reason, let retryAfter): .rateLimited(transform(reason), retryAfter: retryAfter)
        case .authentication(let reason): .authentication(transform(reason))
        case .badRequest(let reason): .badRequest(transform(reason))
        case .tooLong(let reason): .tooLong(transform(reason))
        case .refused(let reason): .refused(transform(reason))
        case .malformed(let reason): .malformed(transform(reason))
        case .budget(let reason): .budget(transform(reason))
        case .pending(let reason): .pending(transform(reason))
        case .halted(let reason, let kind): .halted(transform(reason), after: kind)
        case .cancelled: .cancelled
        }
    }
}

extension ModelError: CustomStringConvertible {
    /// The error as a sentence, with its reason.
    package var description: String {
        switch self {
        case .unavailable(let reason, _): "the model is not available: \(reason)"
        case .unreachable(let reason): "the model cannot be reached: \(reason)"
        case .rateLimited(let reason, _): "the model's provider asks for fewer calls: \(reason)"
        case .authentication(let reason): "the model's key cannot be used: \(reason)"
        case .badRequest(let reason): "the model's provider rejected the request: \(reason)"
        case .tooLong(let reason): "the prompt is too long for the model: \(reason)"
        case .refused(let reason): "the model declined to answer: \(reason)"
        case .malformed(let reason): "the model's answer could not be read: \(reason)"
        case .budget(let reason): "the model was not asked because the budget is used up: \(reason)"
        case .pending(let reason): "there is no answer yet: \(reason)"
        case .halted(let reason, _): "the model is not asked any more in this run: \(reason)"
        case .cancelled: "the call to the model was cancelled"
        }
    }
}
