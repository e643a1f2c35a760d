internal import Foundations
package import Git
internal import Glibc
internal import Skills

/// The git repository that the skills live in. An actor, since libgit2 lets one thread at a time in.
///
/// Skills are read from trees, never from the working tree, and written as objects; the branch is moved by
/// compare-and-swap on its full name, and the working tree is brought along path by path.
package actor SkillRepository {
    var repository: Repository
    /// The full name of the branch that revisions are published on.
    package nonisolated let branch: String
    /// The root of the working tree.
    package nonisolated let path: String
    /// The folder that git keeps its data in.
    nonisolated let gitdir: String
    /// The history of the branch as it was last read whole.
    var knownHistory: BranchHistory?
    /// Is told from where to where the branch is about to move.
    var announcement: (@Sendable (_ old: CommitID, _ new: CommitID) throws -> Void)?
    /// The numbers of revisions that the history names, up to a commit.
    var knownNumbers: RevisionNumbers?
    /// The skills as they were last read.
    var knownSnapshot: Snapshot?
    /// How commits and tags are signed; nil if they are not.
    var signing: Signing?
    /// What the branch lost when it went back and no person has decided about, as long as lessons of it are missing.
    var undecided: UndecidedLoss?
    private let executor = QueueExecutor(label: "skill-repository")

    /// The queue on which the actor runs: libgit2 blocks.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Where skills lie in the repository.
    static let folder = "skills"
    static let knowledge = "refs/trace2skill/knowledge"
    static let rejected = "refs/trace2skill/rejected"
    /// What proposals were made of, until they are settled.
    static let proposed = "refs/trace2skill/proposed"
    static let author = (name: "trace2skill", email: "trace2skill@localhost")

    /// Opens the repository at exactly this path.
    package init(openingAt path: String, branch: String = "main") throws(GitError) {
        repository = try Repository.open(at: path)
        self.path = path
        gitdir = repository.path
        self.branch = "refs/heads/\(branch)"
    }

    /// Makes a repository whose first commit holds `files`, in git and in the working tree.
    package init(creatingAt path: String, branch: String = "main", files: [String: [UInt8]], seconds: Int64) throws {
        repository = try Repository.create(at: path, branch: branch)
        self.path = path
        gitdir = repository.path
        self.branch = "refs/heads/\(branch)"
        try Self.makeFirstCommit(of: files, in: repository, on: self.branch, seconds, nil)
    }

    /// Makes a repository without a commit, for ``begin(files:seconds:signing:)``.
    package init(emptyAt path: String, branch: String) throws(GitError) {
        repository = try Repository.create(at: path, branch: branch)
        self.path = path
        gitdir = repository.path
        self.branch = "refs/heads/\(branch)"
    }

    /// Gives a repository that has no branch at all the first commit that a new one gets. Files that are there already stay as
    /// they are, uncommitted.
    ///
    /// - Returns: whether it had none.
    package func begin(files: [String: [UInt8]], seconds: Int64, signing: Signing? = nil) throws -> Bool {
        guard try repository.isUnbornHead(), try repository.listReferences("refs/heads/*").isEmpty else { return false }
        try repository.renameUnbornHead(branch)
        let new = files.filter { access("\(path)/\($0.key)", F_OK) != 0 }
        try Self.makeFirstCommit(of: new, in: repository, on: branch, seconds, signing)
        return true
    }

    private static func makeFirstCommit(
        of files: [String: [UInt8]],
        in repository: borrowing Repository,
        on branch: String,
        _ seconds: Int64,
        _ signing: Signing?
    ) throws {
        let changes = files.mapValues { TreeChange.write($0) }
        let batch = try repository.batch()
        let tree = try batch.repository.tree(updating: nil, with: changes)
        let signature = signature(seconds)
        let draft = CommitDraft(
            tree: tree,
            parents: [],
            author: signature,
            committer: signature,
            message:
                "create the skills repository\n\nMade by trace2skill init. Each skill has a folder of its own in skills/.\n"
                // A sign-off is a trailer, which needs a paragraph of its own.
                + (signing?.signOff == nil && signing?.committer == nil ? "" : "\n")
        )
        let first = try Self.write(draft, in: batch.repository, signing)
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        guard case .moved = try repository.createReference(branch, to: first, by: signature, log: "init") else {
            throw PublishingError.branchMoved(branch)
        }
        _ = try repository.checkOut(Array(files.keys), from: tree, over: nil)
    }

    static func signature(_ seconds: Int64) -> Git.Signature {
        Git.Signature(name: author.name, email: author.email, seconds: seconds)
    }

    // MARK: State

    /// Does nothing, after everything that was asked before.
    func answer() {}

    /// The state of the repository as far as it keeps the daemon from writing, in a sentence; nil if nothing does.
    package func obstacle() throws -> String? {
        let state = try repository.state()
        if state != .none { return "a \(state.rawValue) is in progress in \(path); finish or abort it" }
        // Its files would be left behind, and the next commit there would take the revision back.
        if repository.workdir == nil, gitdir == path + "/.git", access(gitdir + "/index", F_OK) == 0 {
            return
                "core.bare is set in \(path), which has files checked out; unset it: git -C \(path) config core.bare false"
        }
        return try obstacle(toReading: [])
    }

    /// Why the history and the tip cannot be read, in a sentence with the remedy; nil if they can.
    func obstacle(toReading skills: Set<String>) throws -> String? {
        try incompleteness() ?? obstacleToReading(skills)
    }

    /// Why what is at the tip says nothing of skills: their folder is not one, or is somewhere else; nil if it does.
    ///
    /// - Parameter skills: the names of skills that are to be there.
    func obstacleToReading(_ skills: Set<String>) throws -> String? {
        guard let tip = try repository.reference(branch) else { return nil }
        let tree = try repository.tree(of: tip)
        if let entry = try repository.entry(at: Self.folder, in: tree) {
            guard entry.mode != .directory else { return nil }
            return
                "\(Self.folder) in \(path) is a \(entry.mode), not a folder; commit the skills into a folder of this name"
        }
        guard !skills.isEmpty else { return nil }
        let main = try repository.entries(of: tree).first { entry in
            let parts = entry.path.split(separator: "/").map(String.init)
            return parts.count > 2 && parts.last == Skill.mainPath && skills.contains(parts[parts.count - 2])
        }
        guard let main else { return nil }
        let now = main.path.split(separator: "/").dropLast(2).joined(separator: "/")
        return
            "the skills in \(path) were moved from \(Self.folder) to \(now), where trace2skill does not look; move them back: "
            + "git mv \(now) \(Self.folder)"
    }

    /// Why parts of the history are not here, in a sentence with the remedy; nil where all of it is.
    func incompleteness() throws -> String? {
        if try repository.isShallow() {
            return "\(path) is a shallow clone; fetch the whole history (git fetch --unshallow)"
        }
        guard let remote = try repository.promisor() else { return nil }
        return "\(path) is a partial clone, in which objects are missing; fetch them, and note that they are here: "
            + "git -C \(path) fetch --refetch --no-filter \(remote) && git -C \(path) config --unset-all remote.\(remote).promisor"
    }

    /// - Throws: ``PublishingError/blocked(_:)`` where a part of the history is not here.
    package func requireHistory() throws {
        if let reason = try incompleteness() { throw PublishingError.blocked(reason) }
    }

    /// Removes locks that a process of ours left behind when it was killed, and names those that are somebody else's.
    ///
    /// Ours is a lock of this user, older than this process, that no process has open, and that is empty, holds a commit
    /// that we planned, or has a name that only we use; the index's lock, if it holds an index, only where a revision was
    /// being published.
    /// - Parameters:
    ///   - started: when this process started, in seconds since 1970: a lock that is younger may be in use.
    ///   - planned: commits of revisions whose publishing was cut off.
    func clearStaleLocks(
        before started: Int64,
        planned: Set<String>,
        owner: UInt32
    ) throws -> (removed: [String], foreign: [String]) {
        var removed: [String] = []
        var foreign: [String] = []
        for lock in try repository.staleLocks() {
            let isKnown = Self.isKnown(lock, planned)
            // One from the future was made before the clock was put back.
            let isOld = lock.modified <= started || lock.modified > Int64(time(nil)) + 1
            let isOurs = lock.owner == owner && isOld && isKnown && !OpenFiles.contain(lock.path)
            if isOurs, try repository.removeLock(lock) { removed.append(lock.path) } else { foreign.append(lock.path) }
        }
        try repository.removeAbandonedPacks(before: started)
        return (removed, foreign)
    }

    /// Whether a lock is one that we make, by its name or by what it holds.
    private static func isKnown(_ lock: RepositoryLock, _ planned: Set<String>) -> Bool {
        if lock.size == 0 || lock.plannedID.map({ planned.contains($0.description) }) == true { return true }
        // The copy of the index and these references are ours alone; the lock of a tag holds the tag's own name.
        let name = lock.path.split(separator: "/").suffix(2).joined(separator: "/")
        if name.hasSuffix("/index.next.lock") || lock.path.contains("/refs/trace2skill/") { return true }
        if lock.path.hasSuffix("/index.lock") { return !planned.isEmpty }
        return lock.path.contains("/refs/tags/") && lock.plannedID != nil && isRevision(name)
    }

    /// Whether this is the lock of a tag of ours: `<skill>/v<number>.lock`.
    private static func isRevision(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        let number = last.dropFirst().prefix { $0.isASCII && $0.isNumber }
        return last.first == "v" && !number.isEmpty && last.dropFirst(1 + number.count) == ".lock"
    }
}

/// Why nothing was published.
package enum PublishingError: Error, Sendable, Equatable, CustomStringConvertible {
    case noBranch(String, String)
    /// Somebody committed meanwhile: plan again from the new tip.
    case branchMoved(String)
    case locked(String)
    case dirty([String])
    case blocked(String)
    case nothing(String)
    case notFound(String)

    /// What is in the way and what to do, in lower case without a full stop.
    package var description: String {
        switch self {
        case .noBranch(let branch, let path):
            "there is no \(branch) in \(path); set evolution.branch to the branch that holds the skills, or, in a repository without a commit, run trace2skill init"
        case .branchMoved(let branch): "\(branch) moved while a revision was being published; it will be planned again"
        case .locked(let what):
            "\(what) is locked by another git process; try again when it has ended, and if none is at work there, remove the lock"
        case .dirty(let paths):
            "\(paths.joined(separator: ", ")) \(paths.count.form(one: "has", many: "have")) changes that are not committed; commit or discard them"
        case .blocked(let reason): reason
        case .nothing(let reason): reason
        case .notFound(let what): what
        }
    }
}
