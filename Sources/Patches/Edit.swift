/// One typed change to a file of a skill, with the lessons that it serves.
package struct Edit: Sendable, Hashable {
    /// The identifier of an edit within a patch. Numbers in identifiers sort numerically: `e2` before `e10`.
    package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The identifier as text.
        package let text: String

        /// An identifier with this text.
        package init(_ text: String) { self.text = text }

        /// The identifier as text.
        package var description: String { text }

        /// Compares texts, with runs of digits as numbers.
        package static func < (left: ID, right: ID) -> Bool { NaturalOrder(left.text) < NaturalOrder(right.text) }
    }

    /// The operation of an edit. Content is Markdown; an anchor or an old text is a literal copy from the base file.
    package enum Operation: Sendable, Hashable {
        /// Adds text at the end of a section.
        case appendToSection(Address, content: String)
        /// Replaces a text that occurs once in the section, or in the file. Empty content removes it.
        case replaceInSection(Address?, old: String, content: String)
        /// Adds text after the block that contains the anchor.
        case insertAfter(Address?, anchor: String, content: String)
        /// Adds text before the block that contains the anchor.
        case insertBefore(Address?, anchor: String, content: String)
        /// Adds a section after another one with its sub-sections, or at the end of the file.
        case addSection(heading: String, after: Address?, content: String)
        /// Removes a section with its sub-sections.
        case deleteSection(Address)
        /// Creates a file in `references/`.
        case create(content: String)
        /// Removes a file from `references/`.
        case deleteFile
    }

    /// The identifier within the patch.
    package let id: ID
    /// The path of the file, relative to the skill's folder.
    package let file: String
    /// The operation.
    package let operation: Operation
    /// The ids of the lessons that the edit serves.
    package let lessons: [String]
    /// The group. Edits of one group are applied together or not at all, such as a new reference and the link to it.
    package let group: String

    /// Creates an edit; without `group`, it is the only one of a group named like its id.
    package init(id: ID, file: String, operation: Operation, lessons: [String] = [], group: String? = nil) {
        self.id = id
        self.file = file
        self.operation = operation
        self.lessons = lessons
        self.group = group ?? id.text
    }
}

extension Edit.Operation {
    /// The names of the eight operations, as models write them.
    static let names = [
        "append_to_section", "replace_in_section", "insert_after", "insert_before", "add_section", "delete_section",
        "create", "delete_file",
    ]

    /// The name of the operation, as models write it.
    package var name: String {
        switch self {
        case .appendToSection: "append_to_section"
        case .replaceInSection: "replace_in_section"
        case .insertAfter: "insert_after"
        case .insertBefore: "insert_before"
        case .addSection: "add_section"
        case .deleteSection: "delete_section"
        case .create: "create"
        case .deleteFile: "delete_file"
        }
    }
}

/// An order of texts that compares runs of digits as numbers. Only identical texts are equal.
private struct NaturalOrder: Comparable {
    private let text: String

    init(_ text: String) { self.text = text }

    static func < (left: NaturalOrder, right: NaturalOrder) -> Bool {
        var (a, b) = (left.text.utf8[...], right.text.utf8[...])
        while let x = a.first, let y = b.first {
            let (m, n) = (a.prefix(while: isDigit), b.prefix(while: isDigit))
            if m.isEmpty || n.isEmpty {
                if x != y { return x < y }
                a.removeFirst()
                b.removeFirst()
                continue
            }
            let (p, q) = (m.drop { $0 == UInt8(ascii: "0") }, n.drop { $0 == UInt8(ascii: "0") })
            if p.count != q.count { return p.count < q.count }
            if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
            a = a.dropFirst(m.count)
            b = b.dropFirst(n.count)
        }
        if a.isEmpty != b.isEmpty { return a.isEmpty }
        return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
