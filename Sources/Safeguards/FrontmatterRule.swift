/// G3: the frontmatter does not change, except for the daemon's own `metadata` keys.
enum FrontmatterRule {
    static let ownPrefix = "trace2skill-"

    static func violations(path: String, before: SkillText?, after: SkillText) -> [Violation] {
        guard let before else { return path == "SKILL.md" ? inNewSkill(after) : unexpected(in: after) }
        let old = foreign(before.frontmatter)
        let new = foreign(after.frontmatter)
        var violations = ownValues(after)
        if (before.lines.first == "---") != (after.lines.first == "---")
            || before.frontmatter.isEmpty != after.frontmatter.isEmpty
        {
            violations.append(changed("the frontmatter was added or removed", ""))
        } else if withoutDescription(old) != withoutDescription(new) {
            let line = new.first { !old.contains($0) } ?? old.first { !new.contains($0) } ?? ""
            violations.append(changed("the frontmatter was changed beyond our own metadata keys", line))
        } else if old != new {
            let line = new.first { !old.contains($0) } ?? ""
            violations.append(
                Violation("G3", "description-changed", .hold, "the skill's description was changed", line)
            )
        }
        return violations
    }

    private static func changed(_ message: String, _ line: String) -> Violation {
        Violation("G3", "frontmatter-changed", .reject, message, line)
    }

    /// Returns the violations in the frontmatter of a new skill: it may not have a key that grants it permissions.
    private static func inNewSkill(_ text: SkillText) -> [Violation] {
        var violations = ownValues(text)
        let allowed: Set<String> = ["name", "description", "license", "compatibility", "metadata"]
        for line in text.frontmatter where line.first != " " && !line.isEmpty {
            let key = String(line.prefix { $0 != ":" })
            let value = line.dropFirst(key.count + 1).drop { $0 == " " }
            if !allowed.contains(key) {
                violations.append(
                    Violation("G3", "frontmatter-key", .reject, "a new skill may not have this key", line)
                )
            } else if let first = value.first, "&*!".contains(first) {
                violations.append(
                    Violation("G3", "frontmatter-syntax", .reject, "aliases, anchors and tags are not allowed", line)
                )
            }
        }
        return violations
    }

    private static func unexpected(in text: SkillText) -> [Violation] {
        text.frontmatter.isEmpty
            ? [] : [changed("a reference has no frontmatter", text.frontmatter.first ?? "")]
    }

    /// Returns the lines without the daemon's keys, and without `metadata:` if it has no other key.
    private static func foreign(_ lines: [String]) -> [String] {
        let rest = lines.filter { !isOwn($0) }
        return rest.indices.filter { index in
            guard rest[index] == "metadata:" else { return true }
            return index + 1 < rest.count && rest[index + 1].hasPrefix(" ")
        }.map { rest[$0] }
    }

    private static func isOwn(_ line: String) -> Bool {
        line.hasPrefix(" ") && line.drop { $0 == " " }.hasPrefix(ownPrefix)
    }

    /// Returns the violations in the daemon's own values, which must be plain words: no anchor, alias, tag or nested
    /// value.
    private static func ownValues(_ text: SkillText) -> [Violation] {
        text.frontmatter.filter(isOwn).compactMap { line in
            let value = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
            let isPlain = value.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789 ._:/,+-\"'".unicodeScalars.contains(scalar))
            }
            guard !isPlain else { return nil }
            return Violation("G3", "metadata-value", .reject, "a metadata value of ours must be a plain word", line)
        }
    }

    private static func withoutDescription(_ lines: [String]) -> [String] {
        var isInside = false
        return lines.filter { line in
            if !line.hasPrefix(" ") && !line.isEmpty { isInside = line.hasPrefix("description:") }
            return !isInside
        }
    }
}
