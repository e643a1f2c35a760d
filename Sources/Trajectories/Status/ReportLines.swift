internal import Foundations

/// What a line of an output may be of a report on tests. Most lines of all outputs are nothing of it, which their ends
/// tell; looking for the words of every runner in each of them takes many times as long.
struct ReportLines {
    /// Whether words are somewhere in the lines that tell of tests in any place of a line.
    private let hasWords: Bool

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
        /// A summary in which words may be anywhere.
        static let anywhere = Forms(rawValue: 32)
    }

    /// - Parameter lines: lines of one text in its order.
    init(_ lines: [OutputLine]) {
        guard let first = lines.first?.baseAddress, let last = lines.last, let end = last.baseAddress else {
            hasWords = false
            return
        }
        let whole = OutputLine(start: first, count: first.distance(to: end) + last.count)
        hasWords = Self.words.contains { whole.containsBytes(of: $0) }
    }

    /// The words of summaries that may begin with anything, and of verdicts behind the name of a test.
    private static let words = ["Tests run: ", "% tests passed, ", "Test run with ", " PASSED", " FAILED"]

    /// What a line may be; nothing of it where it is longer than any summary.
    func forms(of line: OutputLine) -> Forms {
        guard line.count < 400, let start = line.firstIndex(where: { $0 != 0x20 }) else { return [] }
        var forms = Self.forms[Int(line[start])]
        if 0x30...0x39 ~= line[start], !mayCount(line.from(start)) { forms.remove(.pytest) }
        if line.ends(with: "... ok") || line.ends(with: "... FAIL") { forms.insert(.verdict) }
        return hasWords ? forms.union([.verdict, .anywhere]) : forms
    }

    /// Whether a line that begins with a digit continues as `3 passed` does.
    private func mayCount(_ line: OutputLine) -> Bool {
        let rest = line.drop { 0x30...0x39 ~= $0 }.drop { $0 == 0x20 }
        return rest.first.map { "pfewsxdr".utf8.contains($0) } == true
    }

    /// What a line may be by its first byte behind blanks.
    private static let forms: [Forms] = {
        var forms = [Forms](repeating: [], count: 256)
        func note(_ bytes: String, _ more: Forms) { for byte in bytes.utf8 { forms[Int(byte)].formUnion(more) } }
        note("0123456789=n", .pytest)
        note("RFON", .unittest)
        note("cNtne?o", .nothing)
        note("=-oF", .verdict)
        note("E", .verdict)
        for byte in forms.indices where !TestSummary.forms(startingWith: UInt8(byte)).isEmpty {
            forms[byte].insert(.other)
        }
        return forms
    }()
}
