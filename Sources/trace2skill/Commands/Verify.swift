internal import Archive
internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Foundations
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import SkillRepository

/// `trace2skill verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that ledger, archive and repository agree",
        discussion:
            """
            Reads every archived trajectory and compares it with its hash. With --repair, interrupted publications are \
            finished, and archived trajectories that the ledger does not know are read into it.
            """
    )

    /// The result, as `--json` prints it.
    struct Report: Codable {
        /// The result of each check.
        var checks: [String: String]
        /// Problems, each a sentence with its remedy; empty if there are none.
        var problems: [String]
    }

    @OptionGroup var options: CommonOptions

    @Flag(help: "Repair what can be repaired without losing anything")
    var repair = false

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        let configuration = try Context.configuration(options)
        let context =
            try repair
            ? Context.open(configuration, checksObjects: false)
            : Context.openReading(configuration, checksObjects: false)
        var report = Report(checks: [:], problems: [])
        // Before anything reads the objects: libgit2 may never return from a truncated one.
        let damaged = try context.repository.damagedObjects()
        report.checks["objects"] = damaged.isEmpty ? "ok" : "\(damaged.count) damaged"
        for path in damaged {
            report.problems.append(
                "the git object \(path) is damaged; move it away and restore it with git fetch, or from a copy of the repository"
            )
        }
        if repair, damaged.isEmpty {
            try await context.withPermit { permit in
                try await context.useCases.recover(permit)
                try await readUnknown(context, permit)
            }
        }
        let state = try context.ledger.check()
        report.checks["ledger"] = state
        if state != "ok" { report.problems.append("the ledger is damaged: \(state); run trace2skill rebuild") }
        try await checkArchive(context, &report)
        try LabelCheck(context).run(&report)
        if damaged.isEmpty { try await checkHistory(context, &report) }
        if json {
            try JSONOutput.print(report)
        } else {
            for (name, value) in report.checks.sorted(by: { $0.key < $1.key }) { print("\(name): \(value)") }
            for problem in report.problems { print("problem: \(Terminal.plain(problem))") }
            if report.problems.isEmpty { print("no problems found") }
        }
        if !report.problems.isEmpty { throw ExitCode(65) }
    }

    private func checkArchive(_ context: Context, _ report: inout Report) async throws {
        let stored = Set(try context.archive.list().map(\.digest))
        var missing = 0
        var damaged = 0
        let artifacts = try ArtifactArchive(in: context.archive)
        let known = Set(try context.ledger.archivedDigests().compactMap(ContentDigest.init(hex:)))
        // What the ledger does not know is looked at, too: a rebuilt ledger leaves out what could not be read.
        for digest in known.union(stored).sorted() {
            guard stored.contains(digest) else {
                missing += 1
                continue
            }
            do {
                _ = try context.archive.verify(digest)
                try artifacts.verify(digest)
            } catch {
                damaged += 1
                report.problems.append("\(error)")
            }
        }
        let unknown = try Self.unknown(of: stored, context)
        report.checks["archive"] =
            "\(stored.count.of("trajectory")), \(missing) missing, \(damaged) damaged, \(unknown.count) not in the ledger"
        // A pass that is going on stores first and records then.
        if !unknown.isEmpty, !WorkLock.isHeld(path: context.workLockPath) {
            report.problems.append(
                "the ledger does not know \(unknown.count.of("archived trajectory")), such as \(unknown.first?.hex.prefix(12) ?? ""); run trace2skill verify --repair"
            )
        }
        if missing > 0, context.configuration.archive != .none {
            report.problems.append(
                "\(missing.of("trajectory")) of the ledger missing from the archive; restore them from a backup, or run trace2skill rebuild"
            )
        }
    }

    /// Archived trajectories that the ledger does not know, as after a process that ended between the two. One that cannot
    /// be read back is known as that.
    private static func unknown(of stored: Set<ContentDigest>, _ context: Context) throws -> [ContentDigest] {
        var known = Set(try context.ledger.archivedDigests())
        known.formUnion(try context.ledger.unreadableTrajectories().compactMap(\.trajectory))
        return stored.filter { !known.contains($0.hex) }.sorted()
    }

    /// Reads trajectories into the ledger that only the archive has.
    private func readUnknown(_ context: Context, _ permit: borrowing WorkPermit) async throws {
        let unknown = try Self.unknown(of: Set(try context.archive.list().map(\.digest)), context)
        guard !unknown.isEmpty else { return }
        let report = try await context.useCases.rebuild.read(unknown, permit: permit)
        if !json { print("read \(report.trajectories.of("archived trajectory")) that the ledger did not know") }
        for problem in report.unreadable { Terminal.note(problem) }
    }

    private func checkHistory(_ context: Context, _ report: inout Report) async throws {
        let check = HistoryCheck(ledger: context.ledger, repository: context.repository)
        let findings = try await check.run(isAtWork: WorkLock.isHeld(path: context.workLockPath))
        report.checks["revisions"] = "\(findings.revisions) on the branch"
        report.problems += findings.problems
    }
}
