import JSON
import TestSupport

/// What can be seen of a request.
struct Question {
    enum Role { case errorAnalyst, successAnalyst, merger }

    let role: Role
    /// The first message of the user.
    let text: String
    let canCallTools: Bool
    let isFirstTurn: Bool

    init(_ request: ModelRequest) {
        let system = request.systemText
        role =
            system.contains("Find those that say the same thing")
            ? .merger
            : system.contains("reached its goal") ? .successAnalyst : .errorAnalyst
        let messages = request.json?["messages"]?.array ?? []
        text = messages.first { $0["role"]?.string == "user" }?["content"]?.string ?? ""
        canCallTools = request.json?["tools"] != nil
        isFirstTurn = messages.count == 2
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

    /// The number of the step in which words stand: that of the last `[4] agent:` above them.
    func step(of words: String) -> Int {
        let recording = text.ranges(of: "\nSteps:\n").first.map { text[$0.upperBound...] } ?? text[...]
        guard let place = recording.ranges(of: words).first else { return 0 }
        let heads = recording[..<place.lowerBound].split(separator: "\n").reversed()
        let head = heads.first { $0.hasPrefix("[") && $0.dropFirst().first?.isNumber == true }
        return head.flatMap { Int($0.dropFirst().prefix { $0.isNumber }) } ?? 0
    }

    /// The lessons of a merge: names and their title, when, do, check and why.
    var lessons: [(name: String, texts: [String])] {
        var lessons: [(name: String, texts: [String])] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("l"), let name = line.split(separator: " ").first,
                name.dropFirst().allSatisfy(\.isNumber), line.contains("support ")
            {
                lessons.append((String(name), []))
            } else if !lessons.isEmpty,
                let key = ["title: ", "when: ", "do: ", "check: ", "why: "].first(where: { line.hasPrefix($0) })
            {
                lessons[lessons.count - 1].texts.append(String(line.dropFirst(key.count)))
            }
        }
        return lessons
    }
}
