internal import Foundations
internal import JSON
internal import LanguageModels
internal import Prompting
internal import Skills
internal import Trajectories

/// The tools with which a model reads an episode and the skill. They use no file, no process and no network.
struct EpisodeTools: Sendable {
    /// The name of the tool that receives the report.
    static let submit = "submit_report"

    /// The most bytes of one result.
    static let resultLimit = 12_000
    private static let listed = 150
    private static let hits = 20

    private let subject: AnalysisInput

    init(_ subject: AnalysisInput) { self.subject = subject }

    /// The descriptions of the tools, the same for every episode.
    static func tools() throws(ModelError) -> [Tool] {
        [
            Tool(
                name: "list_steps",
                description: "Lists steps in one line each. Without numbers: from the first.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"from":{"type":"integer"},"to":{"type":"integer"}}}"#
                )
            ),
            Tool(
                name: "read_steps",
                description:
                    "Shows steps in full. Long texts are shortened in the middle unless one step is asked for.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"from":{"type":"integer"},"to":{"type":"integer"},"#
                        + #""offset":{"type":"integer","description":"bytes to skip of a single long step"}},"#
                        + #""required":["from"]}"#
                )
            ),
            Tool(
                name: "search_steps",
                description: "Finds a text, upper and lower case alike, in messages, arguments and results.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}"#
                )
            ),
            Tool(
                name: "list_skill_files",
                description: "Lists the files of the skill with their sizes.",
                parameters: try JSONText(#"{"type":"object","properties":{}}"#)
            ),
            Tool(
                name: "read_skill_file",
                description: "Shows a file of the skill.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}"#
                )
            ),
            Tool(
                name: submit,
                description: "Takes the report and ends the analysis.",
                parameters: try JSONText(Report.schema)
            ),
        ]
    }

    /// Runs a tool: the result is text from the recording or the skill, or an error message.
    func run(_ name: String, _ arguments: JSON) -> (text: String, isError: Bool) {
        switch name {
        case "list_steps": list(arguments)
        case "read_steps": read(arguments)
        case "search_steps": search(arguments)
        case "list_skill_files": listFiles()
        case "read_skill_file": readFile(arguments)
        default: ("there is no tool \(Excerpt.line(of: name, limit: 40))", true)
        }
    }

    private var steps: [Step] { subject.episode.steps }

    private var range: String { "\(steps.first?.number ?? 0) to \(steps.last?.number ?? 0)" }

    private func list(_ arguments: JSON) -> (String, Bool) {
        let from = arguments["from"]?.int ?? .min
        let to = arguments["to"]?.int ?? .max
        let chosen = steps.filter { $0.number >= from && $0.number <= to }
        guard !chosen.isEmpty else { return ("there are no such steps; there are \(range)", true) }
        let shown = chosen.prefix(Self.listed)
        var text = shown.map { StepView($0).line }.joined(separator: "\n")
        if let last = shown.last, chosen.count > shown.count {
            text += "\n… \(chosen.count - shown.count) more: list from \(last.number + 1)"
        }
        return (Excerpt.ends(of: text, limit: 2 * Self.resultLimit), false)
    }

    private func read(_ arguments: JSON) -> (String, Bool) {
        guard let from = arguments["from"]?.int else { return ("give the number \"from\" of a step", true) }
        let to = arguments["to"]?.int ?? from
        let chosen = steps.filter { $0.number >= from && $0.number <= to }
        guard !chosen.isEmpty else { return ("there are no such steps; there are \(range)", true) }
        if chosen.count == 1 {
            let bytes = Array(StepView(chosen[0]).text(limit: .max).utf8)
            let start = min(max(0, arguments["offset"]?.int ?? 0), bytes.count)
            let part = bytes[start...].prefix(Self.resultLimit)
            var text = String(decoding: part, as: UTF8.self)
            if part.endIndex < bytes.count {
                text += "\n… \(bytes.count - part.endIndex) bytes more: read with offset \(part.endIndex)"
            }
            return (text, false)
        }
        let shown = chosen.prefix(20)
        let each = max(400, Self.resultLimit / shown.count / 2)
        var text = shown.map { StepView($0).text(limit: each) }.joined(separator: "\n\n")
        if let last = shown.last, chosen.count > shown.count { text += "\n… more: read from \(last.number + 1)" }
        return (Excerpt.ends(of: text, limit: 2 * Self.resultLimit), false)
    }

    private func search(_ arguments: JSON) -> (String, Bool) {
        let wanted = arguments["text"]?.string ?? ""
        guard wanted.utf8.contains(where: { $0 > 0x20 }) else { return ("give a \"text\" to look for", true) }
        var lines: [String] = []
        var count = 0
        for step in steps {
            for (place, text) in texts(of: step) {
                guard let around = Self.excerpt(of: wanted, in: text) else { continue }
                count += 1
                if lines.count < Self.hits { lines.append("[\(step.number)] \(place): … \(around) …") }
            }
        }
        guard count > 0 else { return ("it stands nowhere in the steps \(range)", false) }  // words: allow
        if count > lines.count { lines.append("… in \(count - lines.count) more places") }
        return (lines.joined(separator: "\n"), false)
    }

    private func texts(of step: Step) -> [(String, String)] {
        var texts = [(step.source.rawValue, step.text)]
        for call in step.calls {
            texts += call.arguments.map { ("\(call.tool) \($0.name)", $0.value) }
            if let observation = call.observation { texts.append(("\(call.tool) result", observation.text)) }
        }
        return texts
    }

    /// The text around the first occurrence; `nil` if there is none.
    private static func excerpt(of wanted: String, in text: String) -> String? {
        let needle = lowered(wanted)
        let bytes = Array(text.utf8)
        guard let offset = ByteSearch(needle).first(in: lowered(text)) else { return nil }
        let part = bytes[max(0, offset - 80)..<min(bytes.count, offset + needle.count + 120)]
        return EnglishTokenizer.folded(String(decoding: part, as: UTF8.self))
    }

    /// The bytes of a text with ASCII letters in lower case; their number does not change.
    private static func lowered(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private func listFiles() -> (String, Bool) {
        guard let base = subject.base else { return ("there is no skill yet", false) }
        return (base.paths.map { "\($0) (\(base.files[$0]?.count ?? 0) bytes)" }.joined(separator: "\n"), false)
    }

    private func readFile(_ arguments: JSON) -> (String, Bool) {
        guard let base = subject.base else { return ("there is no skill yet", false) }
        let path = arguments["path"]?.string ?? ""
        guard let bytes = base.files[path] else {
            return (
                "the skill has no file \(Excerpt.line(of: path, limit: 60)); it has \(base.paths.joined(separator: ", "))",
                true
            )
        }
        return (Excerpt.ends(of: String(decoding: bytes, as: UTF8.self), limit: 2 * Self.resultLimit), false)
    }
}
