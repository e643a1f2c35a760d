internal import Markdown
package import Skills

/// How many lines a file gained and lost.
package struct LineCount: Sendable, Hashable {
    package let added: Int
    package let removed: Int

    /// How many lines changed.
    package var changed: Int { added + removed }

    package init(added: Int, removed: Int) {
        self.added = added
        self.removed = removed
    }

    /// The counts of each file in which two states of a skill differ.
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
