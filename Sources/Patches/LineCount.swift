internal import Markdown
package import Skills

/// The numbers of lines that were added to and removed from a file.
package struct LineCount: Sendable, Hashable {
    /// Added lines.
    package let added: Int
    /// Removed lines.
    package let removed: Int

    /// Added and removed lines together.
    package var changed: Int { added + removed }

    /// A count with these numbers.
    package init(added: Int, removed: Int) {
        self.added = added
        self.removed = removed
    }

    /// The counts of every file in which two states of a skill differ, by path.
    package static func all(from old: Skill, to new: Skill) -> [String: LineCount] {
        var counts: [String: LineCount] = [:]
        for path in Set(old.files.keys).union(new.files.keys) where old.files[path] != new.files[path] {
            let difference = contents(new.files[path]).difference(from: contents(old.files[path]))
            counts[path] = LineCount(added: difference.insertions.count, removed: difference.removals.count)
        }
        return counts
    }

    private static func contents(_ bytes: [UInt8]?) -> [ArraySlice<UInt8>] {
        let lines = Lines(bytes ?? [])
        return lines.count == 0 ? [] : (1...lines.count).map { lines.content(of: $0) }
    }
}
