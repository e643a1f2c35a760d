internal import Configuration
internal import Trajectories

/// A mapping file: lines of `key: value`, `#` for remarks.
enum MappingFile {
    static func read(_ bytes: [UInt8], path: String) throws -> Mapping {
        var fields: [String: String] = [:]
        for (number, raw) in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).enumerated() {
            let line = raw.drop { $0 == " " }
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let colon = line.firstIndex(of: ":") else {
                throw ConfigurationError(place: "\(path):\(number + 1)", problem: "expected \"key: value\"")
            }
            var value = line[line.index(after: colon)...].drop { $0 == " " }
            while value.last == " " || value.last == "\r" { value.removeLast() }
            if value.count >= 2, let quote = value.first, quote == "\"" || quote == "'", value.last == quote {
                value = value.dropFirst().dropLast()
            }
            fields[String(line[..<colon])] = String(value)
        }
        do { return try Mapping(parsing: fields) } catch { throw ConfigurationError(place: path, problem: "\(error)") }
    }
}
