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

    @Argument(help: ArgumentHelp("The folder of the skills repository", valueName: "dir"))
    var directory = "~/skills"

    @Option(help: ArgumentHelp("The folder that agents drop trajectories into", valueName: "dir"))
    var inbox = "~/trajectories"

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
        let repository = Environment.absolute(directory)
        let inbox = Environment.absolute(inbox)
        let named = Environment.value("TRACE2SKILL_CONFIG").flatMap { $0.isEmpty ? nil : $0 }
        let path = Environment.absolute(config ?? named ?? Environment.configurationFolder + "/trace2skill.yaml")
        let text = try configurationText(repository: repository, inbox: inbox)
        let parsed = try Environment.configurationReader(path: path).read(text)
        try Context.checkPlaces(parsed)
        guard access(path, F_OK) != 0 else {
            throw Failure(.cannotCreate, "\(path) exists already; edit it, or choose another file with --config")
        }
        let isNew = access(repository + "/.git", F_OK) != 0
        if isNew {
            try requireEmpty(repository)
            let files = try template()
            _ = try SkillRepository(creatingAt: repository, files: files, seconds: Int64(Date().timeIntervalSince1970))
        } else {
            _ = try SkillRepository(openingAt: repository)
            if let remote, await !GitPerson.remotes(in: repository).contains(remote) {
                throw Failure(
                    .configuration,
                    "\(repository) has no remote \(remote); add it: git -C \(repository) remote add \(remote) ADDRESS"
                )
            }
        }
        try make(inbox)
        try make(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        print(isNew ? "made a skills repository in \(repository)" : "using the existing repository in \(repository)")
        print("inbox: \(inbox)")
        print("configuration: \(path)")
        if !isNew { try await fetch(parsed) }
        let files = (try? Ingestion.scan(inbox).files) ?? []
        if let objection = parsed.inboxes.lazy.compactMap({ InboxCheck(ledger: nil).objection(to: $0, files: files) })
            .first
        {
            Terminal.note("Note: \(objection)")
        }
        print("")
        print("Drop trajectories into the inbox and run: trace2skill daemon\(config == nil ? "" : " --config \(path)")")
    }

    /// Brings to a clone what `git clone` leaves behind: what other machines know and decided.
    private func fetch(_ configuration: Configuration) async throws {
        guard let remote = configuration.remote else {
            if let name = await GitPerson.remotes(in: configuration.repository).first {
                print(
                    "to exchange revisions, decisions and knowledge with \(name): add remote: \(name) to the configuration, and run trace2skill sync"
                )
            }
            return
        }
        let context = try Context.open(configuration)
        let state = try await context.withPermit { permit in try await context.useCases.publisher.catchUp(permit) }
        for notice in state.notices { Terminal.note("Note: \(notice)") }
        let count = try await context.repository.knownLessons().count
        if let problem = state.obstacle { Terminal.note("Note: \(problem)") }
        print("fetched from \(remote.name): \(count.of("lesson"))")
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
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw Failure(.cannotCreate, "could not make \(path): \(error)")
        }
    }
}
