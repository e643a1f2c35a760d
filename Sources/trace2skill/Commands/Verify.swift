internal import Archive
internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Foundations
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Skills

/// `trace2skill verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that ledger, archive and repository agree",
        discussion:
            "Reads every archived trajectory and compares it with its hash. With --repair, an interrupted publication is finished."
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
        let context = try repair ? Context.open(options) : Context.openReading(options)
        var report = Report(checks: [:], problems: [])
        // Before anything reads the objects: libgit2 may never return from a truncated one.
        let damaged = try await context.repository.damagedObjects()
        report.checks["objects"] = damaged.isEmpty ? "ok" : "\(damaged.count) damaged"
        for path in damaged {
            report.problems.append(
                "the git object \(path) is damaged; move it away and restore it with git fetch, or from a copy of the repository"
            )
        }
        if repair, damaged.isEmpty {
            try await context.withPermit { permit in try await context.useCases.recover(permit) }
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
        report.checks["archive"] =
            "\(stored.count.of("trajectory")), \(missing) missing, \(damaged) damaged"
        if missing > 0, context.configuration.archive != .none {
            report.problems.append(
                "\(missing.of("trajectory")) of the ledger missing from the archive; restore them from a backup, or run trace2skill rebuild"
            )
        }
    }

    /// Checks that every revision of the ledger is on the branch, that no publication is unfinished, and that skills are valid.
    private func checkHistory(_ context: Context, _ report: inout Report) async throws {
        let onBranch = Set(try await context.repository.revisions().map { $0.commit.id.description })
        for revision in try context.ledger.revisions() where !onBranch.contains(revision.commit) {
            report.problems.append(
                "\(revision.skill)/v\(revision.number) is in the ledger but not on the branch, which went back or was made anew: bring it "
                    + "back with git merge \(revision.commit.prefix(10)), or commit on top, and run trace2skill verify --repair"
            )
        }
        for intent in try context.ledger.openIntents() {
            report.problems.append(
                "the publication of \(intent.skill) was interrupted; run trace2skill verify --repair"
            )
        }
        report.checks["revisions"] = "\(onBranch.count) on the branch"
        let snapshot = try await context.repository.snapshot()
        for (name, skill) in snapshot.skills.sorted(by: { $0.key < $1.key }) {
            for problem in skill.validate() where problem.severity == .error {
                report.problems.append("skill \(name): \(problem)")
            }
        }
    }
}
