package import Lessons
package import Skills

/// A change of one skill that is not in git yet: the states that its chain of commits goes through.
package struct RevisionPlan: Sendable {
    /// One commit: the lessons that share its lines, mostly one, and the skill with them and all before them.
    package struct Step: Sendable {
        /// The best supported first.
        package let lessons: [Lesson]
        /// The skill with the lessons of this commit and of all before it.
        package let skill: Skill
        /// Whether the skill held the lessons before, in other words.
        package let isRefinement: Bool
        /// Describes one commit; by default, its lessons are new.
        package init(lessons: [Lesson], skill: Skill, isRefinement: Bool = false) {
            self.lessons = lessons
            self.skill = skill
            self.isRefinement = isRefinement
        }
    }

    /// The name of the skill.
    package var skill: String
    /// The skill as it was; nil for a new one.
    package var base: Skill?
    /// The skill as it was, with blank lines that keep the revision's lines apart from those of others; nil for none.
    package var room: Skill?
    /// The skill with headings and blank lines for the lessons and without them, so that each lesson's commit adds its
    /// own lines only; the base itself if that has all of them.
    package var structure: Skill
    /// The commits of the lessons, in their order.
    package var steps: [Step]
    /// Lessons whose lines the structure moves to `references/`, to make room.
    package var moved: [Lesson.ID]
    /// Which of several wordings that a model was asked for it is.
    package var sample: Int
    /// The lessons of all steps.
    package var lessons: [Lesson] { steps.flatMap(\.lessons) }
    /// The skill with all lessons.
    package var result: Skill { steps.last?.skill ?? structure }

    /// Describes a change of a skill; by default, it moves no lesson and is the first wording.
    package init(
        skill: String,
        base: Skill?,
        room: Skill? = nil,
        structure: Skill,
        steps: [Step],
        moved: [Lesson.ID] = [],
        sample: Int = 0
    ) {
        self.skill = skill
        self.base = base
        self.room = room
        self.structure = structure
        self.steps = steps
        self.moved = moved
        self.sample = sample
    }
}

/// What the message of a revision says besides its lessons.
package struct RevisionNote: Sendable {
    /// The number of the revision.
    package var number: Int
    /// The id of the evolution.
    package var evolution: String
    /// The first sentence of the revision's message.
    package var summary: String
    /// Distinct sessions behind the lessons.
    package var sessions: Int
    /// What let the revision pass.
    package var gate: GateVerdict
    /// The comparison with the skill as it was, in lines; empty if nothing was measured.
    package var evaluation = ""
    /// What is known of the sessions behind each lesson, in a sentence: outcomes, agents, models and dates.
    package var sources: [Lesson.ID: String] = [:]
    /// Why it was rejected; nil for one that is to be published.
    package var rejection: String?
    /// Tokens that the evolution has used so far.
    package var modelTokens: Int
    /// Seconds since 1970, written down before anything is made, so that making it again makes the same objects.
    package var seconds: Int64

    /// Describes a revision; by default, no model was asked and nothing was measured.
    package init(
        number: Int,
        evolution: String,
        summary: String,
        sessions: Int,
        gate: GateVerdict = .structure,
        modelTokens: Int = 0,
        seconds: Int64
    ) {
        self.number = number
        self.evolution = evolution
        self.summary = summary
        self.sessions = sessions
        self.gate = gate
        self.modelTokens = modelTokens
        self.seconds = seconds
    }
}

/// What let a revision pass, as its commit's `Gate` trailer says it.
package enum GateVerdict: Sendable, Hashable {
    /// Its structure alone: there is no evaluation for the skill.
    case structure
    /// An evaluation, with its summary in a few words.
    case evaluation(String)
}

extension GateVerdict: RawRepresentable {
    /// Reads the text of a trailer.
    package init(rawValue: String) { self = rawValue == "structure" ? .structure : .evaluation(rawValue) }

    /// The text of the trailer.
    package var rawValue: String {
        switch self {
        case .structure: "structure"
        case .evaluation(let summary): summary
        }
    }
}
