internal import Foundations

/// What a test runner said about its run: how many tests it ran, and how many of them failed.
///
/// The words of the runners are declared here and nowhere else. They are those of the runners' own summaries.
struct TestReport: Equatable {
    /// The tests that ran. At least one, where the runner says only that there were some.
    var ran: Int
    /// The tests that ran and failed.
    var failed: Int

    // MARK: The summaries

    /// Reads the summary of a runner; nil if there is none in the first and the last lines.
    init?(_ lines: OutputLines) {
        var report = TestCounts()
        report.add(lines.tail)
        if !lines.isWhole { report.add(lines.head) }
        guard let result = report.result else { return nil }
        self = result
    }

    init(ran: Int, failed: Int) {
        self.ran = ran
        self.failed = failed
    }
}
