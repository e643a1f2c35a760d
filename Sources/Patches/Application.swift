internal import Markdown
internal import Skills

/// A set of changes without conflicts, applied to the base skill.
struct Application {
    let skill: Skill
    private let base: Skill
    private let renderings: [String: Rendering]

    init(base: Skill, changes: [(id: Edit.ID, change: Change)]) {
        var skill = base
        var renderings: [String: Rendering] = [:]
        for (path, changes) in Dictionary(grouping: changes, by: \.change.file) {
            var bytes: [UInt8]?
            if changes.contains(where: { $0.change.isDeletion }) {
                bytes = nil
            } else if let creation = changes.first(where: { $0.change.isCreation }) {
                bytes = creation.change.replacement
            } else {
                let rendering = Rendering(of: Lines(base.files[path] ?? []), applying: changes)
                bytes = rendering.bytes
                renderings[path] = rendering
            }
            // Every path was checked when the edit was resolved.
            skill = (try? skill.with(bytes, at: path)) ?? skill
        }
        self.skill = skill
        self.base = base
        self.renderings = renderings
    }

    /// The reason why the changes together damage the skill, although none does alone; `nil` if they do not.
    func violation(known problems: Set<Problem>) -> Rejection? {
        for path in renderings.keys.sorted() {
            guard let rendering = renderings[path], let before = base.document(at: path) else { continue }
            let after = Document(rendering.bytes)
            if let violation = Integrity.violation(of: before, by: rendering, result: after) { return violation }
            if let title = Integrity.duplicateHeading(in: after, of: before) {
                return Rejection(.duplicateHeading, "there would be two sections \"\(title)\"")
            }
        }
        let new = skill.validate().first { $0.severity == .error && !problems.contains($0.withoutLine) }
        guard let new else { return nil }
        switch new.code {
        case .danglingLink: return Rejection(.danglingLink, new.message)
        case .unlinkedReference: return Rejection(.orphanedReference, new.message)
        default: return Rejection(.invalidSkill, new.message)
        }
    }
}

extension Problem {
    /// The problem without its line: edits move lines.
    var withoutLine: Problem { Problem(code, path, message, severity) }
}
