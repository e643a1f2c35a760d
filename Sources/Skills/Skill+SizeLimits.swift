internal import Markdown

extension Skill {
    /// The sizes that the files of a skill should stay below.
    package struct SizeLimits: Sendable, Equatable {
        /// SKILL.md should have fewer lines than this.
        package let mainLines: Int
        /// SKILL.md should have fewer estimated tokens than this.
        package let mainTokens: Int
        /// A file in `references/` should have fewer lines than this.
        package let referenceLines: Int

        /// Creates limits; the defaults are those of the Agent Skills specification.
        package init(mainLines: Int = 500, mainTokens: Int = 5000, referenceLines: Int = 300) {
            self.mainLines = mainLines
            self.mainTokens = mainTokens
            self.referenceLines = referenceLines
        }

        /// Whether a SKILL.md with these bytes is within the limits.
        package func allow(main bytes: [UInt8]) -> Bool {
            Lines(bytes).count < mainLines && Skill.tokens(of: bytes) < mainTokens
        }

        /// Whether a reference with these bytes is within the limits.
        package func allow(reference bytes: [UInt8]) -> Bool { Lines(bytes).count < referenceLines }
    }

    /// An estimate of a text's tokens: one for every four bytes of UTF-8.
    package static func tokens(of bytes: [UInt8]) -> Int { (bytes.count + 3) / 4 }

    /// An estimate of a text's tokens: one for every four bytes of UTF-8.
    package static func tokens(of text: String) -> Int { (text.utf8.count + 3) / 4 }
}
