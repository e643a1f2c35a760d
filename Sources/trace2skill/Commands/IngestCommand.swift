internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Foundations
internal import Inbox
internal import Ingestion
internal import Ledger
internal import Trajectories

/// `trace2skill ingest`
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Ingest the inboxes once, or the given files and folders",
        discussion: """
            Without a path: one pass over the inboxes, as the daemon does it. Files and folders given as arguments are read \
            in place and stay there.

            Formats, recognised by content: \(TrajectoryFormats.names.joined(separator: ", ")).

            JSON and JSON Lines in another format are read if their structure leaves no doubt about roles, texts, actions and \
            results (format guessed). Otherwise the file is rejected and a mapping file to begin with is written: next to it in \
            .rejected, or to the folder mappings of the state folder if the file stays in place.

            Complete that file, or write your own, and list it under mappings in the configuration. It is YAML: its lines have \
            the form "key: value", where most values are a JSON Pointer into a record, or a list of them. Keys: \
            \(Mapping.keys.joined(separator: ", ")).
            """
    )

    @OptionGroup var options: CommonOptions

    @Flag(help: "Put back first what was rejected before, in its place in the inboxes, and read it again")
    var rejected = false

    @Argument(help: ArgumentHelp("Files or folders to read", valueName: "path"))
    var paths: [String] = []

    func run() async throws {
        let context = try Context.open(options)
        let total = try await context.withPermit { permit in
            var total = IngestReport()
            if rejected { try putBack(context) }
            if paths.isEmpty {
                for inbox in context.configuration.inboxes {
                    try await ingest(inbox.path, after: inbox.after, context, permit, &total)
                }
            } else {
                for path in paths { try await ingest(Environment.absolute(path), after: nil, context, permit, &total) }
            }
            return total
        }
        Terminal.endProgress()
        Self.report(total)
        if total.isWithoutResult { throw ExitCode(Failure.Code.badData.rawValue) }
    }

    private func putBack(_ context: Context) throws {
        for inbox in context.configuration.inboxes {
            let (moved, blocked) = try Ingestion.putBack(in: inbox.path)
            if !moved.isEmpty { print("put back \(moved.count.of("file")) in \(inbox.path)") }
            for path in blocked {
                Terminal.note(
                    "\(path) remains in \(inbox.path)/\(InboxFile.rejectedFolder): there is another in its place"
                )
            }
        }
    }

    private func ingest(
        _ path: String,
        after: Configuration.Inbox.After?,
        _ context: Context,
        _ permit: borrowing WorkPermit,
        _ total: inout IngestReport
    ) async throws {
        let found = try Ingestion.scan(path)
        if let inbox = context.configuration.inboxes.first(where: { $0.path == path }), after != nil,
            let objection = try InboxCheck(ledger: context.ledger).objection(to: inbox, files: found.files)
        {
            throw OperationError.refused(objection)
        }
        var report = try await context.useCases.ingestion.run(
            found.files,
            after: after,
            permit: permit,
            progress: Terminal.readingProgress()
        )
        report.refused += found.refusals.count
        report.rejections += found.refusals.map(\.sentence)
        total.counts += report.counts
        total.repeated += report.repeated
        total.waiting += report.waiting
        total.sidecars += report.sidecars
        total.companions += report.companions
        total.waitingLabels += report.waitingLabels
        total.refused += report.refused
        total.rejections += report.rejections
    }

    /// Prints the counts of a pass, and the first reasons for rejections.
    static func report(_ report: IngestReport) {
        let counts = report.counts
        let others = report.sidecars + report.companions.count + report.rejections.count
        if counts.files + report.repeated + report.waiting + report.refused + others == 0 {
            return print("nothing to ingest")
        }
        print(
            "ingested \((counts.files - counts.rejected).of("file")): \(counts.sessions.of("session")), \(counts.episodes.of("episode"))"
        )
        if counts.grown > 0 {
            print("  \(counts.grown.of("session")) had grown: the longer copy replaced the shorter one")
        }
        if counts.known > 0 {
            print("  \(counts.known.of("session")) already known from a copy that is at least as long")
        }
        if report.repeated > 0 { print("  \(report.repeated.of("file")) ingested before") }
        for labelled in counts.labelled.prefix(10) {
            let origin = OutcomeText.origin(path: labelled.path, detail: labelled.outcome.detail) ?? labelled.path
            print(
                Terminal.plain(
                    "  label applied to session \(labelled.session): \(OutcomeText.words(labelled.outcome)), from \(origin)"
                )
            )
        }
        if counts.labelled.count > 10 { print("  … and to \((counts.labelled.count - 10).of("other session"))") }
        if let first = report.waitingLabels.first {
            print(
                "  \(report.waitingLabels.count.of("label")) without a trajectory left in the inbox: "
                    + Terminal.plain(first) + (report.waitingLabels.count > 1 ? ", …" : "")
            )
        }
        if !report.companions.isEmpty {
            let names = Set(report.companions.map { $0.split(separator: "/").last.map(String.init) ?? $0 }).sorted()
            print(
                "  \(report.companions.count.of("file")) passed over that agents and harnesses leave next to trajectories: "
                    + Terminal.plain(names.prefix(3).joined(separator: ", ")) + (names.count > 3 ? ", …" : "")
            )
        }
        if report.waiting > 0 {
            print("  \(report.waiting.of("file")) changed while being read; run the command again")
        }
        if !report.rejections.isEmpty { print("  \(report.rejections.count.of("file")) rejected:") }
        for reason in report.rejections.prefix(10) { print("    \(Terminal.plain(reason))") }
        if report.rejections.count > 10 {
            print("    … and \(report.rejections.count - 10) more; see trace2skill status")
        }
    }
}

extension IngestReport {
    /// Whether something was rejected, and nothing was ingested or known.
    fileprivate var isWithoutResult: Bool {
        !rejections.isEmpty && counts.files == counts.rejected && repeated == 0 && waiting == 0
    }
}
