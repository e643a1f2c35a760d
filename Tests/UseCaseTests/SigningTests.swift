import Composition
import Configuration
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

/// An orchard whose person has a key, and tells git to sign.
private struct SignedOrchard {
    enum Format: String, CaseIterable, CustomTestStringConvertible {
        case openpgp, ssh

        var testDescription: String { rawValue }
        var isInstalled: Bool { program("/usr/bin/" + (self == .ssh ? "ssh-keygen" : "gpg")) }

        private func program(_ path: String) -> Bool { exists(path) }
    }

    let orchard: Orchard
    private let variables: [String: String]

    var git: StockGit { orchard.git }

    init(_ format: Format?, signsOff: Bool = false, committer: String? = nil) throws {
        let place = try Workplace()
        let home = place.git.home
        var variables = StockGit.isolation(home: home)
        variables["GNUPGHOME"] = home + "/.gnupg"
        self.variables = variables
        var settings = place.useCases.settings
        settings.evolution.signsOff = signsOff
        settings.evolution.committer = try committer.map { try #require(Configuration.Committer($0)) }
        orchard = Orchard(
            place,
            UseCases(
                settings: settings,
                ledger: place.useCases.ledger,
                archive: place.useCases.archive,
                repository: place.useCases.repository,
                redactor: Workplace.redactor,
                clock: Workplace.clock(),
                environment: variables
            )
        )
        try configure(["user.name": "Ann Person", "user.email": "ann@example.org"])
        switch format {
        case .openpgp:
            try write("", to: home + "/.gnupg/empty")
            try run(["chmod", "700", home + "/.gnupg"])
            try run([
                "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Ann Person <ann@example.org>",
                "ed25519", "sign", "never",
            ])
        case .ssh:
            try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ann@example.org", "-f", home + "/key"])
            let line = try read(home + "/key.pub")
            try write("ann@example.org \(line)", to: home + "/allowed")
            try configure([
                "gpg.format": "ssh", "user.signingKey": home + "/key.pub",
                "gpg.ssh.allowedSignersFile": home + "/allowed",
            ])
        case nil: return
        }
        try configure(["commit.gpgSign": "true", "tag.gpgSign": "true"])
    }

    func configure(_ settings: [String: String]) throws {
        for (name, value) in settings { try git("config", name, value) }
    }

    /// Ends the agent that gpg started.
    func end() { _ = try? run(["gpgconf", "--kill", "all"]) }

    @discardableResult
    func run(_ arguments: [String]) throws -> String {
        let output = try RunningProgram(arguments, environment: variables).end()
        guard output.status == 0 else { throw TestFailure("\(arguments): \(output.errors)\(output.text)") }
        return output.text
    }

    /// Lets stock git verify every commit of a range.
    func verify(_ range: String) throws -> Int {
        let commits = try git.lines("rev-list", range)
        for commit in commits { try run(["git", "-C", git.root, "verify-commit", commit]) }
        return commits.count
    }
}

@Suite("Signatures")
struct SigningTests {
    private let lessons = [Orchard.lesson("tor"), Orchard.lesson("zed")]

    @Test(
        "are on every commit and tag, as git's configuration says, and stock git verifies them",
        arguments: SignedOrchard.Format.allCases
    )
    fileprivate func everything(format: SignedOrchard.Format) async throws {
        guard format.isInstalled else { return print("\(format) is not tested: its program is not installed") }
        let signed = try SignedOrchard(format)
        defer { signed.end() }
        let orchard = signed.orchard
        let start = try orchard.git("rev-parse", "main")
        try await orchard.learn(lessons, id: "01A")

        #expect(try signed.verify("\(start)..main") >= 3)
        try signed.run(["git", "-C", signed.git.root, "verify-tag", "orchard/v1"])

        let proposal = try await orchard.learn(
            [Orchard.lesson("pim"), Orchard.lesson("rud")],
            id: "02A",
            propose: true
        )
        #expect(proposal.revisions.count == 1)
        #expect(try signed.verify("main..proposals/orchard/v2") >= 2)
        let open = try #require(try await orchard.useCases.repository.proposals().first)
        _ = try await orchard.useCases.accept(open)
        _ = try await orchard.useCases.rollBack(.lesson(lessons[0].id.rawValue), of: "orchard", reason: "no")
        #expect(try signed.verify("\(start)..main") >= 7)
        try signed.run(["git", "-C", signed.git.root, "verify-tag", "orchard/v2"])
        // The tag is there already, signed.
        #expect(try await orchard.readBack().notices.isEmpty)
        #expect(try orchard.git.run(["fsck", "--strict", "--no-dangling"]).status == 0)
    }

    @Test("let a merge pass that wants signatures", .enabled(if: SignedOrchard.Format.ssh.isInstalled))
    func mergeThatVerifies() async throws {
        let signed = try SignedOrchard(.ssh)
        try await signed.orchard.learn(lessons, id: "01A", propose: true)
        try signed.git("merge", "-q", "--no-edit", "--verify-signatures", "proposals/orchard/v1")
        #expect(try signed.orchard.text().contains("tor3"))
    }

    @Test("that cannot be made keep everything as it was, with the words of the program")
    func noKey() async throws {
        let signed = try SignedOrchard(nil)
        try signed.configure([
            "commit.gpgSign": "true", "gpg.format": "ssh", "user.signingKey": "/nowhere/key.pub",
        ])
        let start = try signed.git("rev-parse", "main")
        let report = try await signed.orchard.learn(lessons, id: "01A")

        #expect(report.revisions.isEmpty)
        let reason = try #require(report.blocked.first?.reason)
        #expect(reason.contains("asks for signatures, and ssh-keygen made none"), "\(reason)")
        #expect(try signed.git("rev-parse", "main") == start)
        #expect(try signed.orchard.state(of: lessons[0].id) == .held(.notPublished))
    }

    @Test("that a remote wants and does not get are named, with how to make them")
    func remoteWantsSignatures() async throws {
        let machines = try Machines(1)
        try write(
            "#!/bin/sh\ngit verify-commit $3 2>/dev/null || { echo \"$1: commit $3 is not signed\"; exit 1; }\n",
            to: machines.remote.root + "/hooks/update",
            permissions: 0o755
        )
        let result = try await machines[0].evolve(lessons, id: "01A")
        guard case .refused(let reason) = result else { throw TestFailure("\(result)") }
        #expect(reason.contains("commit.gpgSign") && reason.contains("--gpg-sign"), "\(reason)")
    }

    @Test("in a format that git does not know are named")
    func unknownFormat() async throws {
        let signed = try SignedOrchard(nil)
        try signed.configure(["commit.gpgSign": "true", "gpg.format": "wax"])
        await #expect(
            throws: PublishingError.blocked("gpg.format is wax, which is unknown; set it to openpgp, x509 or ssh")
        ) {
            try await signed.orchard.learn(lessons, id: "01A")
        }
    }

    @Test("are not made where git is not told to, and commits are signed off where the configuration says so")
    func signOff() async throws {
        let signed = try SignedOrchard(nil, signsOff: true)
        try await signed.orchard.learn(lessons, id: "01A")
        let lines = try signed.git.lines("log", "--format=%G? %(trailers:key=Signed-off-by,valueonly)", "-4", "main")
        #expect(lines.prefix(3).allSatisfy { $0 == "N Ann Person <ann@example.org>" }, "\(lines)")
        #expect(
            try signed.git("log", "-1", "--format=%(trailers:key=Revision,valueonly)", "main").contains("orchard/v1")
        )
    }

    @Test("have the configured committer, and lines stay the program's until a person amends them")
    func committer() async throws {
        let signed = try SignedOrchard(nil, committer: "Skill Bot <bot@example.org>")
        let orchard = signed.orchard
        try await orchard.learn(lessons, id: "01A")
        let people = try signed.git.lines("log", "--format=%an <%ae> %cn <%ce>", "-3", "main")
        #expect(Set(people) == ["trace2skill <trace2skill@localhost> Skill Bot <bot@example.org>"])
        let tagger = try signed.git("for-each-ref", "--format=%(taggername) %(taggeremail)", "refs/tags/orchard/v1")
        #expect(tagger == "Skill Bot <bot@example.org>")

        // The program's lines may be reworded and taken back; no setting of this clone says who committed them.
        #expect(try await orchard.useCases.repository.revisions().map(\.number) == [1])
        let tip = try await orchard.useCases.repository.commit(named: signed.git("rev-parse", "main"))
        #expect(SkillRepository.isOurs(tip))

        try signed.git("commit", "-q", "--amend", "-m", try signed.git("log", "-1", "--format=%B", "main"))
        let amended = try await orchard.useCases.repository.commit(named: signed.git("rev-parse", "main"))
        #expect(!SkillRepository.isOurs(amended))
    }
}
