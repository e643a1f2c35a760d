internal import Ledger
internal import Lessons
internal import Mining

/// Decides which of the consolidated lessons an evolution tries to publish, and records why it leaves the others.
struct LessonSelection {
    /// Every lesson that was known before, by its id.
    let known: [Lesson.ID: LessonRecord]
    /// What a model found; its lessons wait where they contradict others.
    let findings: ModelFindings
    /// What a lesson needs to be published.
    let thresholds: Miner.Thresholds

    /// The lessons that are ready, by skill, best supported first as they come.
    ///
    /// - Parameter skills: the only skills that are asked for; empty for all.
    func bySkill(
        _ lessons: [Lesson],
        only skills: [String],
        into outcome: inout EvolutionOutcome
    ) -> [(skill: String, lessons: [Lesson])] {
        var ready: [String: [Lesson]] = [:]
        for lesson in lessons where skills.isEmpty || skills.contains(lesson.skill) {
            switch known[lesson.id]?.state {
            case .retracted: continue
            case .adopted where isReworded(lesson): ready[lesson.skill, default: []].append(lesson)
            case .adopted, .proposed: outcome.keepPublished(lesson)
            case .held, .approved, nil:
                if let reason = findings.holdReason(for: lesson, thresholds) {
                    outcome.hold(lesson, reason)
                } else {
                    ready[lesson.skill, default: []].append(lesson)
                }
            }
        }
        return ready.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether a published lesson says something new. Higher counts and another order of words are not new.
    private func isReworded(_ lesson: Lesson) -> Bool {
        guard let old = known[lesson.id]?.lesson else { return false }
        func words(_ lesson: Lesson) -> Set<Substring> {
            Set((lesson.when + " " + lesson.action).split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" })
        }
        return !words(lesson).isSubset(of: words(old))
    }
}
