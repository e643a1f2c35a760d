/// A link, an autolink or an image, with its destination as CommonMark reads it: escapes and entities resolved.
package struct Link: Sendable, Equatable {
    /// The address, with escapes and entities resolved.
    package let destination: String
    /// Its text, or the description of an image, without markup.
    package let text: String
    /// Whether this is an image.
    package let isImage: Bool
    /// Line of the whole file, 1-based. In a paragraph that begins with link definitions, cmark leaves those out.
    package let line: Int
}

/// A code span, without its backticks.
package struct CodeSpan: Sendable, Equatable {
    /// The code.
    package let text: String
    /// Line of the whole file, 1-based.
    package let line: Int
}
