internal import ArgumentParser
internal import Configuration
internal import Inbox
internal import Ledger
internal import Pipeline
internal import Trajectories

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Take in the inboxes, or given files and folders, once",
        discussion: """
            Without a path, one pass over the inboxes, as the daemon does it. A given file or folder is read where it lies \
            and stays there.

            Formats, recognised by content: \(TrajectoryFormats.names.joined(separator: ", ")).

            For JSON Lines in a format of your own, name a mapping file under mappings in the configuration: lines of \
            "key: value", where a value is a JSON Pointer into a record. Keys: \(Mapping.keys.joined(separator: ", ")).
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("Files or folders to read", valueName: "path"))
    var paths: [String] = []

    func run() async throws {
        let context = try Context.open(options)
        let lock = try WorkLock(path: context.workLockPath, patience: 30)
        var total = IngestReport()
        if paths.isEmpty {
            for inbox in context.configuration.inboxes {
                try await ingest(inbox.path, after: inbox.after, context, &total)
            }
        } else {
            for path in paths { try await ingest(Environment.absolute(path), after: nil, context, &total) }
        }
        _ = consume lock
        Terminal.endProgress()
        Self.report(total)
    }

    private func ingest(
        _ path: String,
        after: Configuration.Inbox.After?,
        _ context: Context,
        _ total: inout IngestReport
    ) async throws {
        let found = try Pipeline.scan(path)
        var report = try await context.pipeline.ingest(found.files, after: after, progress: Terminal.progress())
        report.refused = found.refusals.count
        report.rejections += found.refusals.map(\.sentence)
        total.counts += report.counts
        total.repeated += report.repeated
        total.waiting += report.waiting
        total.sidecars += report.sidecars
        total.refused += report.refused
        total.rejections += report.rejections
    }

    static func report(_ report: IngestReport) {
        let counts = report.counts
        if counts.files + report.repeated + report.waiting + report.refused == 0 { return print("nothing to take in") }
        print(
            "took in \((counts.files - counts.rejected).of("file")): \(counts.sessions.of("session")), \(counts.episodes.of("episode"))"
        )
        if counts.grown > 0 { print("  \(counts.grown.of("session")) had grown and replaced the shorter copy") }
        if counts.known > 0 { print("  \(counts.known.of("session")) known already from a copy that goes as far") }
        if report.repeated > 0 { print("  \(report.repeated.of("file")) taken in before") }
        if report.sidecars > 0 { print("  \(report.sidecars.of("sidecar")) read with the trajectory beside it") }
        if report.waiting > 0 { print("  \(report.waiting.of("file")) changed while being read; run it again") }
        if !report.rejections.isEmpty { print("  \(report.rejections.count.of("file")) turned down:") }
        for reason in report.rejections.prefix(10) { print("    \(Terminal.plain(reason))") }
        if report.rejections.count > 10 {
            print("    … and \(report.rejections.count - 10) more; see trace2skill status")
        }
    }
}
