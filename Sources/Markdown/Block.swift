/// One block of a document: a heading, a list, one of its items, a piece of code.
package struct Block: Sendable, Equatable {
    /// The kind of a block, with the properties of that kind.
    package enum Kind: Sendable, Equatable {
        /// A heading of level 1 to 6, its text without markup, and whether it is underlined (setext).
        case heading(level: Int, text: String, isSetext: Bool)
        case paragraph
        case list(List)
        case item
        case code(Code)
        case html
        case thematicBreak
        case blockQuote
    }

    /// What distinguishes one list from another.
    package struct List: Sendable, Equatable {
        /// `-`, `*` or `+` of a bullet list; `.` or `)` of an ordered one.
        package let marker: UInt8
        /// Whether the items are numbered.
        package let isOrdered: Bool
        /// Whether there are no blank lines between its items.
        package let isTight: Bool
    }

    /// What is known of a code block.
    package struct Code: Sendable, Equatable {
        /// The words after the opening fence; empty for indented code.
        package let info: String
        /// Whether the code is between fences; else it is indented.
        package let isFenced: Bool
        /// Whether the fence has its closing line. Code that runs to the end of its container has none.
        package let isClosed: Bool
    }

    /// The kind of the block.
    package let kind: Kind
    /// Lines of the whole file, 1-based, without the blank lines that follow.
    package let lines: ClosedRange<Int>
    /// 1-based byte column of the first line at which the block's own text begins.
    package let column: Int
    /// The block around this one, as an index into ``Document/blocks``; none at the top.
    package let parent: Int?
    /// How many blocks are around this one.
    package let depth: Int

    /// What the block says if it is a list.
    package var list: List? {
        guard case .list(let list) = kind else { return nil }
        return list
    }

    /// What the block says if it is code.
    package var code: Code? {
        guard case .code(let code) = kind else { return nil }
        return code
    }

    /// Level and text if the block is a heading.
    package var heading: (level: Int, text: String)? {
        guard case .heading(let level, let text, _) = kind else { return nil }
        return (level, text)
    }
}
