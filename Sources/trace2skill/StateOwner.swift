internal import Configuration
internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Glibc

/// The skills repository that a state folder belongs to: two of them in one would take each other's lessons for their own.
enum StateOwner {
    private static func note(_ state: String) -> String { state + "/repository" }

    /// The path and the first commit of the repository that a state folder belongs to; nil if nothing is noted.
    private static func owner(of state: String) -> (path: String, root: ObjectID?)? {
        guard let lines = Environment.read(note(state))?.split(separator: "\n"), let path = lines.first else {
            return nil
        }
        return (String(path), lines.dropFirst().first.flatMap { ObjectID($0) })
    }

    /// The skills repository that a state folder belongs to, if that is another one than `repository` and still exists.
    ///
    /// - Parameter tip: the commit of the branch that the ledger in the folder has read last; nil if it has read none.
    static func other(than repository: String, in state: String, tip: String? = nil) -> String? {
        guard let owner = owner(of: state), owner.path != RealPath.of(repository) else { return nil }
        // One that was moved has no claim any more, and a copy or a clone has the same first commit.
        guard access(owner.path + "/.git", F_OK) == 0 || access(owner.path + "/HEAD", F_OK) == 0 else { return nil }
        // A shallow clone does not have it.
        if access(repository + "/.git/shallow", F_OK) == 0 { return nil }
        let known = [owner.root, tip.flatMap { ObjectID($0) }].compactMap(\.self)
        guard !known.isEmpty, let git = try? Repository.open(at: repository) else { return owner.path }
        return known.allSatisfy { (try? git.contains($0)) == true } ? nil : owner.path
    }

    /// Ends a command whose state folder belongs to another skills repository.
    static func check(_ configuration: Configuration, tip: String?) throws {
        guard let owner = other(than: configuration.repository, in: configuration.state, tip: tip) else { return }
        throw Failure(
            .configuration,
            "the state folder \(configuration.state) belongs to the skills repository \(owner), not to "
                + "\(configuration.repository); give this one a folder of its own with state: in "
                + "\(configuration.path ?? "the configuration"), or, if it has taken the place of the other, remove "
                + note(configuration.state)
        )
    }

    /// Notes that a state folder belongs to a skills repository.
    static func claim(_ configuration: Configuration) throws {
        let path = RealPath.of(configuration.repository)
        guard owner(of: configuration.state)?.path != path, let root = try? root(of: configuration) else { return }
        do {
            try Data("\(path)\n\(root)\n".utf8).write(to: URL(filePath: note(configuration.state)), options: .atomic)
        } catch {
            throw Failure(.cannotCreate, "could not write \(note(configuration.state)): \(error)")
        }
    }

    /// The first commit of the branch of revisions; nil before there is one.
    private static func root(of configuration: Configuration) throws -> CommitID? {
        let git = try Repository.open(at: configuration.repository)
        let branch = configuration.evolution.branch
        let name = branch.hasPrefix("refs/") ? branch : "refs/heads/\(branch)"
        guard let tip = try git.reference(name) else { return nil }
        return try git.history(from: tip, firstParent: true).last?.id
    }
}
