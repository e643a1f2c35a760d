/// Why a mapping cannot be used.
package enum MappingError: Error, Sendable, Equatable {
    case unknownKey(String, nearest: String?)
    case missing(String)
    case badPointer(key: String, value: String)
    case noCondition(String)
}

extension MappingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownKey(let key, let nearest?):
            "could not read the mapping: it has no key \"\(key)\"; did you mean \"\(nearest)\"?"
        case .unknownKey(let key, nil):
            "could not read the mapping: it has no key \"\(key)\"; the keys are \(Mapping.keys.joined(separator: ", "))"
        case .missing(let key): "could not read the mapping: \"\(key)\" is missing or empty; give it a value"
        case .badPointer(let key, let value):
            "could not read the mapping: \"\(key)\" is \"\(value)\", which is no JSON Pointer; write it as /name/name"
        case .noCondition(let value):
            "could not read the mapping: \"when\" is \"\(value)\", which is no condition; write it as /name=value"
        }
    }
}
