import JSON
import TestSupport

/// What can be seen of a request.
struct Question {
    enum Role: Equatable { case errorAnalyst, successAnalyst, proposer, consolidation(ScriptedThemes.Role) }

    let role: Role
    /// The first message of the user.
    let text: String
    let canCallTools: Bool
    let isFirstTurn: Bool
    /// The main file of the skill that is shown; empty where there is none.
    let skill: String

    init(_ request: ModelRequest) {
        let system = request.systemText
        role =
            if system.contains("You are the editor of a skill") {
                .proposer
            } else if let role = ScriptedThemes.role(of: system) {
                .consolidation(role)
            } else if system.contains("reached its goal") { .successAnalyst } else { .errorAnalyst }
        let shown = system.ranges(of: "===== SKILL.md\n").first.map { system[$0.upperBound...] } ?? ""
        skill =
            String(shown.prefix(upTo: shown.ranges(of: "</data-").first?.lowerBound ?? shown.endIndex))
            .split(separator: "\n=====").first.map(String.init) ?? ""
        let messages = request.json?["messages"]?.array ?? []
        text = messages.first { $0["role"]?.string == "user" }?["content"]?.string ?? ""
        canCallTools = request.json?["tools"] != nil
        isFirstTurn = messages.count == 2
    }

    /// Whether edits that an answer gave are sent back.
    var isCorrection: Bool { text.contains("These edits cannot stay") }

    /// The edits of SKILL.md that are sent back to be put right, as far as they have a content.
    var sentBack: [(id: String, lessons: [String], content: String)] {
        var edits: [(id: String, lessons: [String], content: String)] = []
        var file = ""
        var isContent = false
        func drop() { if file != "SKILL.md" || edits.last?.content.isEmpty == true { _ = edits.popLast() } }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.split(separator: " ")
            if words.count > 3, words[1] == "(group", let lessons = line.ranges(of: ", lessons ").first {
                if !edits.isEmpty { drop() }
                let ids = line[lessons.upperBound...].dropLast().split(separator: ", ").map(String.init)
                edits.append((String(words[0]), ids, ""))
                (file, isContent) = ("", false)
            } else if edits.isEmpty {
                continue
            } else if line.hasPrefix("  content: ") {
                edits[edits.count - 1].content = String(line.dropFirst(11))
                isContent = true
            } else if line.hasPrefix("  file: ") {
                (file, isContent) = (String(line.dropFirst(8)), false)
            } else if isContent {
                edits[edits.count - 1].content += "\n\(line)"
            }
        }
        if !edits.isEmpty { drop() }
        return edits
    }

    /// The name of the task that the episode is of.
    var task: String {
        guard let range = text.ranges(of: "job-").first else { return "" }
        return String(text[range.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" })
    }

    func line(with words: String) -> String? {
        text.split(separator: "\n").first { $0.contains(words) }.map { line in
            guard let range = line.ranges(of: words).first else { return String(line) }
            return String(line[range.lowerBound...])
        }
    }

    /// The number of the step that holds these words: that of the last `[4] agent:` above them.
    func step(of words: String) -> Int {
        let recording = text.ranges(of: "\nSteps:\n").first.map { text[$0.upperBound...] } ?? text[...]
        guard let place = recording.ranges(of: words).first else { return 0 }
        let heads = recording[..<place.lowerBound].split(separator: "\n").reversed()
        let head = heads.first { $0.hasPrefix("[") && $0.dropFirst().first?.isNumber == true }
        return head.flatMap { Int($0.dropFirst().prefix { $0.isNumber }) } ?? 0
    }

    /// The lessons that are to be merged or placed: names and their title, when, do, check and why.
    var lessons: [(name: String, texts: [String])] {
        var lessons: [(name: String, texts: [String])] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 2, words[1].hasPrefix("("), words[2] == "support" {
                lessons.append((String(words[0]), []))
            } else if !lessons.isEmpty,
                let key = ["title: ", "when: ", "do: ", "check: ", "why: "].first(where: { line.hasPrefix($0) })
            {
                lessons[lessons.count - 1].texts.append(String(line.dropFirst(key.count)))
            }
        }
        return lessons
    }
}
