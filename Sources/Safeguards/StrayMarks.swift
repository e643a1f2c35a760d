/// G4: signs that show as nothing, or as something else than a letter, and that no text needs.
enum StrayMarks {
    /// Returns the violations in `text`, at most one of each kind for a line.
    static func violations(in text: String) -> [Violation] {
        text.split(whereSeparator: \.isNewline).flatMap { line -> [Violation] in
            var violations: [Violation] = []
            if line.unicodeScalars.contains(where: isBlank) {
                violations.append(
                    Violation(
                        "G4",
                        "blank-character",
                        .hold,
                        "the text has characters that show as blanks",
                        String(line)
                    )
                )
            }
            if isCovered(line) {
                violations.append(
                    Violation("G4", "stacked-marks", .hold, "a letter is covered with marks", String(line))
                )
            }
            if let leftover = leftover(in: line) {
                let message = "the text has what is left of an order to a terminal"
                violations.append(Violation("G4", "terminal-leftover", .hold, message, leftover))
            }
            return violations
        }
    }

    /// Characters without ink that count as signs or letters: the empty pattern of Braille, and fillers.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        [0x2800, 0x1D159, 0x133FC, 0x16FE4].contains(scalar.value)
    }

    /// The most marks that a letter of any language has.
    private static let mostMarks = 3

    private static func isCovered(_ line: Substring) -> Bool {
        var count = 0
        for scalar in line.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: count += 1
            default: count = 0
            }
            if count > mostMarks { return true }
        }
        return false
    }

    /// `[31m`, `[2J`, `]0;title`: an escape sequence whose first character was taken out.
    private static func leftover(in line: Substring) -> String? {
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") {
            // `\e[31m` in code is a whole sequence, written so that it can be read.
            if index > 0, isEscape(bytes[..<index]) { continue }
            let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) || $0 == 0x3B || $0 == 0x3F }
            guard !digits.isEmpty, digits.count < 12, digits.endIndex <= bytes.count else { continue }
            if byte == UInt8(ascii: "]") {
                let isTitle = digits.first == UInt8(ascii: "0") || digits.first == UInt8(ascii: "2")
                if isTitle, digits.count == 2, digits.last == UInt8(ascii: ";") { return excerpt(bytes, index) }
                continue
            }
            guard digits.endIndex < bytes.count, finals.contains(bytes[digits.endIndex]) else { continue }
            let next = digits.endIndex + 1 < bytes.count ? bytes[digits.endIndex + 1] : 0x20
            // `[5m]` and `[5m, 10m]` are lists.
            if next != UInt8(ascii: "]"), next != UInt8(ascii: ","), next != UInt8(ascii: ":") {
                return excerpt(bytes, index)
            }
        }
        return nil
    }

    private static func isEscape(_ before: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: before.suffix(6), as: UTF8.self).lowercased()
        return ["\\e", "\\033", "\\x1b", "\\u001b", "esc", "^["].contains(where: text.hasSuffix)
    }

    private static func excerpt(_ bytes: [UInt8], _ index: Int) -> String {
        String(decoding: bytes[index..<min(bytes.count, index + 12)], as: UTF8.self)
    }

    private static let finals = Set("mJKHfABCDhlsur".utf8)
}
