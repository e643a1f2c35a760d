internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Inbox
internal import Skills
internal import Trajectories

struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put trajectories into the inbox",
        discussion:
            """
            Copies each file into the first inbox, whole or not at all. What you know of the outcome goes beside it.

            With --artifacts, the files that the agent left behind go with its trajectory, and with --check the command that \
            judges them, run by sh in a copy of them: 0 is a pass. Files of the check's own (--check-files) lie under /check \
            while it runs, where nobody can change them; an executable run among them is the command where none is given.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("The files to drop", valueName: "file"))
    var files: [String]

    @Option(help: "The skill that they are evidence for")
    var skill: String?

    @Option(help: "What came of the work: success, failure or partial")
    var outcome: String?

    @Option(help: "A reward, 1 for success and 0 for failure")
    var reward: Double?

    @Option(help: ArgumentHelp("A folder with the files that the agent left behind", valueName: "folder"))
    var artifacts: String?

    @Option(help: ArgumentHelp("The command that judges the artifacts", valueName: "command"))
    var check: String?

    @Option(help: ArgumentHelp("A folder with files of the check's own", valueName: "folder"))
    var checkFiles: String?

    func validate() throws {
        if let skill, !Skill.Name.isName(skill) {
            throw ValidationError("\(skill) is no skill name: lower-case letters, digits and single hyphens")
        }
        if let outcome, Outcome.Label(rawValue: outcome) == nil {
            throw ValidationError("\(outcome) is no outcome; write success, failure or partial")
        }
        if artifacts == nil, check != nil || checkFiles != nil {
            throw ValidationError("a check judges artifacts; name their folder with --artifacts")
        }
        if artifacts != nil, files.count != 1 {
            throw ValidationError("artifacts belong to one trajectory; drop the other files by themselves")
        }
        if let check, !check.contains(where: { !$0.isWhitespace }) {
            throw ValidationError("the check is empty; write the command that judges the artifacts")
        }
    }

    func run() throws {
        let configuration = try Context.configuration(options)
        guard let inbox = configuration.inboxes.first(where: { $0.after != .keep }) ?? configuration.inboxes.first
        else { return }
        guard access(inbox.path, W_OK) == 0 else {
            throw Failure(.inputOutput, "the inbox \(inbox.path) is not there or not writable")
        }
        for file in files {
            let source = Environment.absolute(file)
            guard let data = FileManager.default.contents(atPath: source) else {
                throw Failure(.inputOutput, "could not read \(source)")
            }
            let name = freeName(source.split(separator: "/").last.map(String.init) ?? "trajectory.json", in: inbox.path)
            let attached = try attach(to: name, in: inbox, configuration)
            do {
                // The label before the file: whoever sees the file finds it there.
                if let label = try label(for: name) {
                    try write(label, to: "\(inbox.path)/\(name).trace2skill.json", in: inbox.path)
                }
                try write(data, to: "\(inbox.path)/\(name)", in: inbox.path)
            } catch {
                for folder in attached { folder.takeBack() }
                throw error
            }
            print("dropped \(name) into \(inbox.path)")
            for folder in attached { folder.report() }
            if let check { print("  check: \(Terminal.plain(check))") }
            if inbox.trust == .shared, artifacts != nil {
                print("  the inbox is shared: artifacts and check are kept, and the check is not run")
            }
        }
    }

    /// Puts artifacts and check into the inbox under names that nothing takes for trajectories.
    private func attach(to name: String, in inbox: Configuration.Inbox, _ configuration: Configuration) throws
        -> [AttachedFolderDrop]
    {
        guard let artifacts else { return [] }
        guard configuration.archive == .raw, inbox.after != .delete else {
            throw Failure(
                .configuration,
                "artifacts are kept only with archive: raw, and by an inbox with another after: than delete; "
                    + "change \(configuration.path ?? "the configuration"), or drop without --artifacts"
            )
        }
        let wanted = [
            (artifacts, AttachedFolder.artifactsEnding, "artifacts"), (checkFiles, AttachedFolder.checkEnding, "check"),
        ]
        var done: [AttachedFolderDrop] = []
        do {
            for case (let source?, let ending, let noun) in wanted {
                let needsProgram = ending == AttachedFolder.checkEnding && check == nil
                done.append(
                    try AttachedFolderDrop(
                        of: Environment.absolute(source),
                        as: "\(inbox.path)/\(name)\(ending)",
                        noun: noun,
                        program: needsProgram ? "run" : nil
                    )
                )
            }
        } catch {
            for folder in done { folder.takeBack() }
            throw error
        }
        return done
    }

    private struct Label: Encodable {
        enum CodingKeys: String, CodingKey {
            case outcome, reward, skill, artifacts, check
            case checkFiles = "check-files"
        }
        var outcome: String?
        var reward: Double?
        var skill: String?
        var artifacts: String?
        var check: String?
        var checkFiles: String?
    }

    private func label(for name: String) throws -> Data? {
        guard skill != nil || outcome != nil || reward != nil || artifacts != nil else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let label = Label(
            outcome: outcome,
            reward: reward,
            skill: skill,
            artifacts: artifacts.map { _ in name + AttachedFolder.artifactsEnding },
            check: check,
            checkFiles: checkFiles.map { _ in name + AttachedFolder.checkEnding }
        )
        return try encoder.encode(label) + Data("\n".utf8)
    }

    private func freeName(_ name: String, in folder: String) -> String {
        var candidate = name
        var number = 2
        let endings = ["", ".trace2skill.json", AttachedFolder.artifactsEnding, AttachedFolder.checkEnding]
        while endings.contains(where: { access("\(folder)/\(candidate)\($0)", F_OK) == 0 }) {
            candidate = "\(number)-\(name)"
            number += 1
        }
        return candidate
    }

    private func write(_ data: Data, to path: String, in folder: String) throws {
        let temporary = "\(folder)/.drop-\(getpid()).tmp"
        try data.write(to: URL(filePath: temporary))
        guard rename(temporary, path) == 0 else {
            throw Failure(.inputOutput, "could not write \(path): \(String(cString: strerror(errno)))")
        }
    }
}
