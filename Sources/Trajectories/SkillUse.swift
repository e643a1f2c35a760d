/// A skill that a session had or used.
package struct SkillUse: Sendable, Equatable {
    /// How far the session went with the skill.
    package enum Kind: String, Sendable {
        /// The skill was in the agent's list of skills.
        case available
        /// The agent read the skill's file.
        case loaded
        /// The agent, or the user, called the skill by its name.
        case invoked
    }

    /// The name of the skill.
    package var name: String
    /// How far the session went with the skill.
    package var kind: Kind
    /// The number of the step in which the skill was used, where known.
    package var step: Int?
    /// The revision, where the recorder or the skill's own metadata name it: `xlsx/v12`.
    package var revision: String?

    /// A use of a skill.
    package init(name: String, kind: Kind, step: Int? = nil, revision: String? = nil) {
        self.name = name
        self.kind = kind
        self.step = step
        self.revision = revision
    }
}
