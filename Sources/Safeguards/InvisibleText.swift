internal import Foundations

/// G4: text that a reviewer cannot see, or sees as something else.
enum InvisibleText {
    /// Returns the violations in `text`, at most one of each kind for a line.
    static func violations(in text: String) -> [Violation] {
        var violations: [Violation] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if hasInvisible(line) {
                violations.append(
                    Violation(
                        "G4",
                        "invisible-character",
                        .reject,
                        "the text has characters that nobody sees",
                        String(line)
                    )
                )
            }
            if let word = mixedWord(in: line) {
                violations.append(
                    Violation("G4", "mixed-script", .reject, "a word mixes letters that look alike", word)
                )
            }
        }
        if hasOddLineEnd(text) {
            violations.append(
                Violation("G4", "line-separator", .reject, "the text has line ends that tools do not agree on")
            )
        }
        return violations
    }

    /// Whether a character of `line` is invisible and not a part of an emoji.
    private static func hasInvisible(_ line: Substring) -> Bool {
        var previous: Unicode.Scalar = " "
        return line.unicodeScalars.contains { scalar in
            let isAfterEmoji = previous.properties.isEmojiPresentation || previous.value == 0xFE0F
            let isInEmoji =
                scalar.value == 0x200D && isAfterEmoji || scalar.value == 0xFE0F && previous.properties.isEmoji
            previous = scalar
            return scalar.isInvisible && !isInEmoji
        }
    }

    /// Whether `text` has a separator other than a line feed. Outside of a line end, a carriage return hides
    /// the text before it on a terminal.
    private static func hasOddLineEnd(_ text: String) -> Bool {
        let separators: Set<Unicode.Scalar> = ["\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}", "\r"]
        var last: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if separators.contains(last), !(last == "\r" && scalar == "\n") { return true }
            last = scalar
        }
        return separators.contains(last)
    }

    /// A word of Latin letters and of letters of another script or alphabet that look like some.
    private static func mixedWord(in line: Substring) -> String? {
        let isPlain = line.utf8.allSatisfy { $0 < 0x80 }
        guard !isPlain else { return nil }
        for word in line.split(whereSeparator: { !($0.isLetter || $0.isNumber) }) {
            let scalars = word.unicodeScalars
            let hasLatin = scalars.contains { $0.isASCII && $0.properties.isAlphabetic }
            let hasCyrillic = scalars.contains { (0x400...0x52F).contains($0.value) }
            let isOrnamental = scalars.contains { ornamental($0.value) }
            let looksLatin = hasLatin && scalars.contains(where: PlainReading.isLookalike)
            if hasLatin && hasCyrillic || isOrnamental || looksLatin { return String(word) }
        }
        return nil
    }

    /// Whether a letter is of an alphabet that exists for its looks: of full width, mathematical, in circles.
    private static func ornamental(_ value: UInt32) -> Bool {
        switch value {
        case 0xFF21...0xFF5A, 0x1D400...0x1D7FF, 0x249C...0x24E9, 0x1F130...0x1F189: true
        default: false
        }
    }
}
