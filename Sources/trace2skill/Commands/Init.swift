internal import ArgumentParser
internal import Composition
internal import Configuration
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Ingestion
internal import SkillRepository

/// `trace2skill init`
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a skills repository, an inbox and a configuration",
        discussion: """
            A new repository is made from the template that is installed with the program. An existing git repository is \
            used without changes. Nothing that exists is overwritten.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the skills repository (default: ~/skills)", valueName: "dir"))
    var directory: String?

    @Option(
        help: ArgumentHelp("The folder that agents drop trajectories into (default: ~/trajectories)", valueName: "dir")
    )
    var inbox: String?

    @Option(
        help: ArgumentHelp("The folder of ledger and archive (default: ~/.local/state/trace2skill)", valueName: "dir")
    )
    var state: String?

    @Option(
        help: ArgumentHelp(
            "The file to write the configuration to (default: $TRACE2SKILL_CONFIG, else ~/.config/trace2skill/trace2skill.yaml)",
            valueName: "file"
        )
    )
    var config: String?

    @Option(
        help: ArgumentHelp(
            "The git remote of the repository, such as origin, that several machines share",
            valueName: "name"
        )
    )
    var remote: String?

    func run() async throws {
        let named = Environment.value("TRACE2SKILL_CONFIG").flatMap { $0.isEmpty ? nil : $0 }
        let path = Environment.absolute(config ?? named ?? Environment.configurationFolder + "/trace2skill.yaml")
        let isConfigured = access(path, F_OK) == 0
        var text =
            try isConfigured
            ? existingText(path)
            : configurationText(
                repository: Environment.absolute(directory ?? "~/skills"),
                inbox: Environment.absolute(inbox ?? "~/trajectories")
            )
        var parsed = try Environment.configurationReader(path: path).read(text)
        if !isConfigured, state == nil, try StateOwner.other(than: parsed.repository, in: parsed.state) != nil {
            // Each repository has a ledger of its own.
            let name = parsed.repository.split(separator: "/").last.map(String.init) ?? "skills"
            let own = parsed.state + "-" + name
            text += "\n# Ledger and archive.\nstate: \(Self.quoted(own))\n"
            parsed = try Environment.configurationReader(path: path).read(text)
        }
        try Context.checkPlaces(parsed)
        if isConfigured { try requireSame(parsed, path) }
        let isNew = access(parsed.repository + "/.git", F_OK) != 0 && access(parsed.repository + "/HEAD", F_OK) != 0
        if isNew {
            try requireEmpty(parsed.repository)
            let files = try template()
            let repository = try SkillRepository(emptyAt: parsed.repository, branch: parsed.evolution.branch)
            _ = try await begin(repository, files, parsed)
        } else {
            _ = try SkillRepository(openingAt: parsed.repository)
            if let remote, await !GitPerson.remotes(in: parsed.repository).contains(remote) {
                throw Failure(
                    .configuration,
                    "\(parsed.repository) has no remote \(remote); add it: git -C \(parsed.repository) remote add \(remote) ADDRESS"
                )
            }
        }
        for inbox in parsed.inboxes { try make(inbox.path) }
        try Context.makeState(parsed.state)
        try StateOwner.claim(parsed)
        if !isConfigured {
            try make(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        }
        print("\(isNew ? "made a skills repository in" : "using the existing repository in") \(parsed.repository)")
        for inbox in parsed.inboxes { print("inbox: \(inbox.path)") }
        print("configuration: \(path)\(isConfigured ? ", which existed and is not changed" : "")")
        if !isNew {
            let obstacle = try await fetch(parsed)
            let repository = try SkillRepository(openingAt: parsed.repository, branch: parsed.evolution.branch)
            if obstacle != nil, let remote = parsed.remote, try await repository.tip() == nil {
                // A first commit of its own would have nothing in common with what the other machines have.
                throw Failure(
                    .refused,
                    "\(remote.name) has \(parsed.evolution.branch), and this clone has not: git -C \(parsed.repository) pull \(remote.name) \(parsed.evolution.branch), and run trace2skill init again"
                )
            }
            if try await begin(repository, try template(), parsed) {
                print("made the first commit of the repository, which had none")
            }
        }
        try noteObjection(parsed)
        print("")
        print("Drop trajectories into the inbox and run: trace2skill daemon\(config == nil ? "" : " --config \(path)")")
    }

    /// Makes the first commit of a repository that has none, signed as git's configuration says.
    private func begin(_ repository: SkillRepository, _ files: [String: [UInt8]], _ parsed: Configuration) async throws
        -> Bool
    {
        let client = GitClient(repository: parsed.repository, environment: Environment.variables)
        let signing = try await Signing.configured(by: client, parsed.evolution.commitSettings)
        return try await repository.begin(
            files: files,
            seconds: Int64(Date().timeIntervalSince1970),
            signing: signing
        )
    }

    /// Brings to a clone what `git clone` leaves behind: what other machines know and decided.
    ///
    /// - Returns: why the branch could not be brought to that of the remote; nil if it was, or without a remote.
    private func fetch(_ configuration: Configuration) async throws -> String? {
        guard let remote = configuration.remote else {
            if let name = await GitPerson.remotes(in: configuration.repository).first {
                print(
                    "to exchange revisions, decisions and knowledge with \(name): add remote: \(name) to the configuration, and run trace2skill sync"
                )
            }
            return nil
        }
        let context = try Context.open(configuration)
        let state = try await context.withPermit { permit in try await context.useCases.publisher.catchUp(permit) }
        for notice in state.notices { Terminal.note("Note: \(notice)") }
        let count = try await context.repository.knownLessons().count
        if let problem = state.obstacle { Terminal.note("Note: \(problem)") }
        print("fetched from \(remote.name): \(count.of("lesson"))")
        return state.obstacle
    }

    private func noteObjection(_ parsed: Configuration) throws {
        for inbox in parsed.inboxes {
            let files = (try? Ingestion.scan(inbox.path).files) ?? []
            if let objection = try InboxCheck(ledger: nil).objection(to: inbox, files: files) {
                return Terminal.note("Note: \(objection)")
            }
        }
    }

    // MARK: A second time

    private func existingText(_ path: String) throws -> String {
        guard let text = Environment.read(path) else {
            throw Failure(.inputOutput, "could not read the configuration \(path)")
        }
        return text
    }

    /// A second init makes what is missing. It changes no configuration, so that it must not name other folders.
    private func requireSame(_ parsed: Configuration, _ path: String) throws {
        func require(_ name: String, _ wanted: String?, _ known: [String], isPath: Bool = true) throws {
            guard let wanted = isPath ? wanted.map(Environment.absolute) : wanted, !known.contains(wanted) else {
                return
            }
            throw Failure(
                .cannotCreate,
                "\(path) exists already, and its \(name) is \(known.isEmpty ? "not set" : known.joined(separator: ", ")), not \(wanted); edit it, or choose another file with --config"
            )
        }
        try require("repository", directory, [parsed.repository])
        try require("inbox", inbox, parsed.inboxes.map(\.path))
        try require("state", state, [parsed.state])
        try require("remote", remote, parsed.remote.map { [$0.name] } ?? [], isPath: false)
    }

    private func configurationText(repository: String, inbox: String) throws -> String {
        guard let folder = Environment.shared("skills-repo-template"),
            let text = Environment.read(folder + "/trace2skill.yaml")
        else {
            throw Failure(
                .inputOutput,
                "the template is not installed; expected share/trace2skill/skills-repo-template next to the program's bin folder; run make install"
            )
        }
        var result = text.replacing("@REPOSITORY@", with: Self.quoted(repository)).replacing(
            "@INBOX@",
            with: Self.quoted(inbox)
        )
        if let remote { result += "\n# What several machines share.\nremote: \(Self.quoted(remote))\n" }
        if let state { result += "\n# Ledger and archive.\nstate: \(Self.quoted(Environment.absolute(state)))\n" }
        return result
    }

    /// A path as a YAML scalar.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+@".contains($0) }
        return isPlain ? path : "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private func template() throws -> [String: [UInt8]] {
        guard let folder = Environment.shared("skills-repo-template") else {
            throw Failure(.inputOutput, "the template is not installed; run make install")
        }
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name != "trace2skill.yaml" {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
            files[name] = Array(data)
        }
        guard files["README.md"] != nil else {
            throw Failure(
                .inputOutput,
                "the template in \(folder) is incomplete: it has no README.md; run make install again"
            )
        }
        return files
    }

    private func requireEmpty(_ path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        guard names.isEmpty else {
            throw Failure(
                .cannotCreate,
                "\(path) is neither empty nor a git repository; choose an empty folder, or run git init there first"
            )
        }
    }

    private func make(_ path: String) throws {
        do throws(SystemError) {
            try Folders.make(path, mode: 0o777)
        } catch {
            throw Failure(.cannotCreate, "could not make \(path): \(error)")
        }
    }
}
