/// A heading at the top of the document (not one inside a quote or an item) and the text under it.
package struct Section: Sendable, Equatable {
    /// The level of the heading, from 1 to 6.
    package let level: Int
    /// The heading's text without markup.
    package let title: String
    /// The titles of the sections around this one, outermost first, and its own.
    package let path: [String]
    /// The heading itself: two lines or more if it is underlined.
    package let heading: Range<Int>
    /// From the heading to the next heading of any level.
    package let own: Range<Int>
    /// From the heading to the next heading of the same level or a higher one: sub-sections included.
    package let whole: Range<Int>
    /// The section around this one, as an index into ``Document/sections``.
    package let parent: Int?
}

extension Section {
    /// Finds the sections that the headings among `blocks` begin in a document of `lineCount` lines.
    static func all(in blocks: [Block], lineCount: Int) -> [Section] {
        let headings = blocks.filter { $0.depth == 0 && $0.heading != nil }
        let starts = headings.map(\.lines.lowerBound) + [lineCount + 1]
        var sections: [Section] = []
        var open: [Int] = []
        let ends = wholeEnds(of: headings, lineCount: lineCount)
        for (index, block) in headings.enumerated() {
            guard let heading = block.heading else { continue }
            while let last = open.last, sections[last].level >= heading.level { open.removeLast() }
            let start = block.lines.lowerBound
            sections.append(
                Section(
                    level: heading.level,
                    title: heading.text,
                    path: open.map { sections[$0].title } + [heading.text],
                    heading: start..<(block.lines.upperBound + 1),
                    own: start..<starts[index + 1],
                    whole: start..<ends[index],
                    parent: open.last
                )
            )
            open.append(index)
        }
        return sections
    }

    /// For each heading the line before which its section, sub-sections included, ends.
    private static func wholeEnds(of headings: [Block], lineCount: Int) -> [Int] {
        var ends = [Int](repeating: lineCount + 1, count: headings.count)
        var open: [Int] = []
        for (index, block) in headings.enumerated() {
            let level = block.heading?.level ?? 1
            while let last = open.last, (headings[last].heading?.level ?? 1) >= level {
                ends[last] = block.lines.lowerBound
                open.removeLast()
            }
            open.append(index)
        }
        return ends
    }
}
