package import Lessons

/// The contradictions between lessons that a person has to settle, found in this evolution and in earlier ones.
package struct ContradictionIndex {
    private let groups: [Set<Lesson.ID>]
    private let retracted: Set<Lesson.ID>
    private let approved: Set<Lesson.ID>

    /// Indexes contradictions.
    ///
    /// - Parameters:
    ///   - groups: The lessons of each contradiction.
    ///   - retracted: Lessons that a person retracted: they contradict no other lesson any more.
    ///   - approved: Lessons that a person approved: no contradiction holds them again.
    package init(_ groups: [[Lesson.ID]], retracted: Set<Lesson.ID>, approved: Set<Lesson.ID>) {
        self.groups = groups.map { Set($0) }
        self.retracted = retracted
        self.approved = approved
    }

    /// Whether a lesson waits for a person, because another lesson that was not retracted says the contrary.
    package func holds(_ lesson: Lesson.ID) -> Bool {
        guard !approved.contains(lesson) else { return false }
        return groups.contains {
            $0.contains(lesson) && $0.count > 1 && !$0.subtracting([lesson]).isSubset(of: retracted)
        }
    }
}
