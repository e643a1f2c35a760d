package import Skills

/// The text of a skill as data in a prompt.
package enum SkillExcerpt {
    /// The part of a prompt that all calls about the same skill share. It has a fence of its own: with the fence of an
    /// episode, no two prompts would share it.
    ///
    /// - Parameters:
    ///   - seed: The seed of data fences.
    ///   - tokens: The most estimated tokens of the skill.
    package static func text(_ name: String, _ base: Skill?, seed: UInt64, tokens: Int) -> String {
        guard let base else { return "The skill \(name) does not exist yet." }
        var left = tokens * 4
        var parts: [String] = []
        for path in reading(base) {
            let body = String(decoding: base.files[path] ?? [], as: UTF8.self)
            guard left > 200 else {
                parts.append("===== \(path) is not shown")
                continue
            }
            let shown = Excerpt.ends(of: body, limit: left)
            left -= shown.utf8.count
            parts.append("===== \(path)\n\(shown)")
        }
        let text = parts.joined(separator: "\n")
        let fence = DataFence(seed: seed, name: "skill \(base.name)", around: [text])
        // words: allow
        return "The skill \(base.name) as it stands, as data:\n\(fence.around(text))"
    }

    /// The paths of a skill's texts in the order in which an agent reads them: SKILL.md, then references.
    private static func reading(_ base: Skill) -> [String] {
        let references = base.paths.filter { Skill.isReference($0) }
        return base.files[Skill.mainPath] == nil ? references : [Skill.mainPath] + references
    }
}
