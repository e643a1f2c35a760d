internal import FoundationEssentials
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
        state == Self.state(.retracted) ? LessonState.Name.retracted.rawValue : state
    }

    /// Counts of lessons by the stable names of their states.
    static func counts(_ lessons: [LessonState.Name: Int]) -> [String: Int] {
        Dictionary(lessons.map { (state($0.key), $0.value) }, uniquingKeysWith: +)
    }
}
