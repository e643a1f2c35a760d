/// Why a mapping cannot be used.
package enum MappingError: Error, Sendable, Equatable {
    /// The mapping has a key that does not exist.
    case unknownKey(String)
    /// A key is not there, or has no value.
    case missing(String)
    /// The value of a key is not a JSON Pointer.
    case badPointer(key: String, value: String)
    /// The value of `when` is not a condition.
    case badCondition(String)
    /// A value of `reshape` is not one of its ways.
    case unknownReshaping(String)
}

extension MappingError: CustomStringConvertible {
    /// The key that the error is about, as far as it can be in the mapping.
    package var key: String? {
        switch self {
        case .unknownKey(let key), .missing(let key), .badPointer(let key, _): key
        case .badCondition: "when"
        case .unknownReshaping: "reshape"
        }
    }

    /// What is wrong, and what would be right.
    package var description: String {
        switch self {
        case .unknownKey(let key):
            "could not read the mapping: it has no key \"\(key)\"; the keys are \(Mapping.keys.joined(separator: ", "))"
        case .missing(let key): "could not read the mapping: \"\(key)\" is missing or empty; give it a value"
        case .badPointer(let key, let value):
            "could not read the mapping: \"\(key)\" is \"\(value)\", which is not a JSON Pointer; write it as /name/name"
        case .unknownReshaping(let name):
            "could not read the mapping: \"reshape\" is \"\(name)\"; the ways are "
                + Reshaping.allCases.map(\.rawValue).joined(separator: ", ")
        case .badCondition(let value):
            "could not read the mapping: \"when\" is \"\(value)\", which is not a condition; write it as /name=value"
        }
    }
}
