internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import Skills
internal import Trajectories

/// `trace2skill drop`
struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put trajectories into the inbox",
        discussion:
            """
            Copies each file into the first inbox, completely or not at all, together with the outcome if you give one.

            A label file that you name as well (result.json, reward.txt, report.json, …) is submitted with the trajectory next \
            to it. The result of the trial that a file is of is submitted unasked. A folder, for example a trial's, is copied \
            under one name, with its files at their places in it.

            --artifacts submits the files that the agent left behind, and --check the command that judges them. The check is \
            run by sh in a copy of the artifacts; exit code 0 is a pass. Its own files (--check-files) are under /check, \
            read-only, while it runs. Without --check, an executable file named run among them is the command.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("The files and folders to drop", valueName: "file"))
    var files: [String]

    @Option(help: "The skill that the files are evidence for")
    var skill: String?

    @Option(help: "The outcome of the work: success, failure or partial")
    var outcome: String?

    @Option(help: "A reward, 1 for success and 0 for failure")
    var reward: Double?

    @Option(help: ArgumentHelp("A folder with the files that the agent left behind", valueName: "folder"))
    var artifacts: String?

    @Option(help: ArgumentHelp("The command that judges the artifacts", valueName: "command"))
    var check: String?

    @Option(help: ArgumentHelp("A folder with the files that the check needs", valueName: "folder"))
    var checkFiles: String?

    func validate() throws {
        if let skill, !Skill.Name.isName(skill) {
            throw ValidationError("\(skill) is not a skill name; use lower-case letters, digits and single hyphens")
        }
        if let outcome, Outcome.Label(rawValue: outcome) == nil {
            throw ValidationError("\(outcome) is not an outcome; write success, failure or partial")
        }
        if artifacts == nil, check != nil || checkFiles != nil {
            throw ValidationError("a check judges artifacts; name their folder with --artifacts")
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
            throw Failure(
                .inputOutput,
                "the inbox \(inbox.path) does not exist or is not writable; make it: mkdir -p \(inbox.path)"
            )
        }
        let plan = try DropPlan(files.map(Environment.absolute), settings: configuration)
        if artifacts != nil, plan.files.count != 1 || !plan.folders.isEmpty {
            throw Failure(.usage, "artifacts belong to one trajectory; drop the other files separately")
        }
        for file in plan.files { try drop(file, into: inbox, configuration) }
        for folder in plan.folders { try drop(folder, into: inbox) }
        if !plan.companions.isEmpty {
            let names = plan.companions.prefix(5).map { Terminal.plain($0) }.joined(separator: ", ")
            print(
                "passed over, as \(plan.companions.count.form(one: "it is not a trajectory", many: "they are not trajectories")): \(names)\(plan.companions.count > 5 ? ", …" : "")"
            )
        }
    }

    private func drop(_ file: DropPlan.File, into inbox: Configuration.Inbox, _ configuration: Configuration) throws {
        guard let data = FileManager.default.contents(atPath: file.path) else {
            throw Failure(.inputOutput, "could not read \(file.path)")
        }
        let name = freeName(file.path.split(separator: "/").last.map(String.init) ?? "trajectory.json", in: inbox.path)
        let attached = try attach(to: name, in: inbox, configuration)
        var label = DropLabel(outcome: outcome, reward: reward, skill: skill)
        label.artifacts = artifacts.map { _ in name + AttachedFolder.artifactsEnding }
        label.check = check
        label.checkFiles = checkFiles.map { _ in name + AttachedFolder.checkEnding }
        label.carry(file.labels)
        do {
            try write(label, of: name, in: inbox.path)
            try write(data, to: "\(inbox.path)/\(name)", in: inbox.path)
        } catch {
            for folder in attached { folder.takeBack() }
            throw error
        }
        print("dropped \(name) into \(inbox.path)")
        report(file.labels)
        for folder in attached { folder.report() }
        if let check { print("  check: \(Terminal.plain(check))") }
        if inbox.trust == .shared, artifacts != nil {
            print("  the inbox is shared: artifacts and check are stored, and the check is not run")
        }
    }

    private func drop(_ folder: DropPlan.Folder, into inbox: Configuration.Inbox) throws {
        let dropped = try FolderDrop(folder, inbox: inbox.path)
        let name = freeName(dropped.name, in: inbox.path)
        try write(DropLabel(outcome: outcome, reward: reward, skill: skill), of: name, in: inbox.path)
        try dropped.copy(to: "\(inbox.path)/\(name)", in: inbox.path)
        print("dropped \(name)/ into \(inbox.path)")
        dropped.report()
    }

    /// Writes a label before what it labels: a reader that sees the one finds the other as well.
    private func write(_ label: DropLabel, of name: String, in folder: String) throws {
        guard let data = try label.data() else { return }
        try write(data, to: "\(folder)/\(Sidecar.ownName(for: name))", in: folder)
    }

    /// Says which labels were carried along, unless a person gave another outcome.
    private func report(_ labels: [DroppedFile.Label]) {
        guard outcome == nil, reward == nil, let label = labels.first(where: \.tellsOutcome) ?? labels.first else {
            return
        }
        let words = label.labels.first.map { OutcomeText.words($0.outcome) } ?? ""
        print(
            "  label: \(Terminal.plain(label.labels.count > 1 ? label.labels.count.of("task") : words)), from \(Terminal.plain(label.path))"
        )
    }

    /// Copies artifacts and check files into the inbox, under names that are not read as trajectories.
    private func attach(to name: String, in inbox: Configuration.Inbox, _ configuration: Configuration) throws
        -> [AttachedFolderDrop]
    {
        guard let artifacts else { return [] }
        guard configuration.archive == .raw, inbox.after != .delete else {
            throw Failure(
                .configuration,
                "artifacts are stored only with archive: raw, and from an inbox whose after: is not delete; "
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
            throw Failure(.inputOutput, "could not write \(path): \(SystemError.last)")
        }
    }
}
