internal import Foundations

/// What a line of an output may be of a report on tests. Most lines of all outputs are nothing of it, which their ends
/// tell; looking for the words of every runner in each of them takes many times as long.
struct ReportLines {
    /// Whether words are somewhere in the lines that tell of tests in any place of a line.
    private var hasWords = false
    /// Whether lines may be verdicts that end in a word.
    private var hasVerdicts = false
    /// Whether a tool may have put its label in front of lines.
    private var hasLabels = false
    /// Whether there may be a table of Julia.
    private var hasTable = false

    /// The forms of lines that are looked for.
    struct Forms: OptionSet {
        let rawValue: UInt8

        /// The summary of pytest.
        static let pytest = Forms(rawValue: 1)
        /// A line of the summary of unittest.
        static let unittest = Forms(rawValue: 2)
        /// The summary of another runner.
        static let other = Forms(rawValue: 4)
        /// The words of a runner that found no test.
        static let nothing = Forms(rawValue: 8)
        /// What is said of one test.
        static let verdict = Forms(rawValue: 16)
        /// What is said of the whole run at its end, without a count.
        static let closing = Forms(rawValue: 64)
        /// A summary in which words may be anywhere.
        static let anywhere = Forms(rawValue: 32)
    }

    /// - Parameter lines: lines of one text in its order.
    init(_ lines: [OutputLine]) {
        guard let first = lines.first?.baseAddress, let last = lines.last, let end = last.baseAddress else { return }
        let whole = OutputLine(start: first, count: first.distance(to: end) + last.count)
        hasVerdicts = Self.verdicts.contains { whole.containsBytes(of: $0) }
        hasLabels = whole.containsBytes(of: "1  | ")
        // Nearly all of the words have these letters, and most outputs do not.
        guard whole.containsBytes(of: "est") else { return }
        hasWords = Self.words.contains { whole.containsBytes(of: $0) }
        hasLabels = hasLabels || whole.containsBytes(of: "test: ")
        hasTable = whole.containsBytes(of: "Test Summary:")
    }

    /// The words of summaries that may begin with anything, and of verdicts behind the name of a test.
    private static let words = ["Tests run: ", "% tests passed, ", "Test run with "]
    private static let verdicts = [" PASSED", " FAILED"]
    /// The ends of what tools that run others put in front of each of their lines: `api:test: `, `web-1  | `.
    private static let labels = [":test: ", " test: ", "1  | "]
    /// What is put in front of lines to mark them.
    private static let marks = [
        "[info] ", "[error] ", "[INFO] ", "[ERROR] ", "[WARNING] ", "[warn] ", "[doctest] ", "✓ ", "✔ ", "✅ ", "❌ ",
        "✗ ",
        "✘ ", "✖ ", "✕ ", "× ",
    ]

    /// A line without what a tool put in front of it, and what that may be; nothing where it is longer than any summary.
    func read(_ line: OutputLine) -> (text: OutputLine, forms: Forms) {
        guard line.count < 400, let start = line.firstIndex(where: { $0 != 0x20 }) else { return (line, []) }
        var text = line
        if hasLabels { text = withoutLabel(text) }
        if Self.isMark[Int(line[start])], let mark = Self.marks.first(where: line.from(start).begins) {
            text = line.from(start + mark.utf8.count).withoutIndent
        }
        return (text, forms(of: text))
    }

    private func withoutLabel(_ line: OutputLine) -> OutputLine {
        let start = OutputLine(rebasing: line.prefix(80))
        for label in Self.labels {
            if let place = start.firstOffset(of: label) { return line.from(place + label.utf8.count) }
        }
        return line
    }

    private static let isMark: [Bool] = (0...255).map { byte in marks.contains { $0.utf8.first == byte } }

    /// What a line may be.
    private func forms(of line: OutputLine) -> Forms {
        guard let start = line.firstIndex(where: { $0 != 0x20 }), start + 1 < line.count else { return [] }
        var forms = Self.forms[Int(line[start])]
        if 0x30...0x39 ~= line[start] {
            let rest = line.from(start).dropFirst().drop { 0x30...0x39 ~= $0 }
            if !mayCount(rest) { forms.remove(.pytest) }
            if mayTally(rest) { forms.insert(.other) }
        } else {
            forms.formUnion(Self.starts[Int(line[start]) << 8 | Int(line[start + 1])])
        }
        if line.ends(with: "... ok") || line.ends(with: "... FAIL") { forms.insert(.verdict) }
        if hasWords { forms.insert(.anywhere) }
        if hasVerdicts { forms.insert(.verdict) }
        // The rows of Julia's table begin with a name.
        if hasTable { forms.insert(.other) }
        return forms
    }

    /// Whether a number in front of these bytes may count something: `3 tests`, or as in `00:02 +3: All tests passed!`.
    private func mayTally(_ rest: Slice<OutputLine>) -> Bool {
        if rest.first == UInt8(ascii: ":") { return rest.dropFirst(4).first == UInt8(ascii: "+") }
        return rest.first == 0x20 && rest.first { $0 != 0x20 }?.isASCIILetter == true
    }

    /// Whether a line that begins with a digit continues as `3 passed` does.
    private func mayCount(_ rest: Slice<OutputLine>) -> Bool {
        rest.first { $0 != 0x20 }.map { "pfewsxdr".utf8.contains($0) } == true
    }

    /// What a line may be by its first byte behind blanks.
    private static let forms: [Forms] = {
        var forms = [Forms](repeating: [], count: 256)
        func note(_ bytes: String, _ more: Forms) { for byte in bytes.utf8 { forms[Int(byte)].formUnion(more) } }
        note("0123456789=nt", .pytest)
        note("RFON", .unittest)
        note("cNtne?o", .nothing)
        note("=-oF", .verdict)
        note("E.FsxXn", .verdict)
        note("0123456789", .other)
        return forms
    }()

    /// What a line may be by its first two bytes behind blanks.
    private static let starts: [Forms] = {
        var forms = [Forms](repeating: [], count: 1 << 16)
        func note(_ starts: [String], _ more: Forms) {
            for start in starts {
                let bytes = Array(start.utf8.prefix(2))
                if bytes.count == 2 { forms[Int(bytes[0]) << 8 | Int(bytes[1])].formUnion(more) }
            }
        }
        note(TestSummary.beginnings, .other)
        note(ClosingVerdict.beginnings + ["> ", "BU"], .closing)
        return forms
    }()
}
