internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Skills
internal import Trajectories

struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put trajectories into the inbox",
        discussion:
            "Copies each file into the first inbox, whole or not at all. What you know of the outcome goes beside it."
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

    func run() throws {
        if let skill, !Skill.Name.isName(skill) {
            throw ValidationError("\(skill) is no skill name: lower-case letters, digits and single hyphens")
        }
        if let outcome, Outcome.Label(rawValue: outcome) == nil {
            throw ValidationError("\(outcome) is no outcome; write success, failure or partial")
        }
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
            // The label first: whoever sees the file finds it there.
            if let label { try write(Data(label.utf8), to: "\(inbox.path)/\(name).trace2skill.json", in: inbox.path) }
            try write(data, to: "\(inbox.path)/\(name)", in: inbox.path)
            print("dropped \(name) into \(inbox.path)")
        }
    }

    private var label: String? {
        guard skill != nil || outcome != nil || reward != nil else { return nil }
        var parts: [String] = []
        if let outcome { parts.append("\"outcome\": \"\(outcome)\"") }
        if let reward { parts.append("\"reward\": \(reward)") }
        if let skill { parts.append("\"skill\": \"\(skill)\"") }
        return "{\(parts.joined(separator: ", "))}\n"
    }

    private func freeName(_ name: String, in folder: String) -> String {
        var candidate = name
        var number = 2
        while access("\(folder)/\(candidate)", F_OK) == 0 {
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
