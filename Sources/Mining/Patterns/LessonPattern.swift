internal import Lessons

/// A kind of lesson that is found by rule: what it notes of an episode, and the lessons that follow from what it noted in
/// a pool of episodes.
protocol LessonPattern: Sendable {
    /// The name under which its occurrences are kept.
    static var name: String { get }
    /// Whether the ways of its occurrences are what was done, in words that a text has as well: commands, tools.
    static var namesWays: Bool { get }
    /// What the pattern notes of one episode.
    func occurrences(in sequence: ActionSequence) -> [Occurrence]
    /// The lessons of a pool, whether or not they have enough support: their kind tells how much they need.
    func lessons(from pool: OccurrencePool) -> [Lesson]
}

extension LessonPattern {
    static var namesWays: Bool { false }
}

/// All patterns, in the order in which they look at an episode.
enum LessonPatterns {
    static func all(_ goals: GoalTable) -> [any LessonPattern] {
        [
            SlicedReading(), WriteThenRun(), RepeatedCall(), RewrittenResult(), ChecksAfterLastEdit(),
            EditMethods(),
            MissingParts(), Procedure(table: goals), TestSelection(), SetUpCode(), NeedlessQuestion(),
            ArgumentConstraint(), NamedTotal(),
            Preparation(), UserCorrection(),
        ]
    }

    /// Whether the pattern of a name says in words what was done.
    static func nameWays(_ pattern: String) -> Bool { namingWays.contains(pattern) }

    private static let namingWays = Set(
        all(.standard).filter { type(of: $0).namesWays }.map { type(of: $0).name }
    )
}
