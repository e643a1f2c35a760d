internal import Markdown
package import Skills

/// A skill whose SKILL.md was over its size limits, with the least valuable text moved to a reference.
package struct ReferenceOverflow: Sendable, Equatable {
    /// A text of SKILL.md, such as a list item, with its worth.
    package struct Item: Sendable, Hashable {
        /// The Markdown text.
        package let text: String
        /// What keeping the text where every reader sees it is worth, in calls saved.
        package let worth: Int

        /// A text with its worth.
        package init(text: String, worth: Int) {
            self.text = text
            self.worth = worth
        }
    }

    /// The skill within its limits, or as close to them as moving all items brings it.
    package let skill: Skill
    /// The items that were moved, the least valuable first.
    package let moved: [Item]

    /// Moves items, the least valuable first, from SKILL.md of `base` to `references/<name>.md` until SKILL.md is
    /// within `limits`. Each section from which an item was moved gets a link to the reference. A full reference is
    /// followed by `<name>-2.md` and so on. Only items that occur in SKILL.md exactly once, as whole blocks, are moved.
    package init(of base: Skill, items: [Item], limits: Skill.SizeLimits = Skill.SizeLimits(), to name: Skill.Name) {
        var state = OverflowState(skill: base, limits: limits, name: name)
        var moved: [Item] = []
        let ordered = items.sorted { ($0.worth, $0.text) < ($1.worth, $1.text) }
        for item in ordered {
            guard let main = state.skill.files[Skill.mainPath], !limits.allow(main: main) else { break }
            if state.move(item.text) { moved.append(item) }
        }
        skill = state.skill
        self.moved = moved
    }
}

/// The skill while items are being moved.
private struct OverflowState {
    private(set) var skill: Skill
    private let limits: Skill.SizeLimits
    private let name: Skill.Name

    init(skill: Skill, limits: Skill.SizeLimits, name: Skill.Name) {
        self.skill = skill
        self.limits = limits
        self.name = name
    }

    /// Moves one text; `false` if it cannot be moved.
    mutating func move(_ text: String) -> Bool {
        guard let document = skill.main else { return false }
        let bodyStart = document.frontmatter?.upperBound ?? 0
        let search = TextSearch(lines: document.lines, scope: bodyStart..<document.bytes.count)
        guard case .one(let range, _) = search.find(text), let block = block(at: range, in: document) else {
            return false
        }
        let moved = document.lines.range(of: block.lines.lowerBound..<block.lines.upperBound + 1)
        let section = document.sections.last { $0.own.contains(block.lines.lowerBound) }
        // A text whose structure depends on its position is not moved.
        guard let content = try? Content(bytes: Array(document.bytes[moved])).indented(to: 0) else { return false }
        guard let (path, reference) = reference(with: content, under: section?.title) else { return false }
        guard let main = main(of: document, without: moved, at: block, linking: path, in: section) else { return false }
        // Both paths are valid.
        guard let next = try? skill.with(main, at: Skill.mainPath).with(reference, at: path) else { return false }
        skill = next
        return true
    }

    /// The list item, or the paragraph outside of lists, that begins with `range`.
    private func block(at range: Range<Int>, in document: Document) -> Block? {
        let first = document.lines.line(at: range.lowerBound)
        let last = document.lines.line(at: range.upperBound - 1)
        let starts = document.blocks.filter { block in
            guard block.lines.lowerBound == first, block.lines.contains(last) else { return false }
            return block.kind == .item || block.kind == .paragraph && block.depth == 0
        }
        return starts.last
    }

    /// The path of the first reference with enough space for a text, and its bytes with that text.
    private func reference(with content: Content, under title: String?) -> (path: String, bytes: [UInt8])? {
        for number in 1...99 {
            let path = "references/\(name)\(number > 1 ? "-\(number)" : "").md"
            let heading = "# More on \(skill.name)\n"
            let old = skill.files[path] ?? Array(heading.utf8)
            let document = Document(old)
            guard let bytes = add(content, under: title ?? "General", to: document) else { return nil }
            if limits.allow(reference: bytes) { return (path, bytes) }
        }
        return nil
    }

    private func add(_ content: Content, under title: String, to document: Document) -> [UInt8]? {
        let placement = Placement(file: "", document: document)
        let section = document.sections.last {
            $0.level == 2 && Edit.Address.folded($0.title) == Edit.Address.folded(title)
        }
        let end = placement.lastLine(of: document.bodyLine..<document.lines.count + 1)
        let change: Change?
        // A text that cannot be inserted into the reference stays in SKILL.md.
        if let section {
            change = try? placement.insertion(content, after: placement.lastLine(of: section.own), anchor: 0..<0)
        } else {
            let text = try? Content(bytes: Array("## \(title)\n\n".utf8) + content.bytes)
            change = text.flatMap { try? placement.insertion($0, after: end, anchor: 0..<0) }
        }
        guard let change else { return nil }
        let rendering = Rendering(of: document.lines, applying: [(Edit.ID("spill"), change)], linesBeforeSection: 1)
        return Self.isIntact(document, rendering) ? rendering.bytes : nil
    }

    private static func isIntact(_ base: Document, _ rendering: Rendering) -> Bool {
        Integrity.violation(of: base, by: rendering, result: Document(rendering.bytes)) == nil
    }

    /// SKILL.md without the bytes of `moved`, and with a link in the section if it has none yet; `nil` if that would
    /// change the structure of the remaining text.
    private func main(
        of document: Document,
        without moved: Range<Int>,
        at block: Block,
        linking path: String,
        in section: Section?
    ) -> [UInt8]? {
        let removal = Change(file: Skill.mainPath, range: moved, replacement: [], kind: .replacement)
        let last = section?.own.upperBound ?? document.lines.count + 1
        let first = section?.heading.lowerBound ?? document.bodyLine
        let isLinked = document.links.contains { (first..<last).contains($0.line) && $0.destination == path }
        var changes = [(Edit.ID("spill-1"), removal)]
        let placement = Placement(file: Skill.mainPath, document: document)
        // The link is plain text: it cannot be rejected.
        if !isLinked, let content = try? Content("For rarer cases see [\(path)](\(path))."),
            let link = try? placement.insertion(content, after: placement.lastLine(of: first..<last), anchor: 0..<0)
        {
            changes.append((Edit.ID("spill-2"), link))
        }
        let rendering = Rendering(of: document.lines, applying: changes)
        return Self.isIntact(document, rendering) ? rendering.bytes : nil
    }
}
