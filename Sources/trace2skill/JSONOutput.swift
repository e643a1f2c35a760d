internal import FoundationEssentials
internal import Ledger
internal import Lessons

/// Output for programs: one JSON document with sorted keys.
enum JSONOutput {
    /// Prints a value to standard output.
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The stable name of a lesson's state.
    static func state(_ name: LessonState.Name) -> String {
        // The name of the first version, which programs may look for.
        name == .retracted ? "tombstone" : name.rawValue
    }

    /// The word of the glossary for a state, as text for people has it.
    ///
    /// - Parameter state: a stable name, from ``state(_:)``.
    static func word(for state: String) -> String {
        switch state {
        case Self.state(.retracted): LessonState.Name.retracted.rawValue
        case joined: "joined into others"
        default: state
        }
    }

    /// The stable name for lessons that are parts of others.
    private static let joined = "joined"

    /// Counts of lessons by the stable names of their states. Those that are parts of others are counted apart: what they
    /// say does not wait for anything of its own.
    static func counts(_ lessons: some Sequence<LessonCounts>) -> [String: Int] {
        let named = lessons.flatMap { counts in
            counts.states.map { (state($0.key), $0.value) } + [(joined, counts.joined)]
        }
        return Dictionary(named, uniquingKeysWith: +).filter { $0.value > 0 }
    }
}
