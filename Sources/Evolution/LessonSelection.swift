internal import Consolidation
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
    private let takenBack: RuleMatcher
    /// The lessons that a skill holds, by the skill.
    private let standing: [String: [Lesson]]
    /// The lessons that a person moved to another skill, by the skill that they were found for.
    private let moved: [String: RuleMatcher]
    /// The present names of skills whose folders a person renamed, by the names that lessons are found under.
    private let renamed: [String: String]

    init(known: [Lesson.ID: LessonRecord], findings: ModelFindings, thresholds: Miner.Thresholds) {
        self.known = known
        self.findings = findings
        self.thresholds = thresholds
        takenBack = RuleMatcher(known.values.filter(\.state.isRetracted).map(\.lesson))
        standing = Dictionary(grouping: known.values.filter { $0.state == .adopted }.map(\.lesson), by: \.skill)
        renamed = Self.renamed(standing)
        moved = Dictionary(grouping: standing.values.joined(), by: Self.origin(of:)).compactMapValues { lessons in
            let elsewhere = lessons.filter { Self.origin(of: $0) != $0.skill }
            return elsewhere.isEmpty ? nil : RuleMatcher(elsewhere)
        }
    }

    /// The skill that a lesson was found for: its id begins with it, and stays when the skill is renamed.
    private static func origin(of lesson: Lesson) -> String {
        lesson.id.rawValue.lastIndex(of: "-").map { String(lesson.id.rawValue[..<$0]) } ?? lesson.skill
    }

    private static func renamed(_ standing: [String: [Lesson]]) -> [String: String] {
        var names: [String: String] = [:]
        for (skill, lessons) in standing.sorted(by: { $0.key < $1.key }) {
            for origin in lessons.map(Self.origin(of:)) where origin != skill && standing[origin] == nil {
                names[origin] = skill
            }
        }
        return names
    }

    /// Whether a person took the same rule back.
    func isTakenBack(_ lesson: Lesson) -> Bool { takenBack.match(lesson) != nil }

    /// The lesson under the present name of its skill.
    private func located(_ lesson: Lesson) -> Lesson {
        var lesson = lesson
        lesson.skill =
            known[lesson.id].flatMap { $0.state == .adopted ? $0.lesson.skill : nil }
            ?? renamed[lesson.skill] ?? lesson.skill
        return lesson
    }

    /// The lessons that are ready, by skill, best supported first as they come.
    ///
    /// - Parameter skills: the only skills that are asked for; empty for all.
    func bySkill(
        _ lessons: [Lesson],
        only skills: [String],
        into outcome: inout EvolutionOutcome
    ) -> [(skill: String, lessons: [Lesson])] {
        var ready: [String: [Lesson]] = [:]
        for lesson in lessons.map(located) where skills.isEmpty || skills.contains(lesson.skill) {
            switch known[lesson.id]?.state {
            case .retracted: continue
            // It is a part of another lesson, which counts its sessions.
            case .held(.joined(let home)) where known[home] != nil: continue
            case .adopted
            where isReworded(lesson) && takenBack.match(lesson) == nil && !findings.concerns.contains(lesson.id):
                ready[lesson.skill, default: []].append(lesson)
            case .adopted, .proposed: outcome.keepPublished(lesson)
            case .held, .approved, nil:
                if known[lesson.id]?.state != .approved, let match = takenBack.match(lesson) {
                    outcome.hold(lesson, .takenBack(match.id))
                } else if isStanding(lesson) {
                    outcome.keepOther()
                } else if let reason = findings.holdReason(for: lesson, thresholds),
                    known[lesson.id]?.state != .approved || !reason.needsPerson
                {
                    outcome.hold(lesson, reason)
                } else {
                    ready[lesson.skill, default: []].append(lesson)
                }
            }
        }
        return ready.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether the skill holds the same rule under another id, as its id names what was known when it was found, or held it
    /// until a person moved it to another skill.
    private func isStanding(_ lesson: Lesson) -> Bool {
        if moved[Self.origin(of: lesson)]?.match(lesson) != nil { return true }
        return (standing[lesson.skill] ?? []).contains { other in
            other.id != lesson.id && other.title == lesson.title && LessonSimilarity.areSame(other, lesson)
        }
    }

    /// Whether a published lesson says something new. Higher counts and another order of words are not new.
    private func isReworded(_ lesson: Lesson) -> Bool {
        guard let old = known[lesson.id]?.lesson else { return false }
        // Nor are other words for the same sessions, as when a lost ledger is made anew and less is known of them.
        let sessions = Set(old.support.sessions)
        if !sessions.isEmpty, sessions.isSuperset(of: lesson.support.sessions) { return false }
        func words(_ lesson: Lesson) -> Set<Substring> {
            // Another example of the same way is not new: the command of a procedure is one of those that reached its goal.
            let text = lesson.when + " " + lesson.action
            let kept = lesson.kind == .procedure ? LessonText.parts(of: text).prose.joined(separator: " ") : text
            return Set(kept.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" })
        }
        return !words(lesson).isSubset(of: words(old))
    }
}
