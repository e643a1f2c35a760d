extension Lesson.Rule {
    /// Situation and way as one text, which a rule of one workspace and the same one for all have in common.
    package var key: String { (triggers.sorted() + ["do"] + recoveries.sorted()).joined(separator: "|") }

    /// Whether another rule advises in a situation of this one what this one advises.
    ///
    /// Neither skill nor workspace counts. A rule for a whole family of failures, or for every subject of an action, holds
    /// for each member of it; not the reverse: what is said of one member is not said of the family.
    package func covers(_ other: Lesson.Rule) -> Bool {
        triggers.contains { trigger in other.triggers.contains { Self.overlap(trigger, $0) } }
            && recoveries.contains { way in other.recoveries.contains { Self.covers(way, $0) } }
    }

    /// Whether two triggers have a failure in common; a trigger that ends in `*` stands for every key with that beginning.
    private static func overlap(_ one: String, _ other: String) -> Bool {
        covers(one, other) || covers(other, one)
    }

    private static func covers(_ pattern: String, _ key: String) -> Bool {
        guard pattern.hasSuffix("*") else { return pattern == key }
        let beginning = pattern.dropLast(pattern.hasSuffix("/*") ? 2 : 1)
        return key.hasPrefix(beginning)
    }
}
