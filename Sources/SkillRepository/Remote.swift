internal import Foundations
internal import Git

/// The repository that several machines share, as git's configuration names it.
package struct Remote: Sendable {
    /// Its name in git's configuration, such as `origin`.
    package let name: String
    let client: GitClient

    /// How often a transfer that was cut off is tried at one time.
    private static let attempts = 3

    /// Names a remote of the repository that the client works in.
    package init(name: String, client: GitClient) {
        self.name = name
        self.client = client
    }

    /// What the references of a remote are at, by their full names.
    typealias References = [String: ObjectID]

    // MARK: Reading

    /// What the remote has of what is exchanged: the branch, proposals, tags, and our own references.
    func references(branch: String) async throws(RemoteProblem) -> References {
        let patterns = [branch, "refs/heads/proposals/*", "refs/tags/*", "refs/trace2skill/*"]
        let answer = try await transfer(["ls-remote", "--refs", name] + patterns)
        var references: References = [:]
        for line in answer.lines {
            let parts = line.split(separator: "\t")
            guard parts.count == 2, let id = ObjectID(parts[0]) else { continue }
            let reference = String(parts[1])
            if reference == branch || ExchangedReference(reference) != nil { references[reference] = id }
        }
        return references
    }

    /// Brings the objects of references here. No reference of ours is moved.
    func fetch(_ references: [String]) async throws(RemoteProblem) {
        let options = [
            "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--quiet",
            "--stdin",
        ]
        _ = try await transfer(["fetch"] + options + [name], input: references.joined(separator: "\n") + "\n")
    }

    private func transfer(_ arguments: [String], input: String = "") async throws(RemoteProblem) -> GitClient.Answer {
        let variables = try await client.quietShell()
        var reason = ""
        for _ in 0..<Self.attempts {
            let answer = try await client.run(arguments, input: input, setting: variables)
            if answer.hasSucceeded { return answer }
            reason = answer.reason
        }
        throw RemoteProblem("\(name) could not be reached: \(reason)")
    }

    // MARK: Writing

    /// One reference that is sent.
    struct Change: Sendable {
        /// The full name.
        var name: String
        /// Where it is to be; nil for nowhere.
        var new: ObjectID?
        /// Where the remote has it now, if it may be moved from there whatever it is at; nil for a usual push, which only
        /// goes forward.
        var replaced: ObjectID?
    }

    /// What the remote said to one reference.
    enum Verdict: Sendable, Equatable {
        case accepted
        /// It has moved there meanwhile.
        case moved
        /// The remote does not take it, with its reason.
        case refused(String)
    }

    /// Sends references.
    ///
    /// - Parameter together: whether the remote is to take all of them or none.
    /// - Returns: what the remote said, by the names.
    func push(_ changes: [Change], together: Bool) async throws(RemoteProblem) -> [String: Verdict] {
        var verdicts: [String: Verdict] = [:]
        // The command line has a limit.
        for start in stride(from: 0, to: changes.count, by: 1000) {
            let part = Array(changes[start..<min(start + 1000, changes.count)])
            verdicts.merge(try await pushPart(part, together: together)) { $1 }
        }
        return verdicts
    }

    private func pushPart(_ changes: [Change], together: Bool) async throws(RemoteProblem) -> [String: Verdict] {
        var options = ["--porcelain", "--no-verify", "--no-recurse-submodules"]
        if together { options.append("--atomic") }
        var specifications: [String] = []
        for change in changes {
            if let replaced = change.replaced { options.append("--force-with-lease=\(change.name):\(replaced)") }
            specifications.append("\(change.new?.description ?? ""):\(change.name)")
        }
        let variables = try await client.quietShell()
        var reason = ""
        for _ in 0..<Self.attempts {
            let answer = try await client.run(["push"] + options + [name] + specifications, setting: variables)
            let verdicts = Self.verdicts(answer.lines, said: Self.words(of: answer.reason))
            if answer.hasSucceeded || !verdicts.isEmpty { return verdicts }
            reason = answer.reason
        }
        throw RemoteProblem("\(name) could not be written to: \(reason)")
    }

    /// What the remote itself said, as a hook of a hosting service says why it declines; empty for nothing.
    ///
    /// - Parameter reason: what git wrote to standard error, on one line.
    static func words(of reason: String) -> String {
        guard let start = reason.firstRange(of: "remote: ") else { return "" }
        let words = reason[start.upperBound...]
        // What git adds for itself.
        let end =
            ["error: hook declined", "error: failed to push"].compactMap { words.firstRange(of: $0)?.lowerBound }
            .min() ?? words.endIndex
        return words[..<end].split(separator: "remote:").map { $0.split(separator: " ").joined(separator: " ") }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// A reason with what the remote said, and what a person can do about it.
    private static func explained(_ reason: String, _ said: String) -> String {
        if reason.contains("currently checked out") {
            return reason
                + "; let it be a bare repository, or run there: git config receive.denyCurrentBranch updateInstead"
        }
        guard reason.contains("declined") || reason.contains("protected") else { return reason }
        let words = said.isEmpty ? reason : "\(reason), and says: \(SingleLine(said, limit: 200))"
        if ["signed", "signature", "verified"].contains(where: { words.lowercased().contains($0) }) {
            return words + "; where it wants signatures, let git's configuration ask for them (commit.gpgSign, "
                + "tag.gpgSign, user.signingKey; trace2skill doctor tries it), and sign what was committed without: "
                + "git rebase --force-rebase --rebase-merges --gpg-sign COMMIT, the last one that is signed, or --root"
        }
        return words + "; where it takes changes after a review alone, set evolution.mode to propose"
    }

    /// Reads lines such as `!<tab>from:to<tab>[rejected] (fetch first)`.
    ///
    /// - Parameter said: what the remote said about all of them.
    static func verdicts(_ lines: [Substring], said: String = "") -> [String: Verdict] {
        var verdicts: [String: Verdict] = [:]
        for line in lines {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard parts.count >= 3, let flag = parts[0].first, " +-*=!".contains(flag),
                let target = parts[1].split(separator: ":", omittingEmptySubsequences: false).last
            else { continue }
            guard flag == "!" else {
                verdicts[String(target)] = .accepted
                continue
            }
            let reason = parts[2].drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
            let words = reason.isEmpty ? String(parts[2]) : String(reason)
            let hasMoved = [
                "fetch first", "non-fast-forward", "stale info", "already exists", "atomic push fail",
                "failed to update ref",
                "incorrect old value", "cannot lock ref", "reference already exists",
            ].contains { words.contains($0) }
            let short = SingleLine(words, limit: 200).description
            verdicts[String(target)] = hasMoved ? .moved : .refused(explained(short, said))
        }
        return verdicts
    }
}

/// A reference that machines exchange beside the branch and the knowledge ref.
struct ExchangedReference: Sendable, Hashable {
    enum Kind: Sendable { case tag, proposal, proposed, rejected, knowledge }

    let name: String
    let kind: Kind

    /// Nil for a reference that stays where it is.
    init?(_ name: String) {
        self.name = name
        func rest(_ prefix: String) -> String? {
            name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
        }
        func isRevision(_ text: String?) -> Bool { text.flatMap { SkillRepository.revision(named: $0) } != nil }
        if name == SkillRepository.knowledge {
            kind = .knowledge
        } else if isRevision(rest("refs/tags/")) {
            kind = .tag
        } else if isRevision(rest("refs/heads/proposals/")) {
            kind = .proposal
        } else if isRevision(rest("\(SkillRepository.proposed)/")) {
            kind = .proposed
        } else if name.hasPrefix("\(SkillRepository.rejected)/") {
            kind = .rejected
        } else {
            return nil
        }
    }

    /// The name of the revision, such as `python/v3`; nil for a reference of no revision.
    var revision: String? {
        switch kind {
        case .tag: String(name.dropFirst("refs/tags/".count))
        case .proposal: String(name.dropFirst("refs/heads/proposals/".count))
        case .proposed: String(name.dropFirst(SkillRepository.proposed.count + 1))
        case .rejected, .knowledge: nil
        }
    }
}
