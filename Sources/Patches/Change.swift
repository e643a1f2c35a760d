/// A change of the bytes of one base file: an edit that has been resolved.
package struct Change: Sendable, Hashable {
    /// The kind of change.
    enum Kind: Sendable, Hashable {
        case insertion(Insertion)
        case replacement
        case creation
        case deletion
    }

    /// The file, relative to the skill's folder.
    package let file: String
    /// The bytes of the base file that are replaced. Empty for an insertion, and if the file is created or removed.
    package let range: Range<Int>
    /// The new bytes, without the blank lines that separate an insertion from its neighbours.
    package let replacement: [UInt8]
    /// The kind of change.
    let kind: Kind

    /// Whether the change creates the file.
    var isCreation: Bool { kind == .creation }

    /// Whether the change removes the file.
    var isDeletion: Bool { kind == .deletion }

    /// The insertion; `nil` for another kind of change.
    var insertion: Insertion? {
        guard case .insertion(let insertion) = kind else { return nil }
        return insertion
    }
}

/// The position of an insertion, and how it is joined to its neighbours.
struct Insertion: Sendable, Hashable {
    /// Whether the text was inserted after or before its anchor.
    enum Side: Sendable, Hashable { case after, before }

    /// The line of the base file after which the text is inserted; 0 is the start.
    let line: Int
    /// The side of the anchor.
    let side: Side
    /// Whether the text begins with items of the list above.
    let continuesList: Bool
    /// Whether the text continues the list or table above, without a blank line.
    let joinsPrevious: Bool
    /// Whether the list or table below continues the text, without a blank line.
    let joinsNext: Bool
    /// The key of the list with which the text begins; texts with equal keys form one list.
    let opening: String?
    /// The key of the list with which the text ends.
    let closing: String?
    /// The indentation of the first line.
    let indent: Int
    /// The highest level of the text's headings; `nil` without headings.
    let headingLevel: Int?
    /// The bytes of the base file that determine the position: a heading or an anchor. If they are removed, the insertion
    /// has no position.
    let anchor: Range<Int>

    /// The order among insertions at the same position: continued lists, deepest first; then text; then sections, deepest
    /// first, so that no section includes the text of another; then texts inserted before an anchor.
    var rank: [Int] {
        if side == .before { return [3, 0] }
        if let headingLevel { return [2, -headingLevel] }
        return [joinsPrevious || continuesList ? 0 : 1, -indent]
    }
}
