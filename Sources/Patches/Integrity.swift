internal import Markdown

/// Checks that a change leaves the frontmatter, and the kind of every kept line (text, code, HTML or heading), as it is.
enum Integrity {
    /// The kind of a line.
    private enum Kind: Equatable {
        case text, code, html
        case heading(level: Int, text: String)

        /// Whether the kinds are equal, apart from the text of a heading.
        func agrees(with other: Kind) -> Bool {
            guard case .heading(let level, _) = self, case .heading(let otherLevel, _) = other else {
                return self == other
            }
            return level == otherLevel
        }
    }

    /// The reason why `rendering` damages text that no change names; `nil` if it does not.
    static func violation(of base: Document, by rendering: Rendering, result: Document) -> Rejection? {
        guard base.frontmatter == result.frontmatter,
            base.frontmatter.map({ base.bytes[$0] == result.bytes[$0] }) ?? true
        else { return Rejection(.frontmatter, "the edit would change the frontmatter") }
        guard openFences(in: result) <= openFences(in: base) else {
            return Rejection(.openFence, "the edit would leave a code fence open")
        }
        let before = kinds(of: base)
        let after = kinds(of: result)
        let cut = cutHeadings(of: base, by: rendering)
        for (range, start) in rendering.kept {
            for line in base.lines.line(at: range.lowerBound)...base.lines.line(at: range.upperBound - 1) {
                let place = base.lines.range(of: line)
                // Lines that are kept only in part belong to an edit.
                guard place.lowerBound >= range.lowerBound, place.upperBound <= range.upperBound else { continue }
                let now = result.lines.line(at: start + place.lowerBound - range.lowerBound)
                let isWhole = !cut.contains(line)
                guard
                    base.lines.isBlank(line)
                        || (isWhole ? before[line] == after[now] : before[line].agrees(with: after[now]))
                else {
                    let text = String(base.lines.text(of: line).prefix(60))
                    return Rejection(.breaksStructure, "the edit would change what the line \"\(text)\" is")
                }
            }
        }
        return misplaced(rendering, after, result)
    }

    private static func openFences(in document: Document) -> Int {
        document.blocks.count { $0.code?.isClosed == false }
    }

    /// The lines of headings of which a part was changed: the text of such a heading may differ.
    private static func cutHeadings(of base: Document, by rendering: Rendering) -> Set<Int> {
        var lines: Set<Int> = []
        for block in base.blocks where block.heading != nil {
            let range = base.lines.range(of: block.lines.lowerBound..<block.lines.upperBound + 1)
            if !rendering.kept.contains(where: {
                $0.base.lowerBound <= range.lowerBound && range.upperBound <= $0.base.upperBound
            }) {
                lines.formUnion(block.lines)
            }
        }
        return lines
    }

    /// The reason against text that was inserted into code, or headings that are not headings at their new position.
    private static func misplaced(_ rendering: Rendering, _ after: [Kind], _ result: Document) -> Rejection? {
        for (text, start) in rendering.inserted {
            let content = Document(body: text)
            let kinds = kinds(of: content)
            let first = result.lines.line(at: start)
            for line in 1...max(1, content.lines.count) where !content.lines.isBlank(line) {
                let now = after[min(first + line - 1, after.count - 1)]
                guard kinds[line] != now, now == .code || kinds[line] != .code else { continue }
                return Rejection(.breaksStructure, "the content would not be read as it is meant in that place")
            }
        }
        return nil
    }

    /// The kind of each line, by its number from 1; the entry at 0 is unused.
    private static func kinds(of document: Document) -> [Kind] {
        var kinds = [Kind](repeating: .text, count: document.lines.count + 1)
        for block in document.blocks {
            let kind: Kind
            switch block.kind {
            case .heading(let level, let text, _): kind = .heading(level: level, text: text)
            case .code: kind = .code
            case .html: kind = .html
            default: continue
            }
            for line in block.lines where line < kinds.count { kinds[line] = kind }
        }
        return kinds
    }

    /// The title of the first section whose path occurs more often in `result` than in `base`; `nil` if there is none.
    static func duplicateHeading(in result: Document, of base: Document) -> String? {
        func counts(_ document: Document) -> [[String]: Int] {
            document.sections.reduce(into: [:]) { $0[$1.path.map(Edit.Address.folded), default: 0] += 1 }
        }
        let before = counts(base)
        let after = counts(result)
        return result.sections.first { section in
            let path = section.path.map(Edit.Address.folded)
            return (after[path] ?? 0) > max(1, before[path] ?? 0)
        }?.title
    }
}
