internal import Foundations
package import Git
package import Lessons
internal import Skills

/// The state of a skill that another model produced from a revision's evidence: for comparison, outside any history.
package struct ScratchState: Sendable {
    /// The name of the skill.
    package let skill: String
    /// The number of the revision that was made again.
    package let number: Int
    /// The name of the model that was asked.
    package let model: String
    /// The id of the evolution that was run again.
    package let evolution: String
    /// Every file of the skill.
    package let files: [String: [UInt8]]
    /// The lessons that this state brings.
    package let lessons: [Lesson]
    /// Tokens that the model used.
    package let tokens: Int
    /// Seconds since 1970.
    package let seconds: Int64

    /// Describes a state of a skill.
    package init(
        skill: String,
        number: Int,
        model: String,
        evolution: String,
        files: [String: [UInt8]],
        lessons: [Lesson],
        tokens: Int,
        seconds: Int64
    ) {
        self.skill = skill
        self.number = number
        self.model = model
        self.evolution = evolution
        self.files = files
        self.lessons = lessons
        self.tokens = tokens
        self.seconds = seconds
    }

    /// `refs/trace2skill/scratch/<skill>-v<N>-<model>`
    package var reference: String {
        // What a ref's name cannot hold, or a shell would take apart.
        let name = model.unicodeScalars.map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            return isPlain || scalar == "." || scalar == "_" ? Character(scalar) : "-"
        }
        // Between letters a point is fine; two of them, or one at an end, git refuses.
        let points = String(name).split(separator: ".").joined(separator: ".")
        let safe = points.hasSuffix(".lock") ? points.dropLast(5) + "-lock" : points
        return "refs/trace2skill/scratch/\(skill)-v\(number)-\(safe.isEmpty ? "model" : safe)"
    }

    var message: String {
        var lines = [CommitMessage.subject("\(skill): replay v\(number) with \(model)"), ""]
        lines += CommitMessage.wrapped(
            "The result of this model on the same evidence. It is not published; to remove it, delete the ref."
        )
        lines.append("")
        for lesson in lessons {
            let title = SingleLine(lesson.title, limit: 80)
            lines.append("  \(lesson.id)  \(lesson.support.count) of \(lesson.support.pool)  \(title)")
        }
        if lessons.isEmpty { lines.append("  no lessons") }
        return CommitMessage.joined(
            lines,
            [
                Trailer(key: "Skill", value: skill), Trailer(key: "Scratch", value: "\(skill)/v\(number)"),
                Trailer(key: "Evolution", value: evolution), Trailer(key: "Model", value: model),
                Trailer(key: "Model-Tokens", value: "\(tokens)"),
            ]
        )
    }
}

extension SkillRepository {
    /// Puts a state of a skill on a ref of its own, in one commit upon the revision's base, and returns the ref's name.
    /// A ref that is there is moved. Branches, tags, index and working tree stay as they are.
    package func scratch(_ state: ScratchState, over base: CommitID) throws -> String {
        let before = try repository.tree(of: base)
        let folder = "\(Self.folder)/\(state.skill)/"
        var changes: [String: TreeChange] = [:]
        for entry in try repository.entries(of: before, under: "\(Self.folder)/\(state.skill)") {
            if state.files[String(entry.path.dropFirst(folder.count))] == nil { changes[entry.path] = .remove }
        }
        for (path, bytes) in state.files { changes[folder + path] = .write(bytes) }
        let signature = Self.signature(state.seconds)
        let batch = try repository.batch()
        let commit = try batch.repository.createCommit(
            CommitDraft(
                tree: try batch.repository.tree(updating: before, with: changes),
                parents: [base],
                author: signature,
                committer: signature,
                message: state.message
            )
        )
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        let old = try repository.reference(state.reference)
        try move(state.reference, from: old, to: commit, signature, log: "trace2skill: replay")
        return state.reference
    }
}
