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

/// Finding the name that somebody meant.
enum Nearest {
    /// The name with the fewest changes, if they are few; nil if nothing is near.
    static func name(to text: String, among names: [String]) -> String? {
        let measured = names.map { (name: $0, distance: distance(text, $0)) }
        guard let best = measured.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, text.utf8.count / 3) ? best.name : nil
    }

    /// How many letters must be put in, left out or changed.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, letter) in left.utf8.prefix(64).enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = letter == other ? corner : min(corner, above, row[j]) + 1
                corner = above
            }
        }
        return row[right.count]
    }
}
