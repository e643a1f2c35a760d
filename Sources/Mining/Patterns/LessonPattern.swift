internal import Lessons

/// A kind of lesson that is found by rule: what it notes of an episode, and the lessons that follow from what it noted in
/// a pool of episodes.
protocol LessonPattern: Sendable {
    /// The name under which its occurrences are kept.
    static var name: String { get }
    /// What the pattern notes of one episode.
    func occurrences(in sequence: ActionSequence) -> [Occurrence]
    /// The lessons of a pool, whether or not they have enough support: their kind tells how much they need.
    func lessons(from pool: OccurrencePool) -> [Lesson]
}

/// All patterns, in the order in which they look at an episode.
enum LessonPatterns {
    static func all(_ goals: GoalTable) -> [any LessonPattern] {
        [
            SlicedReading(), WriteThenRun(), RepeatedCall(), RewrittenResult(), ChecksAfterLastEdit(),
            EditMethods(),
            MissingParts(), Procedure(table: goals), TestSelection(), SetUpCode(), NeedlessQuestion(),
            ArgumentConstraint(), NamedTotal(),
            UserCorrection(),
        ]
    }
}
