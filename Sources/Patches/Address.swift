internal import Markdown
package import Skills

extension Edit {
    /// The address of a section: the text of its heading, with or without `#` signs, or a path of headings such as
    /// `Writing > Formulas`.
    package struct Address: Sendable, Hashable, CustomStringConvertible {
        /// The address as it was written.
        package let text: String

        /// Parses an address; `nil` if `text` has only white space and `#` signs.
        package init?(_ text: String) {
            guard !Self.title(text).isEmpty else { return nil }
            self.text = text
        }

        /// The address as it was written.
        package var description: String { text }

        /// The level of the `#` signs; `nil` without them.
        var level: Int? {
            let count = text.drop(while: \.isWhitespace).prefix { $0 == "#" }.count
            return (1...6).contains(count) ? count : nil
        }

        /// The heading's text, if the address is not a path.
        var title: String { Self.title(text) }

        /// The headings of a path, outermost first; `nil` if the address is not a path.
        var path: [String]? {
            let parts = text.split(separator: " > ").map { Self.title(String($0)) }
            return parts.count > 1 && !parts.contains("") ? parts : nil
        }

        /// The text of a heading without `#` signs at either end and with single spaces.
        static func title(_ text: String) -> String {
            var words = text.split(whereSeparator: \.isWhitespace)
            if let first = words.first {
                let rest = first.drop { $0 == "#" }
                if rest.isEmpty { words.removeFirst() } else { words[0] = rest }
            }
            if let last = words.last, last.allSatisfy({ $0 == "#" }) { words.removeLast() }
            return words.joined(separator: " ")
        }

        /// A heading's text without case, emphasis and final punctuation, for tolerant comparison.
        static func folded(_ title: String) -> String {
            let text = title.lowercased().filter { !"*_`~".contains($0) }
            var words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            while let last = words.last, ":.".contains(last) { words.removeLast() }
            return words
        }
    }
}

extension Edit.Address {
    /// The address of the section of SKILL.md with this title: of several, that at level 2 or else the deepest one; `nil` if
    /// no single section has it.
    package init?(ofSection title: String, in skill: Skill) {
        guard let document = skill.main else { return nil }
        // The title of the skill may equal a heading below it.
        let deepest = document.sections.filter { Self.title($0.title) == Self.title(title) }.map(\.level).max() ?? 2
        let signs = String(repeating: "#", count: deepest)
        for address in [Self("## \(title)"), Self("\(signs) \(title)"), Self(title)].compactMap({ $0 }) {
            guard case .one(let section, _) = address.match(in: document) else { continue }
            self.init("\(String(repeating: "#", count: section.level)) \(section.title)")
            return
        }
        return nil
    }

    /// The result of looking for an address in a document.
    enum Match {
        /// One section, with a note if its heading differs from the address.
        case one(Section, note: String?)
        case none
        /// The number of sections that match.
        case many(Int)
    }

    /// Looks for the section of this address. Headings inside code, quotes and lists do not begin sections.
    func match(in document: Document) -> Match {
        let exact = document.sections.filter { section in
            (level == nil || section.level == level) && Self.spellings(of: section, in: document).contains(title)
        }
        if exact.count == 1 { return .one(exact[0], note: nil) }
        if let path {
            let exact = document.sections.filter { Self.follows($0.path, path, by: { $0 }) }
            if exact.count == 1 { return .one(exact[0], note: nil) }
            let folded = document.sections.filter { Self.follows($0.path, path, by: Self.folded) }
            if folded.count == 1 {
                return .one(folded[0], note: "the heading path is \"\(folded[0].path.joined(separator: " > "))\"")
            }
        }
        if exact.count > 1 { return .many(exact.count) }
        let wanted = Self.folded(title)
        let near = document.sections.filter { Self.folded($0.title) == wanted }
        if near.count == 1 { return .one(near[0], note: Self.note(near[0])) }
        let sameLevel = near.filter { $0.level == level }
        if sameLevel.count == 1 { return .one(sameLevel[0], note: Self.note(sameLevel[0])) }
        return near.isEmpty ? .none : .many(near.count)
    }

    private static func note(_ section: Section) -> String {
        "the heading is \"\(String(repeating: "#", count: section.level)) \(section.title)\""
    }

    /// A heading without its markup, and as it was written.
    private static func spellings(of section: Section, in document: Document) -> [String] {
        [title(section.title), title(document.lines.text(of: section.heading.lowerBound))]
    }

    /// Whether `sections`, from the outermost to a section itself, include `path` in order and end with the same title.
    private static func follows(_ sections: [String], _ path: [String], by fold: (String) -> String) -> Bool {
        guard let own = sections.last, let last = path.last, fold(title(own)) == fold(last) else { return false }
        var rest = path.dropLast()[...]
        for section in sections.dropLast() where rest.first.map({ fold($0) == fold(title(section)) }) == true {
            rest.removeFirst()
        }
        return rest.isEmpty
    }
}
