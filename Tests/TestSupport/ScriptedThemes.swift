/// Answers the questions of a consolidation in the way of a reader who sees at once which rules a lesson says.
package struct ScriptedThemes: Sendable {
    /// What a question is for.
    package enum Role: Sendable { case topics, groups, themes, rule, check }

    /// An entry of a question: its name, and its texts by their keys; `line` is what follows the name.
    package struct Entry: Sendable {
        package let name: String
        package var texts: [String: String] = [:]
        /// Everything that the entry says, its title first.
        package var all: String {
            texts.sorted { ($0.key == "title" ? "" : $0.key) < ($1.key == "title" ? "" : $1.key) }.map(\.value)
                .joined(separator: "\n")
        }
    }

    private let rules: @Sendable (String) -> [String]
    private let concern: @Sendable (String) -> String

    /// - Parameters:
    ///   - concern: what in a rule a person has to decide; by default nothing.
    ///   - rules: the names of the rules that a text says; none if it says none that others say too.
    package init(
        concern: @escaping @Sendable (String) -> String = { _ in "" },
        rules: @escaping @Sendable (String) -> [String]
    ) {
        self.concern = concern
        self.rules = rules
    }

    /// The names of the rules that a text says.
    package func rules(in text: String) -> [String] { rules(text) }

    /// What a question is for, by its system message; nil if it is not one of a consolidation.
    package static func role(of system: String) -> Role? {
        let marks: [(String, Role)] = [
            ("You sort lessons that several analysts learned", .topics),
            ("were sorted into topics, in several lists", .groups),
            ("Find the themes: rules that two or", .themes),
            ("Write the one rule that", .rule),
            ("Another reader joined several lessons", .check),
        ]
        return marks.first { system.contains($0.0) }?.1
    }

    /// The answer to a question, as JSON.
    package func answer(_ role: Role, to question: String) -> String {
        switch role {
        case .topics: topics(Self.lines(of: question, "l"), "topics", "lessons")
        case .groups: topics(Self.lines(of: question, "t"), "groups", "topics")
        case .themes: themes(Self.lines(of: question, "l"))
        case .rule: rule(question)
        case .check: check(question)
        }
    }

    // MARK: Titles

    /// The entries of one line each.
    package static func lines(of question: String, _ letter: Character) -> [Entry] {
        question.split(separator: "\n").compactMap { line in
            guard line.first == letter, let end = line.firstIndex(of: " "),
                line[line.index(after: line.startIndex)..<end].allSatisfy(\.isNumber), line[..<end].count > 1
            else { return nil }
            return Entry(name: String(line[..<end]), texts: ["line": String(line[line.index(after: end)...])])
        }
    }

    private func topics(_ entries: [Entry], _ list: String, _ ids: String) -> String {
        let groups = Dictionary(grouping: entries) { rules($0.all).first ?? "other" }
        let items = groups.sorted { $0.key < $1.key }.map { name, members in
            let names = members.map { quoted($0.name) }.joined(separator: ",")
            return "{\"name\":\(quoted(name)),\"\(ids)\":[\(names)]}"
        }
        return "{\"\(list)\":[\(items.joined(separator: ","))]}"
    }

    private func themes(_ entries: [Entry]) -> String {
        var groups: [String: [(name: String, part: String)]] = [:]
        for entry in entries {
            let rules = Set(rules(entry.all)).sorted()
            for rule in rules { groups[rule, default: []].append((entry.name, rules.count > 1 ? rule : "")) }
        }
        return Self.themes(groups.filter { $0.value.count > 1 })
    }

    /// An answer with these themes, by their names.
    package static func themes(_ groups: [String: [(name: String, part: String)]]) -> String {
        let items = groups.sorted { $0.key < $1.key }.map { name, members in
            let lessons = members.map { "{\"id\":\(quoted($0.name)),\"part\":\(quoted($0.part))}" }
            return "{\"name\":\(quoted(name)),\"lessons\":[\(lessons.joined(separator: ","))]}"
        }
        return "{\"themes\":[\(items.joined(separator: ","))],\"drop\":[],\"conflicts\":[]}"
    }

    // MARK: Whole lessons

    /// The entries of several lines each.
    package static func entries(of question: String) -> [Entry] {
        var entries: [Entry] = []
        for line in question.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 2, words[0].first == "s", words[0].dropFirst().allSatisfy(\.isNumber),
                words[1].hasPrefix("("), words[2] == "support"
            {
                entries.append(Entry(name: String(words[0])))
            } else if !entries.isEmpty,
                let key = ["title: ", "when: ", "do: ", "check: ", "why: ", "part: "].first(where: {
                    line.hasPrefix($0)
                })
            {
                entries[entries.count - 1].texts[String(key.dropLast(2))] = String(line.dropFirst(key.count))
            }
        }
        return entries
    }

    private static func line(_ beginning: String, of question: String) -> String {
        question.split(separator: "\n").first { $0.hasPrefix(beginning) }
            .map { String($0.dropFirst(beginning.count)) } ?? ""
    }

    /// The rule of a theme in the words of its first source that says it, for all sources that do.
    private func rule(_ question: String) -> String {
        let theme = Self.line("The theme: ", of: question)
        let sources = Self.entries(of: question).filter { rules($0.all).contains(theme) }
        return Self.rule(of: sources, in: sources.first { $0.texts["part"] == nil } ?? sources.first)
    }

    /// A rule for sources, in the words of one lesson.
    package static func rule(of sources: [Entry], in lesson: Entry?) -> String {
        let names = sources.map { quoted($0.name) }.joined(separator: ",")
        let texts = ["title", "when", "do", "check", "why"].map { "\"\($0)\":\(quoted(lesson?.texts[$0] ?? ""))" }
        return "{\"sources\":[\(names)],\(texts.joined(separator: ",")),"
            + "\"section\":\"\",\"kind\":\"failure\",\"suggestion\":\"\"}"
    }

    private func check(_ question: String) -> String {
        let parts = question.split(separator: "\n\n")
        let rule = parts.first { $0.contains("The rule:") }.map(String.init) ?? ""
        let rules = Set(rules(rule))
        let items = Self.entries(of: question).map { entry in
            let own = Set(self.rules(entry.all))
            let verdict = own.isDisjoint(with: rules) ? "no" : own.count > 1 ? "part" : "yes"
            return "{\"id\":\(quoted(entry.name)),\"supports\":\"\(verdict)\",\"reason\":\"as it says\"}"
        }
        return "{\"sources\":[\(items.joined(separator: ","))],\"person\":\(quoted(concern(rule)))}"
    }
}
