internal import Foundations
internal import Git
internal import Processes

/// What is said of commits besides git's configuration.
package struct CommitSettings: Sendable {
    /// Whether commits are signed off.
    package var signsOff: Bool
    /// Who commits and tags; nil for the program itself. The author is always the program.
    package var committer: Identity?

    /// By default, the program commits, and nothing is signed off.
    package init(signsOff: Bool = false, committer: Identity? = nil) {
        self.signsOff = signsOff
        self.committer = committer
    }
}

/// How commits and tags are signed and signed off, as git's configuration of the person says.
///
/// The programs that git would start make the signatures: gpg, gpgsm or ssh-keygen.
package struct Signing: Sendable {
    private enum Format: String { case openpgp, x509, ssh }

    private let format: Format
    private let program: String
    private let key: String
    private let keyCommand: String?
    private let environment: [String: String]
    /// Whether commits are signed.
    package let signsCommits: Bool
    /// Whether tags are signed.
    package let signsTags: Bool
    /// Who signs commits off; nil for nobody.
    let signOff: Identity?
    /// Who commits and tags; nil for the program itself.
    let committer: Identity?

    /// How long a program may take, such as one that waits for a touch of a key, in seconds.
    private static let patience = 60

    /// Reads how commits are signed; nil if they are neither signed nor signed off, and the program commits them.
    ///
    /// - Throws: ``PublishingError/blocked(_:)`` if a setting has no meaning, or a name is missing.
    package static func configured(by client: GitClient, _ commitSettings: CommitSettings) async throws -> Signing? {
        let signsOff = commitSettings.signsOff
        guard
            let answer = try? await client.run([
                "config", "--null", "--get-regexp", "^(user|gpg|commit|tag)[.]",
            ])
        else { return nil }
        var settings: [String: String] = [:]
        for entry in answer.text.split(separator: "\0") {
            let parts = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            settings[String(parts[0])] = parts.count == 2 ? String(parts[1]) : "true"
        }
        func isSet(_ name: String) -> Bool { ["true", "yes", "on", "1"].contains(settings[name]?.lowercased() ?? "") }
        let (commits, tags) = (isSet("commit.gpgsign"), isSet("tag.gpgsign"))
        guard commits || tags || signsOff || commitSettings.committer != nil else { return nil }
        let name = settings["gpg.format"] ?? Format.openpgp.rawValue
        guard let format = Format(rawValue: name) else {
            throw PublishingError.blocked("gpg.format is \(name), which is unknown; set it to openpgp, x509 or ssh")
        }
        let person: String? = settings["user.email"].map { "\(settings["user.name"] ?? $0) <\($0)>" }
        if signsOff, settings["user.name"] == nil || settings["user.email"] == nil {
            throw PublishingError.blocked(
                "evolution.sign-off needs a name: git config user.name NAME, and git config user.email ADDRESS"
            )
        }
        return Signing(
            format: format,
            program: settings["gpg.\(format.rawValue).program"]
                ?? (format == .openpgp ? settings["gpg.program"] : nil)
                    ?? [.openpgp: "gpg", .x509: "gpgsm", .ssh: "ssh-keygen"][format, default: "gpg"],
            key: settings["user.signingkey"] ?? (format == .ssh ? "" : person ?? ""),
            keyCommand: settings["gpg.ssh.defaultkeycommand"],
            environment: client.environment,
            signsCommits: commits,
            signsTags: tags,
            signOff: signsOff
                ? Identity(name: settings["user.name"] ?? "", email: settings["user.email"] ?? "") : nil,
            committer: commitSettings.committer
        )
    }

    /// What signs, for a person: `ssh, /home/ann/.ssh/id.pub`.
    package var description: String { "\(format.rawValue)\(key.isEmpty ? "" : ", \(SingleLine(key, limit: 80))")" }

    /// A signature over these bytes.
    ///
    /// - Throws: ``PublishingError/blocked(_:)`` with the words of the program that could not make it.
    package func signature(of bytes: [UInt8]) throws -> String {
        guard format == .ssh else { return try run([program, "-bsau", key], bytes) }
        var key = key
        if key.isEmpty, let keyCommand {
            key = try run(["/bin/sh", "-c", keyCommand], []).split(separator: "\n").first.map(String.init) ?? ""
        }
        guard !key.isEmpty else {
            throw PublishingError.blocked(
                "gpg.format is ssh, and no key is named: git config user.signingKey ~/.ssh/id_ed25519.pub"
            )
        }
        if key.hasPrefix("~/"), let home = environment["HOME"] { key = home + key.dropFirst(1) }
        let literal = key.hasPrefix("key::") ? String(key.dropFirst(5)) : key.hasPrefix("ssh-") ? key : nil
        guard let literal else { return try run([program, "-Y", "sign", "-n", "git", "-f", key], bytes) }
        // The program reads keys from files only; the agent has the private one.
        let script =
            "f=$(mktemp) && printf '%s\\n' \"$1\" >\"$f\" && \"$2\" -Y sign -n git -U -f \"$f\"; s=$?; rm -f \"$f\"; exit $s"
        return try run(["/bin/sh", "-c", script, "sign", literal, program], bytes)
    }

    private func run(_ arguments: [String], _ bytes: [UInt8]) throws -> String {
        func problem(_ reason: String) -> PublishingError {
            .blocked(
                "git's configuration asks for signatures, and \(program) made none: \(reason); "
                    + "let it sign without asking (an agent with the key), or set commit.gpgSign and tag.gpgSign to false "
                    + "in the repository"
            )
        }
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try ChildProcess(
                arguments: arguments,
                environment: environment,
                folder: "/",
                wallClock: .seconds(Self.patience),
                outputLimit: 1 << 20
            ).runBlocking(input: bytes)
        } catch { throw problem("\(error)") }
        guard outcome.status == .exited(0), !outcome.output.isEmpty else {
            throw problem(outcome.stderrTail.isEmpty ? "\(outcome.status)" : outcome.stderrTail)
        }
        return String(decoding: outcome.output, as: UTF8.self)
    }
}

extension SkillRepository {
    /// Signs what is committed and tagged from now on.
    func sign(with signing: Signing?) { self.signing = signing }

    /// The trailer that names the committer's address where that is not the program's: a person who commits the message
    /// again, as with `git commit --amend`, has another address than the trailer.
    private static let committerKey = "Committed-by"

    /// Whether a commit is as the program made it, and no person committed it again.
    static func isCommittedByProgram(_ commit: Commit) -> Bool {
        let email = commit.committer.email
        return email == author.email
            || commit.author.email == author.email
                && commit.trailers.contains { $0.key == committerKey && $0.value == email }
    }

    /// Who tags at a time.
    func tagger(_ seconds: Int64) -> Git.Signature {
        signing?.committer.map { Git.Signature(name: $0.name, email: $0.email, seconds: seconds) }
            ?? Self.signature(seconds)
    }

    /// Writes a commit of the branch or of a proposal: by the configured committer, and signed off and signed, if git's
    /// configuration says so.
    static func write(_ draft: CommitDraft, in repository: borrowing Repository, _ signing: Signing?) throws -> CommitID
    {
        var draft = draft
        if let committer = signing?.committer {
            draft.committer = Git.Signature(
                name: committer.name,
                email: committer.email,
                seconds: draft.committer.seconds
            )
            draft.message += "\(committerKey): \(committer.email)\n"
        }
        if let person = signing?.signOff {
            draft.message += "Signed-off-by: \(person.name) <\(person.email)>\n"
        }
        if let signing, signing.signsCommits { draft.signature = try signing.signature(of: draft.content()) }
        return try repository.createCommit(draft)
    }
}
