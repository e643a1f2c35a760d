internal import Markdown

extension Skill {
    /// How large the files of a skill may be.
    package struct Budget: Sendable, Equatable {
        /// SKILL.md has fewer lines than this.
        package let mainLines: Int
        /// SKILL.md has fewer tokens than this.
        package let mainTokens: Int
        /// A file in `references/` has fewer lines than this.
        package let referenceLines: Int

        package init(mainLines: Int = 500, mainTokens: Int = 5000, referenceLines: Int = 300) {
            self.mainLines = mainLines
            self.mainTokens = mainTokens
            self.referenceLines = referenceLines
        }

        /// Whether SKILL.md with these bytes is within the budget.
        package func holds(main bytes: [UInt8]) -> Bool {
            Lines(bytes).count < mainLines && Skill.tokens(of: bytes) < mainTokens
        }

        /// Whether a reference with these bytes is within the budget.
        package func holds(reference bytes: [UInt8]) -> Bool { Lines(bytes).count < referenceLines }
    }

    /// How many tokens a text costs a model, estimated at four bytes of UTF-8 each.
    package static func tokens(of bytes: [UInt8]) -> Int { (bytes.count + 3) / 4 }

    /// How many tokens a text costs a model, estimated at four bytes of UTF-8 each.
    package static func tokens(of text: String) -> Int { (text.utf8.count + 3) / 4 }
}
