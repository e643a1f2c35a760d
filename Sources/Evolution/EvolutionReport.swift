package import Ledger
package import Lessons
package import SkillRepository

/// What one evolution did, skill by skill.
package struct EvolutionReport: Sendable {
    /// A revision that was published, proposed, or, in a preview, only planned.
    package struct Revision: Sendable {
        /// The name of the skill.
        package var skill: String
        /// The number of the revision: 3 of `python/v3`.
        package var number: Int
        /// The full id of its last commit; empty in a preview.
        package var commit: String
        /// The lessons that it brings.
        package var lessons: [Lesson]
        /// Whether the skill did not exist before.
        package var isNew: Bool
        /// The full name of its branch, if it waits for review instead of being on the branch.
        package var proposal: String?
        /// How far the working tree follows the branch; nil for a proposal and in a preview.
        package var result: PublishResult?
        /// Every file of the skill, by its path in the skill.
        package var files: [String: [UInt8]] = [:]
        /// The check that decided to publish it.
        package var gate = GateVerdict.structure
    }

    /// What an evolution waits for that cannot go on without answers of a model.
    package struct Waiting: Sendable, Equatable {
        /// Why the first of them is not there, as a sentence.
        package var reason: String
        /// How many calls have no answer, by what they are for: `analyse-failure`, `theme`, …
        package var calls: [String: Int]
    }

    /// The id of the evolution; empty if there was nothing to do.
    package var id = ""
    /// How many episodes and sessions the pool holds.
    package var episodes = 0
    /// How many distinct sessions the episodes belong to.
    package var sessions = 0
    /// The revisions, in the order in which they were published.
    package var revisions: [Revision] = []
    /// Lessons that wait, each with the reason.
    package var held: [(lesson: Lesson, reason: HoldReason)] = []
    /// Skills that could not be published, each with the reason.
    package var blocked: [(skill: String, reason: String)] = []
    /// Published lessons whose removal is proposed, each with the full name of the branch and the reason.
    package var removals: [(skill: String, branch: String, lesson: Lesson, reason: String)] = []
    /// How many lessons of the pool were published before.
    package var standing = 0
    /// Ids of the lessons that a person has taken back since the last evolution.
    package var retracted: [String] = []
    /// What else a person has to know of the history, each a sentence with its remedy.
    package var notices: [String] = []
    /// How many episodes a model analysed.
    package var analysed = 0
    /// Tokens of all model calls of the evolution.
    package var modelTokens = 0
    /// How many analyses failed, by the kind of failure.
    package var modelFailures: [String: Int] = [:]
    /// What the evolution waits for; nil if it came to its end. It goes on with the next run.
    package var waiting: Waiting?
    /// How many episodes wait again, so that a model reads them.
    package var reopened = 0
    /// How many episodes no model was asked about, since it failed with them too often.
    package var resting = 0
    /// The first failure of a model, as a sentence.
    package var modelProblem: String?
    /// Why trajectories could not be read back from the archive; each sentence names the file and the remedy.
    package var unreadable: [String] = []
    /// Model output that was requested and not used, and contradictions between lessons.
    package var discards: [DiscardRecord] = []
    /// Whether no new episode has come in since the last evolution.
    package var hadNothingNew = false

    /// An empty report.
    package init() {}

    /// The report of an evolution that had nothing to do.
    ///
    /// - Parameter retracted: ids of the lessons that a person has taken back.
    static func nothingNew(retracted: [String], notices: [String]) -> EvolutionReport {
        var report = EvolutionReport()
        report.notices = notices
        report.retracted = retracted
        report.hadNothingNew = true
        return report
    }
}

/// A step of an evolution, for a person who waits.
package enum EvolutionProgress: Sendable, Equatable {
    case mining(episodes: Int)
    /// A model reads the pending episodes, of which there are so many.
    case analysing(episodes: Int)
    case proposing(skill: String, lessons: Int)
    /// One run of the skill's own evaluation, of so many.
    case evaluating(skill: String, run: Int, of: Int)
    case publishing(revision: String)
}
