internal import Foundations
internal import Ledger
internal import Lessons
internal import Mining
internal import SkillRepository
internal import Trajectories

/// The published lessons that the pool no longer supports, with the reason for proposing their removal.
///
/// Only lessons of the present embedded analyst: another version looks at sessions differently, and what it does not find
/// is not evidence.
struct Retirement {
    /// A lesson that should leave its skill.
    struct Candidate {
        let lesson: Lesson
        let reason: String
    }

    /// Every lesson that was known before, by its id.
    let known: [Lesson.ID: LessonRecord]
    /// What the whole pool says now.
    let mined: [Lesson]
    let thresholds: Miner.Thresholds
    /// The sessions of the pool. A lesson whose sessions are not among them, as on another machine, is left alone.
    let sessions: Set<Session.ID>

    /// The lessons to remove, by skill, in the order of their names.
    func candidates() -> [(skill: String, lessons: [Candidate])] {
        let now = Dictionary(firstValues: mined.map { ($0.id, $0) })
        let wider = Dictionary(
            firstValues: mined.filter { $0.rule?.workspace == nil && thresholds.shortfall(of: $0) == nil }
                .compactMap { lesson in lesson.ruleKey.map { ($0, lesson) } }
        )
        var result: [String: [Candidate]] = [:]
        for record in known.values where record.state == .adopted && record.lesson.analyst == Lesson.embeddedAnalyst {
            // Its counts are emptied when its removal is proposed, so that a person's "no" holds until it counts again.
            guard record.lesson.rule != nil, let way = record.lesson.way, record.lesson.support.count > 0,
                sessions.isSuperset(of: record.lesson.support.sessions)
            else { continue }
            if let lesson = now[record.lesson.id] {
                guard thresholds.shortfall(of: lesson) == .wayNotProven else { continue }
                result[lesson.skill, default: []].append(
                    Candidate(
                        lesson: record.lesson,
                        reason: "no session shows any more that its way works; \(lesson.countsInWords)"
                    )
                )
            } else if let key = record.lesson.ruleKey, let other = wider[key], other.skill != record.lesson.skill {
                result[record.lesson.skill, default: []].append(
                    Candidate(
                        lesson: record.lesson,
                        reason: "\(other.id) of the skill \(other.skill) says the same for all workspaces"
                    )
                )
            } else {
                result[record.lesson.skill, default: []].append(
                    Candidate(
                        lesson: record.lesson,
                        reason:
                            "the sessions that came since say otherwise; when it was published, \(record.lesson.support.count) "
                            + "met it and its way worked in \(way.count)"
                    )
                )
            }
        }
        return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted { $0.lesson.id < $1.lesson.id }) }
    }
}

extension Lesson {
    /// Situation and way together: what a rule of one workspace and one for all have in common.
    fileprivate var ruleKey: String? {
        rule.map { ($0.triggers.sorted() + ["do"] + $0.recoveries.sorted()).joined(separator: "|") }
    }
}

extension Evolution {
    /// Proposes the removal of published lessons that the pool no longer supports. Nothing leaves a skill without a person.
    func retire(
        _ mined: [Lesson],
        _ known: FrozenInputs,
        for request: EvolutionRequest,
        _ permit: borrowing WorkPermit,
        into outcome: inout EvolutionOutcome
    ) async throws {
        let retirement = Retirement(
            known: known.lessons,
            mined: mined,
            thresholds: Miner.Thresholds(settings),
            sessions: Set(known.pool.map(\.session))
        )
        for (skill, lessons) in retirement.candidates() where request.skills.isEmpty || request.skills.contains(skill) {
            do {
                let branch = try await publisher.proposeRemoval(
                    of: lessons.map(\.lesson.id.rawValue),
                    skill: skill,
                    reason: lessons.map { "\($0.lesson.id): \($0.reason)" }.joined(separator: "; "),
                    lessons: Dictionary(firstValues: lessons.map { ($0.lesson.id.rawValue, $0.lesson) }),
                    permit
                )
                guard let branch else { continue }
                outcome.retire(lessons.map(\.lesson))
                outcome.report.removals += lessons.map { (skill, branch, $0.lesson, $0.reason) }
            } catch let error as PublishingError {
                outcome.block(skill, "\(error)")
            }
        }
    }
}
