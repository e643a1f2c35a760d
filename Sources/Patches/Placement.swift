internal import Foundations
internal import Markdown

/// A search for the position of one edit in one file.
struct Placement {
    /// The path of the file.
    let file: String
    /// The structure of the file.
    let document: Document
    /// Notes on differences between the position and the edit's own words.
    var notes: [String] = []

    init(file: String, document: Document) {
        self.file = file
        self.document = document
    }

    private var lines: Lines { document.lines }

    /// The section of an address.
    mutating func section(_ address: Edit.Address) throws(Rejection) -> Section {
        switch address.match(in: document) {
        case .one(let section, let note):
            if let note { notes.append(note) }
            return section
        case .none: throw Rejection(.sectionNotFound, "\(file) has no section \"\(address)\"")
        case .many(let count):
            throw Rejection(
                .sectionAmbiguous,
                "\(file) has \(count) sections \"\(address)\"; name one by a path, A > B"
            )
        }
    }

    /// Adds text at the end of a section: before its sub-sections, or after them if the text has a heading itself.
    func append(_ content: Content, to section: Section) throws(Rejection) -> Change {
        let content = try content.withoutHeading(section.title)
        let range = content.headingLevel == nil ? section.own : section.whole
        let anchor = lines.range(of: section.heading)
        try checkIsNew(content)
        return try insertion(content, after: lastLine(of: range), anchor: anchor)
    }

    /// Adds a section after another one with its sub-sections, or at the end of the file.
    mutating func addSection(_ heading: String, after address: Edit.Address?, content: Content) throws(Rejection)
        -> Change
    {
        let title = Edit.Address.title(heading)
        guard !title.isEmpty else { throw Rejection(.emptyField, "the heading is empty") }
        var after: Section?
        if let address { after = try section(address) }
        let level = Edit.Address(heading)?.level ?? after?.level ?? 2
        let body = try content.withoutHeading(title)
        let existing = document.sections.filter {
            Edit.Address.folded($0.title) == Edit.Address.folded(title) && $0.level == level
        }
        if let section = existing.first, existing.count == 1 {
            notes.append("the section exists, and the text was added to it")
            return try append(body, to: section)
        }
        let signs = String(repeating: "#", count: level)
        let text = try Content(bytes: Array("\(signs) \(title)\n\n".utf8) + body.bytes)
        guard let after else {
            return try insertion(text, after: lastLine(of: document.bodyLine..<(lines.count + 1)), anchor: 0..<0)
        }
        var outer = after
        while let parent = outer.parent, document.sections[parent].level >= level { outer = document.sections[parent] }
        if outer != after {
            notes.append("the section was added after \"\(outer.title)\", which holds \"\(after.title)\"")
        }
        return try insertion(text, after: lastLine(of: outer.whole), anchor: lines.range(of: after.heading))
    }

    /// Removes a section with its sub-sections and the blank lines that separate it.
    func delete(_ section: Section) -> Change {
        var range = lines.range(of: section.whole)
        if range.upperBound == lines.bytes.count {
            // At the end of the file, the blank lines above are removed too; elsewhere, those below are.
            range =
                lines.range(of: lastLine(of: document.bodyLine..<section.heading.lowerBound))
                .upperBound..<range.upperBound
        }
        return Change(file: file, range: range, replacement: [], kind: .replacement)
    }

    /// Replaces a text that occurs once in the section, or else once in the file.
    mutating func replace(_ old: String, in address: Edit.Address?, by new: [UInt8]) throws(Rejection) -> Change {
        var range = try find(old, in: address)
        // The old text was found without the white space around it, which stays.
        let new = TextSearch.trimmed(new)
        if new.isEmpty { range = wholeLines(range) }
        if let added = try addition(to: range, in: new) { return added }
        return Change(file: file, range: range, replacement: atLevel(of: range, old, new), kind: .replacement)
    }

    /// The insertion that a replacement is if it only adds text below a whole paragraph or list: then the blank line between
    /// them belongs to no lesson, and `git revert` of the commit has no conflict with text that was added below.
    private func addition(to range: Range<Int>, in new: [UInt8]) throws(Rejection) -> Change? {
        let old = lines.bytes[range]
        let blankLine = [Byte.lineFeed, Byte.lineFeed]
        guard !old.isEmpty, new.starts(with: old), new.dropFirst(old.count).starts(with: blankLine) else { return nil }
        let line = lines.line(at: range.upperBound - 1)
        let ends = document.blocks.contains {
            $0.depth == 0 && ($0.kind == .paragraph || $0.list != nil) && $0.lines.upperBound == line
        }
        guard ends, lines.range(of: line).upperBound <= range.upperBound + 2 else { return nil }
        // Indented text would be a part of the item above.
        guard let content = try? Content(bytes: Array(new.dropFirst(old.count + 2))), content.headingLevel == nil,
            content.indent == 0
        else { return nil }
        return try insertion(content, after: line, anchor: range)
    }

    /// The new text with the heading level of the file, if the old text was given with another level.
    private func atLevel(of range: Range<Int>, _ old: String, _ new: [UInt8]) -> [UInt8] {
        let line = document.lines.line(at: range.lowerBound)
        guard let section = document.sections.first(where: { $0.heading.contains(line) }),
            let level = Edit.Address(String(old.drop(while: \.isWhitespace).prefix { !$0.isNewline }))?.level,
            level != section.level, new.prefix(while: { $0 == Byte.hash }).count == level
        else { return new }
        return [UInt8](repeating: Byte.hash, count: section.level) + new.dropFirst(level)
    }

    /// The range of a text in the section, or else in the file.
    mutating func find(_ text: String, in address: Edit.Address?) throws(Rejection) -> Range<Int> {
        guard text.contains(where: { !$0.isWhitespace }) else { throw Rejection(.emptyField, "the anchor is empty") }
        let body = (document.frontmatter?.upperBound ?? 0)..<lines.bytes.count
        var scope = body
        if let address {
            switch address.match(in: document) {
            case .one(let section, _): scope = lines.range(of: section.whole)
            case .none, .many:
                notes.append("no single section \"\(address)\" was found, but the text occurs once in the file")
            }
        }
        var match = TextSearch(lines: lines, scope: scope).find(text)
        if case .none = match, scope != body {
            match = TextSearch(lines: lines, scope: body).find(text)
            if case .one = match { notes.append("the text is outside of the section") }
        }
        switch match {
        case .one(let range, let note):
            if let note { notes.append(note) }
            return range
        case .many(let count):
            throw Rejection(.anchorAmbiguous, "the text \"\(text.prefix(60))\" occurs \(count) times in \(file)")
        case .none: break
        }
        if let frontmatter = document.frontmatter, case .one = TextSearch(lines: lines, scope: frontmatter).find(text) {
            throw Rejection(
                .frontmatter,
                "the text \"\(text.prefix(60))\" is in the frontmatter, which must not be edited"
            )
        }
        throw Rejection(.anchorNotFound, "the text \"\(text.prefix(60))\" is not in \(file)")
    }

    /// The last line of a range that is not blank; the line before the range if all lines are blank.
    func lastLine(of range: Range<Int>) -> Int {
        range.last { $0 >= 1 && $0 <= lines.count && !lines.isBlank($0) } ?? range.lowerBound - 1
    }

    /// Throws if the file already contains the text, line for line.
    func checkIsNew(_ content: Content) throws(Rejection) {
        let text = Array(document.bytes[(document.frontmatter?.upperBound ?? 0)...])
        let there = (TextSearch.lineFeeds(text) + [Byte.lineFeed])
        let wanted = [Byte.lineFeed] + content.bytes + [Byte.lineFeed]
        guard ByteSearch(wanted).first(in: [Byte.lineFeed] + there) == nil else {
            throw Rejection(.noChange, "the text is in \(file) already")
        }
    }

    /// The range itself if it is a part of a line; otherwise extended by line ending and superfluous blank lines.
    private func wholeLines(_ range: Range<Int>) -> Range<Int> {
        let first = lines.line(at: range.lowerBound)
        let last = lines.line(at: range.upperBound - 1)
        let start = lines.range(of: first).lowerBound
        let end = lines.content(of: last).endIndex
        guard lines.bytes[start..<range.lowerBound].allSatisfy(Byte.isBlank), range.upperBound <= end,
            lines.bytes[range.upperBound..<end].allSatisfy(Byte.isBlank)
        else { return range }
        var next = last + 1
        if first == 1 || lines.isBlank(first - 1) {
            while next <= lines.count, lines.isBlank(next) { next += 1 }
        }
        return start..<lines.range(of: next).lowerBound
    }
}
