internal import Ledger
internal import Lessons
internal import SkillRepository

/// Everything that an evolution reads, read once: the result depends on nothing else.
struct FrozenInputs: Sendable {
    /// The id of the evolution that the inputs belong to.
    let evolution: String
    /// Every episode that is evidence.
    let pool: [AnalysedEpisode]
    /// The episodes of the pool that no evolution has used yet.
    let pending: [PendingEpisode]
    /// Lessons that another program's analysts wrote.
    let records: [LessonDraft]
    /// The skills that analysts compare an episode with.
    var analysed: Snapshot
    /// The skills that edits are made against: the same, unless a revision was published in between.
    let edited: Snapshot
    /// Every lesson that was known before, by its id.
    private(set) var lessons: [Lesson.ID: LessonRecord]
    /// Groups of lessons that contradict each other, as earlier evolutions found them.
    let contradictions: [[Lesson.ID]]
    /// The sample of a model's wording that is made again; nil to make as many as are asked for.
    var sample: Int?
    /// Episodes that have come in while the evolution waited for answers: they belong to the next one.
    var later: Set<EpisodeReference> = []
    /// Whether a model is asked about episodes again with which it failed too often.
    var asksAgain = false

    /// How many distinct sessions the pool holds.
    var sessions: Int { Set(pool.map(\.session)).count }

    /// The same inputs with the counts of lessons that this evolution finds. A question about them is then the same in
    /// every run of an evolution that waits for answers, whatever the run before has recorded.
    func counting(_ found: [Lesson]) -> FrozenInputs {
        var inputs = self
        for lesson in found {
            inputs.lessons[lesson.id]?.lesson.support = lesson.support
            inputs.lessons[lesson.id]?.lesson.way = lesson.way
        }
        return inputs
    }

    /// The same inputs with lessons as they are now.
    func with(lessons: [Lesson.ID: LessonRecord]) -> FrozenInputs {
        var inputs = self
        inputs.lessons = lessons
        return inputs
    }
}

extension FrozenInputs {
    /// The inputs of an evolution that begins now: analysts and edits see the same skills.
    init(
        evolution: String,
        _ evidence: EvolutionEvidence,
        _ records: [LessonDraft],
        _ snapshot: Snapshot,
        _ lessons: [Lesson.ID: LessonRecord]
    ) {
        self.init(
            evolution: evolution,
            pool: evidence.pool,
            pending: evidence.pending,
            records: records,
            analysed: snapshot,
            edited: snapshot,
            lessons: lessons,
            contradictions: evidence.contradictions
        )
    }
}
