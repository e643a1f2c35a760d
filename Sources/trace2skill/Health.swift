internal import Archive
internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import Ledger
internal import SkillRepository

/// What keeps an installation from doing its work, or a person's files from being used: sentences with a remedy.
/// `status` and `doctor` say the same.
struct Health {
    /// An inbox, and what is in its way.
    struct InboxState {
        let inbox: Configuration.Inbox
        /// Files that can be ingested.
        var files = 0
        /// What cannot be ingested, such as links and files of other users.
        var refusals: [Refusal] = []
        /// Files that this user may not read, in sentences with a remedy.
        var unreadable: [String] = []
        /// What keeps the whole inbox from being ingested.
        var problem: String?

        /// Everything that waits for a person, in sentences.
        var problems: [String] {
            if let problem { return [problem] }
            let sentences = unreadable + refusals.map(\.sentence)
            let others = sentences.count - Self.named
            let more =
                others > 0
                ? [
                    "\(others.of("more entry")) of the inbox \(inbox.path) cannot be ingested; trace2skill ingest lists them"
                ]
                : []
            return sentences.prefix(Self.named) + more
        }

        private static let named = 5
    }

    /// The state of an inbox. Nothing in it is changed.
    static func state(of inbox: Configuration.Inbox, _ ledger: Ledger?) -> InboxState {
        var state = InboxState(inbox: inbox)
        state.problem = obstacle(to: inbox)
        guard state.problem == nil else { return state }
        do {
            let found = try Ingestion.scan(inbox.path)
            (state.files, state.refusals) = (found.files.count, found.refusals)
            state.unreadable = found.files.map(\.path.absolute).filter { access($0, R_OK) != 0 }.compactMap(unreadable)
            state.problem = try InboxCheck(ledger: ledger).objection(to: inbox, files: found.files)
        } catch { state.problem = "\(error)" }
        return state
    }

    /// Nil for a file that has gone meanwhile.
    private static func unreadable(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let remedy = status.st_uid == geteuid() ? "chmod u+r \(path)" : "setfacl -m u:\(geteuid()):r \(path)"
        return
            "user \(geteuid()) may not read \(path), which belongs to user \(status.st_uid); give it permission: \(remedy)"
    }

    /// Why the folder of an inbox cannot be used; nil if it can.
    private static func obstacle(to inbox: Configuration.Inbox) -> String? {
        var status = stat()
        let path = inbox.path
        guard stat(path, &status) == 0 else {
            let failure = SystemError.last
            return failure.number == ENOENT
                ? "the inbox \(path) does not exist; make it: mkdir -p \(path)"
                : "the inbox \(path) cannot be examined: \(failure)"
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return "the inbox \(path) is not a folder; name a folder under inboxes in the configuration"
        }
        let needed = inbox.after == .keep ? R_OK | X_OK : R_OK | W_OK | X_OK
        guard access(path, needed) != 0 else { return nil }
        let failure = SystemError.last
        if failure.number == EROFS {
            return
                "the inbox \(path) is on a file system that is mounted read-only; mount it for writing, or set after: keep"
        }
        let user = geteuid()
        if access(path, R_OK | X_OK) != 0 {
            return
                "user \(user) may not read the inbox \(path), which belongs to user \(status.st_uid); give it permission: \(status.st_uid == user ? "chmod u+rwx" : "setfacl -m u:\(user):rwx") \(path)"
        }
        return
            "the inbox \(path) is not writable for user \(user), so ingested files cannot be removed from it; set after: keep, or give the user write permission"
    }

    /// What keeps the state folder and the repository from being written to.
    static func storage(_ configuration: Configuration) -> [String] {
        var problems: [String] = []
        for (name, path) in [("state folder", configuration.state), ("repository", configuration.repository)] {
            guard let volume = VolumeState(of: path), let problem = volume.problem else { continue }
            problems.append("the \(name) \(path) \(problem)")
        }
        return problems
    }

    /// What the branch lost when it went backwards, until a person has decided; nil if it lost nothing.
    static func loss(_ context: Context) async throws -> String? {
        try await context.repository.undecidedLoss(
            since: context.ledger.position(.branch),
            remembering: context.ledger.position(.lost)
        )
    }

    /// What a publication has to say of the working tree that people look at; nil if revisions reach it.
    static func checkout(_ context: Context) async throws -> String? {
        try await context.repository.otherCheckout().map { other in
            let branch = context.repository.branch.split(separator: "/").last ?? ""
            return
                "\(context.configuration.repository) has \(other) checked out, so that revisions on \(branch) do not reach its files, nor skills that are linked to them: git -C \(context.configuration.repository) switch \(branch)"
        }
    }
}

/// Whether a file system takes more data.
struct VolumeState {
    private let isReadOnly: Bool
    private let free: UInt64
    private let freeFiles: UInt64?

    /// Less than this does not hold the log of the ledger and a revision.
    private static let least: UInt64 = 4 << 20

    /// The file system of a path, or of the nearest folder above it that exists; nil if it cannot be asked.
    init?(of path: String) {
        var path = path
        while access(path, F_OK) != 0, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            path = String(path[..<slash])
        }
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        isReadOnly = status.f_flag & UInt(ST_RDONLY) != 0
        free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        freeFiles = status.f_files > 0 ? UInt64(status.f_favail) : nil
    }

    /// What is in the way, as the end of a sentence; nil if nothing is.
    var problem: String? {
        if isReadOnly {
            return "is on a file system that is mounted read-only; mount it for writing: work goes on by itself then"
        }
        if free < Self.least {
            return
                "is on a file system with \(ByteCount(Int(free))) left; free at least \(ByteCount(Int(Self.least))): work goes on by itself then"
        }
        if let freeFiles, freeFiles < 16 {
            return "is on a file system that has no room for more files; remove some: work goes on by itself then"
        }
        return nil
    }
}
