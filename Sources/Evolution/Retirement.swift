internal import Foundations
internal import Glibc
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
    /// The sessions of the pool in each workspace, and when they began.
    let timelines: [String: [Session.ID: SessionTime]]
    /// When lessons first became part of a revision, in seconds since 1970.
    let published: [Lesson.ID: Double]

    /// Sessions of a workspace without the situation of a lesson that are enough to ask whether it still arises.
    private static let leastQuiet = 20
    /// The probability below which so many sessions without it are more than chance.
    private static let accident = 0.01

    /// The lessons to remove, by skill, in the order of their names.
    func candidates() -> [(skill: String, lessons: [Candidate])] {
        let found = Found(mined, thresholds)
        var result: [String: [Candidate]] = [:]
        for record in known.values.sorted(by: { $0.lesson.id < $1.lesson.id }) where isOurs(record) {
            guard let reason = found.reasonToRemove(record.lesson) ?? silence(record.lesson) else { continue }
            result[record.lesson.skill, default: []].append(Candidate(lesson: record.lesson, reason: reason))
        }
        return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether a lesson is published, is one that this version finds, and has its sessions in the pool.
    ///
    /// The counts of a lesson are emptied when its removal is proposed, so that a person's "no" holds until it counts again.
    private func isOurs(_ record: LessonRecord) -> Bool {
        let lesson = record.lesson
        return record.state == .adopted && lesson.analyst == Lesson.embeddedAnalyst && lesson.rule != nil
            && lesson.way != nil && lesson.support.count > 0 && sessions.isSuperset(of: lesson.support.sessions)
    }

    /// Says that the situation of a lesson no longer arises in its workspace; nil if it may.
    ///
    /// Only sessions after its publication count: with the earlier ones it was worth publishing. Sessions that had the skill
    /// say nothing: what it warns of should not happen to them.
    private func silence(_ lesson: Lesson) -> String? {
        guard let workspace = lesson.rule?.workspace, let timeline = timelines[workspace],
            let last = lesson.support.sessions.compactMap({ timeline[$0]?.started }).max(),
            let published = published[lesson.id]
        else { return nil }
        let before = timeline.values.count { $0.started <= last }
        let quiet = timeline.values.count {
            $0.started > max(last, published) && !$0.skills.contains(lesson.skill)
        }
        let rate = min(1, Double(lesson.support.count) / Double(before))
        guard quiet >= Self.leastQuiet, pow(1 - rate, Double(quiet)) < Self.accident else { return nil }
        return
            "its situation has not arisen in the last \(quiet) sessions of \(workspace) without the skill; before, it "
            + "arose in \(lesson.support.count) of \(before)"
    }

    /// What the pool teaches now, by what a published lesson is compared with.
    private struct Found {
        private let byID: [Lesson.ID: Lesson]
        private let general: [String: Lesson]
        private let bySituation: [String: Lesson]
        private let thresholds: Miner.Thresholds

        init(_ mined: [Lesson], _ thresholds: Miner.Thresholds) {
            self.thresholds = thresholds
            byID = Dictionary(firstValues: mined.map { ($0.id, $0) })
            let ready = mined.filter { thresholds.shortfall(of: $0) == nil }
            general = Dictionary(
                firstValues: ready.compactMap { lesson in
                    lesson.rule.flatMap { $0.workspace == nil ? ($0.key, lesson) : nil }
                }
            )
            bySituation = Dictionary(
                firstValues: ready.compactMap { lesson in Self.situation(lesson).map { ($0, lesson) } }
            )
        }

        /// Skill and triggers.
        private static func situation(_ lesson: Lesson) -> String? {
            lesson.rule.map { lesson.skill + "|" + $0.triggers.sorted().joined(separator: "|") }
        }

        /// Why a published lesson should leave its skill; nil if it should stay.
        func reasonToRemove(_ lesson: Lesson) -> String? {
            if let now = byID[lesson.id] {
                guard thresholds.shortfall(of: now) == .wayNotProven else { return nil }
                return "no session shows any more that its way works; \(now.countsInWords)"
            }
            if let key = lesson.rule?.key, let other = general[key], other.skill != lesson.skill {
                return "\(other.id) of the skill \(other.skill) says the same for all workspaces"
            }
            if let other = Self.situation(lesson).flatMap({ bySituation[$0] }) {
                return "\(other.id) is what works there now: \(other.title)"
            }
            return "the sessions no longer show it; when it was published, \(lesson.countsInWords)"
        }
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
        guard known.lessons.values.contains(where: { $0.state == .adopted }) else { return }
        let retirement = Retirement(
            known: known.lessons,
            mined: mined,
            thresholds: Miner.Thresholds(settings),
            sessions: Set(known.pool.map(\.session)),
            timelines: try timelines(of: known.pool),
            published: try publicationTimes()
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

    /// When each lesson first became part of a revision.
    private func publicationTimes() throws -> [Lesson.ID: Double] {
        var times: [Lesson.ID: Double] = [:]
        for revision in try ledger.revisions() {
            for lesson in revision.lessons.map({ Lesson.ID($0) }) {
                times[lesson] = min(times[lesson] ?? .infinity, revision.published)
            }
        }
        return times
    }

    /// When the sessions of each workspace began, as far as that is known.
    private func timelines(of pool: [AnalysedEpisode]) throws -> [String: [Session.ID: SessionTime]] {
        let times = try ledger.sessionTimes()
        var result: [String: [Session.ID: SessionTime]] = [:]
        for episode in pool {
            if let workspace = episode.workspace, let time = times[episode.session] {
                result[workspace, default: [:]][episode.session] = time
            }
        }
        return result
    }
}
