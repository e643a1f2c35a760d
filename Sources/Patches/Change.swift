/// What an edit does to the bytes of a frozen file.
package struct Change: Sendable, Hashable {
    /// What sort of change it is, with what only such a one has.
    enum Kind: Sendable, Hashable {
        case insertion(Insertion)
        case replacement
        case creation
        case deletion
    }

    /// The file, relative to the skill's folder.
    package let file: String
    /// The bytes of the frozen file that go away. Empty for an insertion, and for a file that is made or removed.
    package let range: Range<Int>
    /// The bytes that come in their place, without the blank lines that set an insertion off from its neighbours.
    package let replacement: [UInt8]
    let kind: Kind

    /// Whether the change only adds.
    package var isInsertion: Bool { insertion != nil }

    /// Whether the change makes the file.
    package var isCreation: Bool { kind == .creation }

    /// Whether the change removes the file.
    package var isDeletion: Bool { kind == .deletion }

    var insertion: Insertion? {
        guard case .insertion(let insertion) = kind else { return nil }
        return insertion
    }
}

/// Where an insertion lands, and how it stands to its neighbours.
struct Insertion: Sendable, Hashable {
    /// Whether the text was put after something or before something.
    enum Side: Sendable, Hashable { case after, before }

    /// The line of the frozen file after which the text lands; 0 is the start.
    let line: Int
    let side: Side
    /// Whether the text goes on with the list or table above, without a blank line.
    let joinsPrevious: Bool
    /// Whether the list or table below goes on with the text.
    let joinsNext: Bool
    /// Which list the text begins with: equal for texts whose items make one list.
    let opening: String?
    /// Which list the text ends with.
    let closing: String?
    /// Whether the text stands apart from others that land in the same place, although they make one list.
    let standsApart: Bool
    /// How far the first line is indented.
    let indent: Int
    /// The highest level of the text's headings; none without headings.
    let headingLevel: Int?
    /// The bytes of the frozen file without which the text has no place: a heading, an anchor.
    let anchor: Range<Int>

    /// Where the text stands among those that land in the same place: what goes on with the list above, deepest first;
    /// then text; then sections, deepest first, so that none takes another's text; then what stands before something.
    var rank: [Int] {
        if side == .before { return [3, 0] }
        if let headingLevel { return [2, -headingLevel] }
        return [joinsPrevious ? 0 : 1, -indent]
    }
}
