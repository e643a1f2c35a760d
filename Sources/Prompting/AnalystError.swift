package import LanguageModels

/// Why a model's part of the work could not be done.
package enum AnalystError: Error, Sendable, Equatable {
    /// The model gave no answer, or none that could be read after all repairs.
    case model(ModelError)
    /// A file of parsed records cannot be used.
    case records(String)
    /// Work that was asked for makes no sense, as of a skill without SKILL.md.
    case unusable(String)

    /// The class in one word, for counts: a ``ModelError/Kind`` of the model, else `records` or `unusable`.
    package var code: String {
        switch self {
        case .model(let error): error.kind.rawValue
        case .records: "records"
        case .unusable: "unusable"
        }
    }
}

extension AnalystError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .model(let error): "could not finish with the model: \(error)"
        case .records(let reason): "could not use the parsed records: \(reason); write them again"
        case .unusable(let reason): "could not ask the model: \(reason)"
        }
    }
}
