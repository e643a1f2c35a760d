internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
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
        }
        try make(inbox)
        try make(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        print(isNew ? "made a skills repository in \(repository)" : "using the existing repository in \(repository)")
        print("inbox: \(inbox)")
        print("configuration: \(path)")
        let files = (try? Ingestion.scan(inbox).files) ?? []
        if let objection = parsed.inboxes.lazy.compactMap({ InboxCheck(ledger: nil).objection(to: $0, files: files) })
            .first
        {
            Terminal.note("Note: \(objection)")
        }
        print("")
        print("Drop trajectories into the inbox and run: trace2skill daemon\(config == nil ? "" : " --config \(path)")")
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
