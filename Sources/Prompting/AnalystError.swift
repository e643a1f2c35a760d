package import LanguageModels

/// Why work that needs a model could not be done.
package enum AnalystError: Error, Sendable, Equatable {
    /// The model gave no answer, or no readable one after all repairs.
    case model(ModelError)
    /// A file of parsed records cannot be used.
    case records(String)
    /// The request is impossible, such as edits of a skill without SKILL.md.
    case unusable(String)

    /// The class of the error, for counts: a ``ModelError/Kind``, `records` or `unusable`.
    package var code: String {
        switch self {
        case .model(let error): error.kind.rawValue
        case .records: "records"
        case .unusable: "unusable"
        }
    }

    /// Whether the answer is still to come.
    package var isPending: Bool { if case .model(let error) = self { error.kind == .pending } else { false } }

    /// Whether the model was asked and its answers are of no use.
    package var isUnusableAnswer: Bool { if case .model(let error) = self { error.isUnusableAnswer } else { false } }
}

extension AnalystError: CustomStringConvertible {
    /// The error as a sentence, with its reason.
    package var description: String {
        switch self {
        case .model(let error): "could not finish with the model: \(error)"
        case .records(let reason): "could not use the parsed records: \(reason); write them again"
        case .unusable(let reason): "could not ask the model: \(reason)"
        }
    }
}
