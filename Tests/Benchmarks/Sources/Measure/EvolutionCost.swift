/// What one evolution with a model took, beside what its calls alone would have.
struct EvolutionCost {
    let episodes: Int
    let concurrency: Int
    let scale: Double
    let analysed: Int
    let adopted: Int
    let held: Int
    let log: CallLog
    let before: ResourceUse
    let after: ResourceUse

    private var wall: Double { after.wall - before.wall }
    private var cpu: Double { after.cpu - before.cpu }
    private var kernel: Double { after.kernel - before.kernel }
    private var path: CallLog.Chain { log.criticalPath }
    private var ratio: Double { wall / max(path.seconds, 0.001) }
    /// The same without what comes after the last answer: publishing, which waits for the disk.
    private var ratioToLastAnswer: Double { (log.end - before.wall) / max(path.seconds, 0.001) }
    private var uncached: Int { log.promptTokens - log.cachedTokens }

    /// A table beside the reference, and how it is meant.
    var table: String {
        """
        failed episodes: \(episodes), \(analysed) analysed, \(adopted) lessons adopted, \(held) held, concurrency \
        \(concurrency), scale \(Figures.decimal(scale))

                                      here      reference
        \((times + costs).joined(separator: "\n"))

        \(Self.notes)
        """
    }

    private var times: [String] {
        let slots = log.criticalPath(slots: concurrency)
        let late = log.lateness
        return [
            Figures.row("wall time", Figures.seconds(wall), "13.4 s"),
            Figures.row("critical path of the calls", Figures.seconds(path.seconds), "–"),
            Figures.row("  calls on it", "\(path.depth)", "–"),
            Figures.row("  wall time to it", Figures.decimal(ratio), "–"),
            Figures.row("  time to last answer to it", Figures.decimal(ratioToLastAnswer), "–"),
            Figures.row("  its merges", Figures.seconds(log.longestMerges.seconds), "–"),
            Figures.row("  its wordings", Figures.seconds(log.longestWordings.seconds), "–"),
            Figures.row("critical path on \(concurrency) slots", Figures.seconds(slots.seconds), "–"),
            Figures.row("  wall time to it", Figures.decimal(wall / max(slots.seconds, 0.001)), "–"),
            Figures.row("until the first call", Figures.seconds(log.start - before.wall), "–"),
            Figures.row("first call to last analyst", Figures.seconds(log.analystsEnd - log.start), "–"),
            Figures.row("then to the last answer", Figures.seconds(log.end - log.analystsEnd), "–"),
            Figures.row("after the last call", Figures.seconds(after.wall - log.end), "–"),
            Figures.row("the server's own delay", Figures.milliseconds(late.median), "–"),
            Figures.row("  at most", Figures.milliseconds(late.most), "–"),
        ]
    }

    private var costs: [String] {
        [
            Figures.row("calls", "\(log.calls.count)", "247"),
            Figures.row("  of them merges", "\(log.merges.count)", "–"),
            Figures.row("  of them wordings", "\(log.wordings.count)", "–"),
            Figures.row("prompt tokens", "\(log.promptTokens)", "1190000"),
            Figures.row("  uncached", "\(uncached)", "–"),
            Figures.row("completion tokens", "\(log.completionTokens)", "–"),
            Figures.row("own CPU", Figures.seconds(cpu), "4.0 s"),
            Figures.row("  of it in the kernel", Figures.seconds(kernel), "–"),
            Figures.row("peak memory", "\(after.peakMegabytes) MB", "213 MB"),
        ]
    }

    private static let notes = """
        The critical path is the longest chain of calls of which each needs what came before it, by the times of the latency model, as \
        the calls were made: the longest analyst's call, for no merge can be put together before all lessons are there, then \
        merges of which each is about a lesson that the one before it was about, then the calls that word the lessons \
        as edits, which need all merges. Everything else counts against the program: \
        its own work, waiting for one of the slots, the server's delay on the same cores, and publishing, which \
        after the last call syncs each object of the repository to the disk.
        The reference is the published implementation of the method with 128 workers and a merge batch of 32, measured once \
        with the same latency model and the same number of lessons: its figures are constants here.
        """

    /// The merges one by one.
    var merges: String {
        log.merges.map { merge in
            "merge at \(Figures.seconds(merge.start - log.start)) for \(Figures.seconds(merge.seconds)), "
                + "\(merge.prompt) and \(merge.completion) tokens: \(merge.lessons.sorted().joined(separator: ", "))\n"
        }.joined()
    }

    /// The same figures on one line, for a program.
    var json: String {
        """
        {"wall": \(wall), "path": \(path.seconds), "depth": \(path.depth), "ratio": \(ratio), \
        "ratioToLastAnswer": \(ratioToLastAnswer), "afterLastAnswer": \(after.wall - log.end), "calls": \(log.calls.count), \
        "merges": \(log.merges.count), "prompt": \(log.promptTokens), "uncached": \(uncached), \
        "completion": \(log.completionTokens), "cpu": \(cpu), "kernel": \(kernel), "peak": \(after.peakMegabytes), \
        "late": \(log.lateness.most), "analysed": \(analysed), "adopted": \(adopted)}
        """
    }
}

/// Figures as people read them.
enum Figures {
    static func row(_ name: String, _ here: String, _ reference: String = "") -> String {
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return name + pad(here, 36 - name.count) + pad(reference, 13)
    }

    static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    static func seconds(_ value: Double) -> String { decimal(value) + " s" }
    static func milliseconds(_ value: Double) -> String { "\(Int((value * 1_000).rounded())) ms" }
}
