internal import Foundations
internal import JSON
internal import Trajectories

/// What was true of a call to a tool when it was sent: facts by which refused calls can be told from accepted ones.
///
/// A fact names an argument and a relation: `unknown(route_id)`, `last-of(waypoint_id)=waypoints_id`.
struct CallFacts {
    /// What the conversation has shown so far.
    struct Context {
        /// What the user has said.
        var said = ""
        /// The results so far with the arguments that they are the results of, the newest last.
        var results: [(tool: String, arguments: [ToolCall.Argument], text: String, isStale: Bool)] = []
        /// Values of arguments of calls that changed something, each as `name=value`.
        var used: Set<String> = []

        /// Notes that a call has changed something: what earlier results said of the same things may be different now.
        mutating func change(by call: ToolCall) {
            let identifiers = call.arguments.map(\.value).filter(CallFacts.isIdentifier)
            for argument in call.arguments { used.insert("\(argument.name)=\(argument.value)") }
            for index in results.indices.dropLast() {
                let text = results[index].text
                if identifiers.isEmpty || identifiers.contains(where: { text.containsBytes(of: $0) }) {
                    results[index].isStale = true
                }
            }
        }

        /// Whether some text has shown a value.
        func knows(_ value: String) -> Bool {
            said.containsBytes(of: value) || results.contains { $0.text.containsBytes(of: value) }
        }
    }

    /// The facts, each once, in the order of their arguments.
    private(set) var all: [String] = []
    private static let limit = 60
    private static let toolLimit = 12

    init(of call: ToolCall, in context: Context, changes: Bool) {
        var counts: [(name: String, count: Int)] = []
        var identifiers: [(name: String, value: String)] = []
        for argument in call.arguments.prefix(12) {
            let name = argument.name
            if let entries = Self.entries(argument.value) {
                counts.append((name, entries.count))
                add(entries.isEmpty ? "empty(\(name))" : "filled(\(name))")
                let values = entries.filter(Self.isIdentifier)
                if !values.isEmpty {
                    add(values.allSatisfy(context.knows) ? "known(\(name))" : "unknown(\(name))")
                    identifiers += values.prefix(4).map { (name, $0) }
                }
                continue
            }
            if Self.isIdentifier(argument.value) {
                add(context.knows(argument.value) ? "known(\(name))" : "unknown(\(name))")
                if let maker = context.results.first(where: { $0.text.containsBytes(of: argument.value) }) {
                    add("from(\(name))=\(maker.tool)")
                }
                identifiers.append((name, argument.value))
                if let prefix = Self.prefix(argument.value) { add("prefix(\(name))=\(prefix)") }
            } else if let shape = Self.shape(argument.value) {
                add("shape(\(name))=\(shape)")
            }
        }
        for (left, right) in zip(counts, counts.dropFirst()) {
            add(
                left.count == right.count
                    ? "same-length(\(left.name),\(right.name))" : "other-length(\(left.name),\(right.name))"
            )
        }
        if changes {
            for identifier in identifiers {
                add(
                    context.used.contains("\(identifier.name)=\(identifier.value)")
                        ? "again(\(identifier.name))" : "first(\(identifier.name))"
                )
            }
        }
        for identifier in identifiers.prefix(6) { addPlace(identifier, context) }
        for identifier in identifiers.prefix(6) { addMaker(identifier, among: identifiers, context) }
        addState(identifiers.map(\.value), context)
        for tool in Set(context.results.map(\.tool)).sorted().prefix(Self.toolLimit) where tool != call.tool {
            add("after(\(tool))")
        }
    }

    /// Which call an id comes from, where that call was given another id of this one: a route from a place to a place.
    private mutating func addMaker(
        _ identifier: (name: String, value: String),
        among all: [(name: String, value: String)],
        _ context: Context
    ) {
        guard let maker = context.results.first(where: { $0.text.containsBytes(of: identifier.value) }) else { return }
        for argument in maker.arguments {
            for other in all where other.name != identifier.name && other.value == argument.value {
                add("made-by(\(identifier.name),\(maker.tool).\(argument.name))=\(other.name)")
            }
        }
    }

    private mutating func add(_ fact: String) {
        if all.count < Self.limit, !all.contains(fact) { all.append(fact) }
    }

    // MARK: Values

    /// The entries of an array of texts or numbers; nil for anything else.
    private static func entries(_ value: String) -> [String]? {
        guard value.utf8.first == UInt8(ascii: "["), let json = try? JSON(parsing: Array(value.utf8)) else {
            return nil
        }
        return json.array?.map { $0.string ?? String(decoding: $0.source, as: UTF8.self) }
    }

    /// Whether a value names one thing among others, as an id does: one word with a digit or an underscore.
    static func isIdentifier(_ value: String) -> Bool {
        guard (3...80).contains(value.utf8.count), value.utf8.contains(where: { 0x30...0x39 ~= $0 }) else {
            return false
        }
        return value.utf8.allSatisfy { $0.isNameByte || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "#") }
            && value.utf8.contains { $0 == UInt8(ascii: "#") || $0.isASCIILetter }
    }

    private static func isWord(_ value: String) -> Bool {
        (1...24).contains(value.utf8.count)
            && value.utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == UInt8(ascii: "_") }
    }

    /// The form of a value that is written in digits with signs between them, as dates and times are: `9999-99-99`. Nil for
    /// others, and for plain numbers.
    private static func shape(_ value: String) -> String? {
        guard (5...24).contains(value.utf8.count), value.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }),
            value.utf8.contains(where: { 0x30...0x39 ~= $0 }), value.utf8.contains(where: { !(0x30...0x39 ~= $0) }),
            Double(value) == nil
        else { return nil }
        let signs = "-/:. T+Z"
        guard value.allSatisfy({ $0.isNumber || signs.contains($0) }) else { return nil }
        return String(value.map { $0.isNumber ? "9" : $0 })
    }

    /// The letters in front of the first digit, if they end in a separator.
    private static func prefix(_ value: String) -> String? {
        let letters = value.prefix { !$0.isNumber }
        return letters.count >= 3 && letters.last == "_" ? String(letters) : nil
    }

    // MARK: Earlier results

    /// Where a value is in the newest list that has it: `last-of(waypoint_id)=waypoints_id`.
    private mutating func addPlace(_ identifier: (name: String, value: String), _ context: Context) {
        for result in context.results.suffix(8).reversed() where result.text.containsBytes(of: identifier.value) {
            guard let json = Self.json(result.text),
                let (field, place) = Self.place(of: identifier.value, in: json, field: "", depth: 0)
            else { continue }
            add("\(place)-of(\(identifier.name))=\(field)")
            return
        }
    }

    private static func place(of value: String, in json: JSON, field: String, depth: Int) -> (
        field: String, place: String
    )? {
        guard depth < 5 else { return nil }
        if let entries = json.array {
            if let index = entries.firstIndex(where: { $0.string == value }), !field.isEmpty {
                let place =
                    entries.count < 2 ? "only" : index == 0 ? "first" : index == entries.count - 1 ? "last" : "middle"
                return (field, place)
            }
            for entry in entries.prefix(50) {
                if let found = place(of: value, in: entry, field: field, depth: depth + 1) { return found }
            }
            return nil
        }
        for (key, member) in json.members {
            if let found = place(of: value, in: member, field: key, depth: depth + 1) { return found }
        }
        return nil
    }

    /// The short words and truth values in the newest results: what state the things are in that the call is about.
    private mutating func addState(_ identifiers: [String], _ context: Context) {
        var seen: Set<String> = []
        for result in context.results.suffix(8).reversed()
        where !result.isStale && ToolName.onlyLooks(result.tool) && seen.insert(result.tool).inserted {
            guard result.text.utf8.count < 20_000, let json = Self.json(result.text) else { continue }
            let body = json["result"] ?? json
            let isAbout = identifiers.contains { result.text.containsBytes(of: $0) }
            guard isAbout || identifiers.isEmpty || body.count < 12 else { continue }
            for (key, member) in body.members {
                if let truth = member.bool {
                    add("state(\(result.tool).\(key))=\(truth)")
                } else if let word = member.string, Self.isWord(word) {
                    add("state(\(result.tool).\(key))=\(word)")
                }
            }
        }
    }

    private static func json(_ text: String) -> JSON? {
        let trimmed = text.drop { $0.isWhitespace }
        guard trimmed.utf8.first == UInt8(ascii: "{") || trimmed.utf8.first == UInt8(ascii: "[") else { return nil }
        return try? JSON(parsing: Array(trimmed.utf8))
    }
}
