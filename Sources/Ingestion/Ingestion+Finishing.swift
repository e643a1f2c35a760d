package import Configuration
internal import Foundations
internal import Glibc
package import Inbox
package import Ledger
internal import Trajectories

/// The end of a pass: what is decided once all of its files are read, and what is tidied up then.
extension Ingestion {
    func finish(
        _ plan: PassPlan,
        _ undecided: [Undecided],
        after: Configuration.Inbox.After?,
        isQuiet: Bool,
        _ tidying: inout Tidying,
        _ report: inout IngestReport
    ) throws {
        let leaves = after == .archive || after == .delete
        // A file that stays is looked at in every pass, and its reason would be said in each.
        if after != .keep { try rejectUnreadable(plan.labelFiles, leaves: leaves, &tidying, &report) }
        if leaves { try applyToEarlier(plan, mode: archiveMode(after: after), &tidying, &report) }
        try decide(undecided, plan, after: after, isQuiet: isQuiet, &tidying, &report)
        if leaves {
            try removeCompanions(plan.companions, &tidying)
            try tidying.run()
            for label in plan.labelFiles { tidying.lookAgain(at: label.path.parent) }
        }
    }

    // MARK: Labels

    /// Says of label files that cannot be read why, and puts them aside where files leave: they label nothing, and would
    /// wait for ever.
    private func rejectUnreadable(
        _ files: [InboxFile],
        leaves: Bool,
        _ tidying: inout Tidying,
        _ report: inout IngestReport
    ) throws {
        for file in files {
            do {
                // One that changes at every try is read in the next pass.
                guard let contents = try file.contents(within: OpenInboxFile.Limits(size: LabelFile.limit)) else {
                    continue
                }
                _ = try Sidecar.read(name: file.path.name, bytes: contents.bytes)
            } catch InboxError.vanished {
                continue  // it has left with its trajectory
            } catch InboxError.refused(let refusal) {
                report.noteRejection("\(file.path.relative): \(refusal.sentence)")
            } catch let error as SidecarError {
                report.noteRejection("\(file.path.relative): \(error)")
                if leaves { try tidying.reject(file, because: "\(error)") }
            }
        }
    }

    // MARK: Labels that come after their trajectories

    /// Applies the results of trials whose trajectories have left the inbox before. A trial is known by its name, which
    /// its folder has as well: a folder of any other name may have been used again.
    private func applyToEarlier(
        _ plan: PassPlan,
        mode: Configuration.ArchiveMode,
        _ tidying: inout Tidying,
        _ report: inout IngestReport
    ) throws {
        let labels = tidying.labels
        for trial in Set((plan.labelFiles + plan.companions).compactMap { labels.trial(of: $0) }).sorted() {
            guard !tidying.trials.contains(trial), !trial.relative.isEmpty, labels.trialName(of: trial) == trial.name
            else { continue }
            let earlier = try ledger.trajectories(from: trial.relative, of: trial.root)
            guard !earlier.isEmpty else { continue }
            tidying.hasLeft(trial)
            guard let result = labels.result(of: trial) else { continue }
            let label = result.label(in: trial.root, at: clock.now(), redactor: redactor)
            for digest in earlier {
                try keep([label], of: digest, contents: [result], mode: mode)
                report.counts.labelled += try ledger.apply([label], to: digest)
            }
        }
    }

    // MARK: Files that no format reads

    /// Decides which files are companions of trajectories, and rejects the others.
    private func decide(
        _ undecided: [Undecided],
        _ plan: PassPlan,
        after: Configuration.Inbox.After?,
        isQuiet: Bool,
        _ tidying: inout Tidying,
        _ report: inout IngestReport
    ) throws {
        let leaves = after == .archive || after == .delete
        let all = plan.trajectories.map(\.file) + plan.labelFiles + plan.companions
        let labels = tidying.labels
        let groups = Dictionary(grouping: undecided) { labels.trial(of: $0.file.file) }
        for (trial, group) in groups.sorted(by: { ($0.key?.absolute ?? "") < ($1.key?.absolute ?? "") }) {
            let isRead = try trial.map { try self.isRead($0, plan, undecided, tidying) } ?? true
            let rejected = group.filter { !labels.isLikelyCompanion($0.file.file, isRead: isRead) }
            let companions = group.filter { labels.isLikelyCompanion($0.file.file, isRead: isRead) }.map(\.file.file)
            report.companions += companions.map(\.path.relative)
            if leaves, !isRead, let trial, let first = rejected.first {
                // What is moved is in the ledger by then.
                let counts = try ledger.record(rejected.map(\.record))
                let reason = "\(first.file.file.path.relative): \(first.record.detail)"
                if try tidying.reject(trial, of: all, because: reason) {
                    report.counts += counts
                    report.rejections += rejected.map { "\($0.file.file.path.relative): \($0.record.detail)" }
                    continue
                }
            }
            var batch = Batch()
            for (planned, record, mapping) in rejected {
                var record = record
                if let mapping {
                    record.detail += try keep(mapping, of: planned.file, digest: record.digest, after: after)
                }
                batch.records.append(record)
                batch.digests.append((planned, record.digest))
                try batch.reject(planned, record, mapping)
                report.noteRejection("\(planned.file.path.relative): \(record.detail)")
            }
            try write(batch, after: after, &tidying, &report)
            if leaves {
                // Without a trajectory of their trial they wait for it, unless they come one by one.
                if isRead || !isQuiet { for file in companions { try tidying.remove(file) } }
            } else {
                try ledger.note(companions.map { KeptFile($0, digest: "", labels: "") })
            }
        }
    }

    /// Removes the files that an agent left next to its session, once the session has left the inbox, in this pass or
    /// before. Those of a trial leave with the trial.
    private func removeCompanions(_ companions: [InboxFile], _ tidying: inout Tidying) throws {
        for file in companions where tidying.labels.trial(of: file) == nil {
            let components = file.path.components
            guard let end = Companion.sessionFolder(of: components), end > 0 else { continue }
            let folder = InboxPath(root: file.path.root, relative: components[..<end].joined(separator: "/"))
            let hasLeft =
                try tidying.left.contains { $0 == folder.parent || $0.isWithin(folder) }
                || !ledger.trajectories(from: folder.relative, of: folder.root).isEmpty
            if hasLeft, try !tidying.hasTrajectory(in: file.path.parent) { try tidying.remove(file) }
        }
    }

    /// Whether a file of a trial is a trajectory that was read, in this pass or before.
    private func isRead(_ trial: InboxPath, _ plan: PassPlan, _ undecided: [Undecided], _ tidying: Tidying) throws
        -> Bool
    {
        if tidying.trials.contains(trial) { return true }
        let unread = Set(undecided.map(\.file.file.path))
        if plan.trajectories.contains(where: {
            !unread.contains($0.file.path) && tidying.labels.trial(of: $0.file) == trial
        }) {
            return true
        }
        guard trial.relative.isEmpty else {
            return try !ledger.trajectories(from: trial.relative, of: trial.root).isEmpty
        }
        return false
    }

    // MARK: Tidying up

    /// Tidies an inbox up in which nothing is going on: empty folders go, and labels that nobody can tell a trajectory
    /// of are put aside, before they label a later one.
    ///
    /// - Parameter folders: where something has left.
    package func tidy(
        _ folders: Set<InboxPath>,
        after: Configuration.Inbox.After?,
        permit: borrowing WorkPermit
    ) throws -> IngestReport {
        var report = IngestReport()
        guard after == .archive || after == .delete else { return report }
        try tidy(folders, labels: FileLabels(settings, after: after), &report)
        return report
    }

    func tidy(_ folders: Set<InboxPath>, labels: FileLabels, _ report: inout IngestReport) throws {
        var tidying = Tidying(labels: labels, settings: settings)
        for inbox in settings.inboxes where inbox.after != .keep {
            let root = InboxPath(root: inbox.path)
            guard folders.contains(where: { $0.root == root.root }) else { continue }
            for folder in try sharedFolders(in: root, labels) { try putAside(labelsIn: folder, &tidying, &report) }
        }
        let skills = Set(
            folders.compactMap { folder in
                folder.components.first.map { InboxPath(root: folder.root, relative: $0) }
            }.filter(labels.isSharedFolder)
        )
        InboxFolder.removeEmpty(folders.union(tidying.left), keeping: skills)
    }

    private func sharedFolders(in root: InboxPath, _ labels: FileLabels) throws -> [InboxPath] {
        let names: [String]
        do throws(SystemError) {
            names = try FolderEntries.names(in: root.root)
        } catch {
            // An inbox that is gone has no folders; its absence is said elsewhere.
            guard error.number == ENOENT else {
                throw InboxError.failed(operation: "list", path: root.root, errno: error.number)
            }
            return []
        }
        return [root] + names.sorted().map(root.appending).filter(labels.isSharedFolder)
    }

    /// Puts the labels aside that lie directly in a folder in which trajectories have nothing to do with each other.
    private func putAside(labelsIn folder: InboxPath, _ tidying: inout Tidying, _ report: inout IngestReport) throws {
        for name in Sidecar.commonNames {
            let path = folder.appending(name)
            guard access(path.absolute, F_OK) == 0, let file = try? InboxFile(at: path),
                try !tidying.hasTrajectory(in: folder)
            else { continue }
            let reason =
                "it lies next to no trajectory, or next to several, so that nobody can tell which one it labels; "
                + "name it after one: FILE\(Sidecar.ownName(for: ""))"
            try tidying.reject(file, because: reason)
            report.noteRejection("\(path.relative): \(reason)")
        }
    }
}
