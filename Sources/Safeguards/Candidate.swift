/// A change to one file of a skill, with what is known about its sources.
package struct Candidate: Sendable {
    /// The name of the skill.
    package var skill: String
    /// The path of the file inside the skill's directory.
    package var path: String
    /// The text of the file before the change; `nil` for a new file.
    package var before: String?
    /// The text after the change; `nil` where the file is removed.
    package var after: String?
    /// The lines that the change adds.
    package var addedLines: [String]
    /// What the sessions that support the change ran.
    package var evidence: CommandEvidence
    /// The lines that earlier revisions added on behalf of the same sources, oldest first.
    ///
    /// Evidence for payloads that come in pieces over several revisions.
    package var recentAdditions: [String]

    /// Describes a change to one file.
    package init(
        skill: String,
        path: String,
        before: String?,
        after: String?,
        addedLines: [String],
        evidence: CommandEvidence = CommandEvidence(),
        recentAdditions: [String] = []
    ) {
        self.skill = skill
        self.path = path
        self.before = before
        self.after = after
        self.addedLines = addedLines
        self.evidence = evidence
        self.recentAdditions = recentAdditions
    }
}
