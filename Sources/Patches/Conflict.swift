/// Two edits that cannot both be applied.
package struct Conflict: Sendable, Hashable, CustomStringConvertible {
    /// The kind of conflict.
    package enum Kind: String, Sendable, CaseIterable {
        /// Both change the same bytes.
        case overlap
        /// One adds to text that the other removes.
        case insideRemoval = "inside-removal"
        /// Both create the same file with different content.
        case sameFile = "same-file"
        /// One changes a file that the other removes.
        case fileRemoved = "file-removed"
        /// Both add a section with the same heading at the same position.
        case duplicateHeading = "duplicate-heading"
    }

    /// The kind of conflict.
    package let kind: Kind
    /// The two edits, in the order of their ids.
    package let edits: [Edit.ID]

    /// Both ids and the kind.
    package var description: String { "\(edits.map(\.text).joined(separator: " and ")): \(kind.rawValue)" }

    /// Every pair of resolved edits that cannot both be applied. Equal changes do not conflict: they count as one.
    static func all(among outcomes: [Edit.ID: AppliedPatch.Outcome]) -> [Conflict] {
        let changes = outcomes.compactMap { id, outcome in outcome.change.map { (id: id, change: $0) } }
            .sorted { $0.id < $1.id }
        var conflicts: [Conflict] = []
        for (index, left) in changes.enumerated() {
            for right in changes[(index + 1)...] {
                guard let kind = Self.kind(left.change, right.change) else { continue }
                conflicts.append(Conflict(kind: kind, edits: [left.id, right.id]))
            }
        }
        return conflicts
    }

    /// The conflict of two changes; `nil` if both can be made.
    static func kind(_ left: Change, _ right: Change) -> Kind? {
        guard left.file == right.file, left != right else { return nil }
        if left.isDeletion || right.isDeletion { return .fileRemoved }
        if left.isCreation || right.isCreation { return .sameFile }
        switch (left.insertion, right.insertion) {
        case (let a?, let b?):
            guard left.range == right.range, let title = heading(left), a.headingLevel == b.headingLevel,
                title == heading(right)
            else { return nil }
            return .duplicateHeading
        case (let insertion?, nil): return kind(insertion, at: left.range.lowerBound, right)
        case (nil, let insertion?): return kind(insertion, at: right.range.lowerBound, left)
        case (nil, nil): return left.range.overlaps(right.range) ? .overlap : nil
        }
    }

    private static func kind(_ insertion: Insertion, at offset: Int, _ change: Change) -> Kind? {
        let isInside = change.range.lowerBound < offset && offset < change.range.upperBound
        guard change.replacement.isEmpty else { return isInside ? .overlap : nil }
        return isInside || insertion.anchor.overlaps(change.range) ? .insideRemoval : nil
    }

    /// The folded title of the heading at the beginning of a change's text; `nil` without a heading.
    private static func heading(_ change: Change) -> String? {
        let first = change.replacement.prefix { $0 != UInt8(ascii: "\n") }
        guard first.first == UInt8(ascii: "#") else { return nil }
        return Edit.Address.folded(Edit.Address.title(String(decoding: first, as: UTF8.self)))
    }
}
