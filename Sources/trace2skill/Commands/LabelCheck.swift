internal import Archive
internal import Configuration
internal import Foundations
internal import Ledger

/// Checks that the archive holds every label that the ledger knows, so that a rebuilt ledger has the same outcomes.
struct LabelCheck {
    private let ledger: Ledger
    private let labels: LabelArchive
    private let isArchived: Bool

    init(_ context: Context) throws {
        ledger = context.ledger
        labels = try LabelArchive(in: context.archive)
        isArchived = context.configuration.archive != .none
    }

    func run(_ report: inout Verify.Report) throws {
        var (count, missing, damaged) = (0, 0, 0)
        let known = try ledger.labels()
        for (trajectory, references) in known.sorted(by: { $0.key < $1.key }) {
            guard let digest = ContentDigest(hex: trajectory) else { continue }
            count += references.count
            do throws(ArchiveError) {
                let entries = try labels.record(of: digest)?.entries ?? []
                missing += references.count { reference in
                    !entries.contains { $0.digest.hex == reference.digest && $0.path == reference.path }
                }
                for entry in entries { _ = try labels.content(entry.digest) }
            } catch {
                damaged += 1
                report.problems.append("\(error)")
            }
        }
        // A ledger that does not know a label that is archived would change when it is rebuilt.
        let extra = try labels.trajectories().filter { known[$0.hex] == nil }
        report.checks["labels"] = "\(count.of("label")), \(missing) missing, \(damaged) damaged"
        if missing > 0, isArchived {
            report.problems.append(
                "\(missing.of("label")) of the ledger missing from the archive; restore them from a backup, or drop them again with their trajectories"
            )
        }
        if !extra.isEmpty {
            report.problems.append(
                "the archive has labels of \(extra.count.of("trajectory")) that the ledger does not know; run trace2skill rebuild"
            )
        }
        let unarchived = try ledger.sessionsWithUnarchivedLabels()
        guard unarchived > 0, isArchived else { return }
        report.checks["outcomes"] =
            "\(unarchived.of("session")) labelled by an earlier version, which kept no labels: a rebuilt ledger would not know the outcome; ingest the trajectories with their labels again"
    }
}
