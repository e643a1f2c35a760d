/// Text of several lines without control, invisible or direction-changing characters.
///
/// Texts of agents, models and other programs are shown in terminals, commits and logs. A control character could move
/// the cursor, change the title of the window or forge a line; a change of direction could make a text read otherwise
/// than it is written; an invisible character could carry words that a person does not see and a model obeys.
package struct PrintableText: Sendable, Hashable, CustomStringConvertible {
    /// The text, in which every character that cannot be shown is a space. Line feeds and tabs are kept.
    package let description: String

    /// Makes `text` safe to show; it keeps its line feeds and tabs.
    package init(_ text: some StringProtocol) {
        description = Self.replacingHidden(in: text.unicodeScalars, keepingLines: true)
    }

    /// The scalars as text, in which each one that ``isHidden(_:after:)`` finds is a space.
    ///
    /// - Parameter keepingLines: whether line feeds and tabs stay; a carriage return before a line feed is dropped.
    static func replacingHidden(
        in scalars: some Sequence<Unicode.Scalar>,
        keepingLines: Bool
    ) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r" {
                // One line ending, for which the carriage return has left a space.
                if keepingLines { result.replaceSubrange(result.index(before: result.endIndex)..., with: ["\n"]) }
            } else if keepingLines, scalar == "\n" || scalar == "\t" {
                result.append(scalar)
            } else {
                result.append(isHidden(scalar, after: previous) ? " " : scalar)
            }
        }
        return String(result)
    }

    /// Whether `scalar` shows nothing by itself or changes how others are shown.
    ///
    /// The joiner and the variation selector that make one emoji of several scalars are not hidden: they are part of
    /// what is seen.
    private static func isHidden(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar) -> Bool {
        // Printable ASCII, which nearly every text is made of.
        if (0x20...0x7E).contains(scalar.value) { return false }
        guard scalar.isInvisible || scalar.value == 0x09 || scalar.value == 0x0A || scalar.value == 0x0D else {
            return false
        }
        switch scalar.value {
        case 0x200D: return !(previous.properties.isEmojiPresentation || previous.value == 0xFE0F)
        case 0xFE0F: return !previous.properties.isEmoji
        default: return true
        }
    }
}

extension Unicode.Scalar {
    /// Whether this scalar is not visible, or changes the order or the lines in which others are displayed: controls
    /// except tab, line feed and carriage return, line separators, changes of direction, fillers, joiners, selectors,
    /// tag characters, private and unassigned characters.
    package var isInvisible: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: false
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F: true
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0: true
        case 0xE000...0xF8FF, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF: true
        default: false
        }
    }
}
