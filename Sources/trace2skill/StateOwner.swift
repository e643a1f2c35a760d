internal import Configuration
internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Glibc

/// The skills repository that a state folder belongs to: two of them in one would take each other's lessons for their own.
enum StateOwner {
    private static func note(_ state: String) -> String { state + "/repository" }

    /// The path and a commit of the repository that a state folder belongs to; nil if nothing is noted.
    private static func owner(of state: String) -> (path: String, commit: ObjectID?)? {
        guard let lines = Environment.read(note(state))?.split(separator: "\n"), let path = lines.first else {
            return nil
        }
        return (String(path), lines.dropFirst().first.flatMap { ObjectID($0) })
    }

    /// The skills repository that a state folder belongs to, if that is another one than `repository` and still exists.
    ///
    /// - Parameter tip: the commit of the branch that the ledger in the folder has read last; nil if it has read none.
    static func other(than repository: String, in state: String, tip: String? = nil) throws -> String? {
        guard let owner = owner(of: state), owner.path != RealPath.of(repository), isRepository(owner.path) else {
            // One that was moved has no claim any more.
            return nil
        }
        guard isRepository(repository) else { return owner.path }
        // A copy or a clone has the same commits; a shallow one lacks the old ones.
        if access(repository + "/.git/shallow", F_OK) == 0 { return nil }
        let known = [owner.commit, tip.flatMap { ObjectID($0) }].compactMap(\.self)
        let git = try Repository.open(at: repository)
        return try !known.isEmpty && known.allSatisfy { try git.contains($0) } ? nil : owner.path
    }

    private static func isRepository(_ path: String) -> Bool {
        access(path + "/.git", F_OK) == 0 || access(path + "/HEAD", F_OK) == 0
    }

    /// Ends a command whose state folder belongs to another skills repository.
    static func check(_ configuration: Configuration, tip: String?) throws {
        guard let owner = try other(than: configuration.repository, in: configuration.state, tip: tip) else { return }
        throw Failure(
            .configuration,
            "the state folder \(configuration.state) belongs to the skills repository \(owner), not to "
                + "\(configuration.repository); give this one a folder of its own with state: in "
                + "\(configuration.path ?? "the configuration"), or, if it has taken the place of the other, remove "
                + note(configuration.state)
        )
    }

    /// Notes that a state folder belongs to a skills repository, once that has a commit.
    static func claim(_ configuration: Configuration) throws {
        let path = RealPath.of(configuration.repository)
        guard owner(of: configuration.state)?.path != path, let tip = try tip(of: configuration) else { return }
        do {
            try Data("\(path)\n\(tip)\n".utf8).write(to: URL(filePath: note(configuration.state)), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "could not write \(note(configuration.state)): \(error)")
        }
    }

    /// The commit of the branch of revisions; nil before there is one.
    private static func tip(of configuration: Configuration) throws -> CommitID? {
        let branch = configuration.evolution.branch
        return try Repository.open(at: configuration.repository)
            .reference(branch.hasPrefix("refs/") ? branch : "refs/heads/\(branch)")
    }
}
