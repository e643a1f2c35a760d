/// The text between the name of a credential and its value.
struct Separator {
    enum Kind {
        /// `=`, `==`, `=>`, or the end of an XML tag.
        case equals
        /// `:`, `:=`
        case colon
        /// A comma after a quoted name, as in a call. The value must be quoted too.
        case comma
        /// A blank, after a flag or a keyword of a language.
        case blank
        /// The word `is`.
        case sentence
    }

    /// How the value is assigned.
    let kind: Kind
    /// The position at which the value begins, with its quotes.
    let end: Int

    init(kind: Kind, end: Int) {
        self.kind = kind
        self.end = end
    }

    /// Reads the text after `name`; `nil` if it does not assign a value.
    init?(after name: CredentialName, in scan: Scan) {
        var index = scan.skip(.backslash, from: name.range.upperBound, limit: 16)
        let isQuoted = ByteSet.quotes.contains(scan[index])
        index = isQuoted ? index + 1 : name.range.upperBound
        if scan[index] == UInt8(ascii: "]") { index += 1 }
        let sign = scan.skip(.blanks, from: index)
        func end(after position: Int) -> Int { scan.skip(.blanks, from: position, limit: 24) }
        switch scan[sign] {
        case UInt8(ascii: "="):
            self.init(kind: .equals, end: end(after: scan.skip(ByteSet("=>~"), from: sign, limit: 3)))
        case UInt8(ascii: ":"):
            self.init(kind: .colon, end: end(after: scan.skip(ByteSet(":="), from: sign, limit: 2)))
        case UInt8(ascii: ">")
        where scan[name.range.lowerBound - 1] == UInt8(ascii: "<") && scan[sign + 1] != UInt8(ascii: "@"):
            // `<Password><Value>X</Value>`
            let isNested = scan.hasFolded("<value>", at: end(after: sign + 1))
            self.init(kind: .equals, end: end(after: sign + 1) + (isNested ? 7 : 0))
        case UInt8(ascii: ",") where isQuoted:
            self.init(kind: .comma, end: end(after: sign + 1))
        case _ where sign > index && Self.verbLength(in: scan, at: sign) > 0:
            self.init(kind: .sentence, end: end(after: sign + Self.verbLength(in: scan, at: sign)))
        case _ where sign > index && Self.takesBlank(name, in: scan):
            self.init(kind: .blank, end: Self.behindOptions(from: sign, of: name, in: scan))
        case _ where sign - index >= 3:
            // Columns that blanks align: `secret_id      X`
            self.init(kind: .blank, end: scan.skip(.blanks, from: sign, limit: 40))
        default:
            return nil
        }
    }

    /// The length of the word between a name and its value in a sentence, with the blank behind it; 0 if there is none.
    private static func verbLength(in scan: Scan, at start: Int) -> Int {
        verbs.first { scan.hasFolded($0, at: start) }?.utf8CodeUnitCount ?? 0
    }

    private static let verbs: [StaticString] = [
        "is ", "is: ", "is now ", "was ", "to ", "will be ", "lautet ", "ist ", "est ", "es ", "of ", "è ", "é ",
        "becomes ",
        "being ", "jest ", "är ", "on ", "— ", "- ", "-> ", "→ ",
    ]

    /// The position behind the options of a command that makes a password: `ConvertTo-SecureString -String 'X'`.
    private static func behindOptions(from start: Int, of name: CredentialName, in scan: Scan) -> Int {
        guard scan.hasFolded("securestring", at: name.keyword.lowerBound) else { return start }
        var index = start
        for _ in 0..<3 where scan[index] == UInt8(ascii: "-") {
            index = scan.skip(.blanks, from: scan.skip(.words, from: index, limit: 20))
        }
        return index
    }

    /// Whether a blank is enough to give `name` a value: for flags, SQL, PowerShell and `.netrc`.
    private static func takesBlank(_ name: CredentialName, in scan: Scan) -> Bool {
        let keyword = name.keyword
        if scan[name.range.lowerBound] == UInt8(ascii: "-") { return true }
        if scan.hasFolded("identified by", at: keyword.lowerBound) { return true }
        if scan.hasFolded("securestring", at: keyword.lowerBound) { return true }
        let before = max(0, name.range.lowerBound - 100)..<name.range.lowerBound
        return before.contains { scan.hasFolded("login ", at: $0) }
    }
}
