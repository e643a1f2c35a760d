extension Skill {
    /// The name of a skill and of its folder: 1 to 64 of `a-z`, `0-9` and single hyphens, no hyphen at either end.
    package struct Name: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The most characters of a name.
        package static let maximumLength = 64

        /// The name as text.
        package let text: String

        /// Accepts a text that follows the rules for names.
        ///
        /// - Throws: ``SkillError/invalidName(_:)`` otherwise.
        package init(_ text: String) throws(SkillError) {
            guard Self.isName(text) else { throw .invalidName(text) }
            self.text = text
        }

        /// The name as text.
        package var description: String { text }

        /// Orders names by their bytes.
        package static func < (left: Name, right: Name) -> Bool {
            left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }

        /// Whether `text` follows the rules for names.
        package static func isName(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            guard (1...maximumLength).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen else {
                return false
            }
            return bytes.indices.allSatisfy { index in
                switch bytes[index] {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case hyphen: bytes[index - 1] != hyphen
                default: false
                }
            }
        }

        private static let hyphen = UInt8(ascii: "-")
    }
}
