package import Lessons
package import Trajectories

/// Where a lesson belongs when nothing names a skill: scope follows support.
package enum Scope {
    private static let generic: Set<String> = [
        "testbed", "workspace", "app", "root", "home", "tmp", "src", "work", "repo", "project", "sandbox", "user",
        "code", "~", "", "workdir", "data", "test",
    ]

    /// The name of the project that a session worked on, or nil.
    ///
    /// A benchmark's instance such as `django__django-11099` names it better than a folder such as `/testbed`.
    package static func workspace(of session: Session) -> String? {
        if let task = session.taskID, let range = task.firstRange(of: "__") {
            let rest = task[range.upperBound...]
            let name = rest.lastIndex(of: "-").map { rest[..<$0] } ?? rest
            if !name.isEmpty { return slug(String(name)) }
        }
        guard let folder = session.workspace?.split(separator: "/").last.map(String.init),
            !generic.contains(folder.lowercased())
        else { return nil }
        let name = slug(folder)
        return name.isEmpty ? nil : name
    }

    private static let pythonPrograms: Set<String> = [
        "pip", "pip3", "pytest", "tox", "uv", "poetry", "django-admin",
    ]

    /// Whether a program is Python, one of its tools, or a script in it.
    static func isOfPython(_ program: String) -> Bool {
        program.hasPrefix("python") || pythonPrograms.contains(program) || program.hasSuffix(".py")
    }

    /// Whether a rule is about Python, by what it says itself: that it was learned from runs of Python says nothing of that.
    package static func isAboutPython(_ lesson: Lesson) -> Bool {
        if lesson.rule?.triggers.contains(where: { $0.hasPrefix("python/") }) ?? false { return true }
        let texts = [lesson.title, lesson.when, lesson.action, lesson.check]
        let words = texts.flatMap { $0.split { !$0.isLetter && !$0.isNumber && !"._-".contains($0) } }
        return words.contains { word in
            // The last word of a sentence has its full stop.
            let word = String(word.last == "." ? word.dropLast() : word)
            return isOfPython(word.lowercased()) || word.lowercased() == "traceback"
                || word.hasSuffix("Error") && word.count > 5
        }
    }

    /// A valid skill name made of any text: lower case letters, digits and single hyphens.
    package static func slug(_ text: String) -> String {
        var result = ""
        for character in text.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                result.append(character)
            } else if result.last != "-", !result.isEmpty {
                result.append("-")
            }
        }
        result = String(result.prefix(64))
        while result.last == "-" { result.removeLast() }
        return result
    }

    private static let verbs: Set<String> = [
        "get", "set", "find", "search", "update", "cancel", "book", "list", "by", "id", "to", "the", "and", "of", "all",
        "create", "delete", "remove", "add", "modify",
        "check", "send", "make", "open", "close", "with", "from", "details", "detail", "direct", "onestop", "transfer",
        "human", "agents", "agent", "think", "calculate",
        "type", "types", "user", "tool", "call", "run", "do", "is", "name", "zip", "email", "phone", "pending",
        "delivered", "return", "exchange", "browser", "replace", "one", "status",
    ]

    /// The nouns in a tool's name, as far as a skill can be named after them.
    static func nouns(in tool: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in tool {
            if character.isUppercase, !word.isEmpty, word.last?.isLowercase == true {
                words.append(word)
                word = ""
            }
            if character.isLetter || character.isNumber {
                word += character.lowercased()
            } else {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words.filter { !verbs.contains($0) && (3...40).contains($0.utf8.count) && $0.allSatisfy(\.isASCII) }.map
        {
            $0.hasSuffix("s") && !$0.hasSuffix("ss") ? String($0.dropLast()) : $0
        }
    }

    /// For each tool that is not a shell, and for each session that calls one, the noun that is mostly dealt with.
    ///
    /// The noun of a session is the one in most of the tools it calls; the noun of a tool is the one of most of its sessions.
    static func toolkits(_ episodes: [AnalysedEpisode]) -> (tools: [String: String], sessions: [Session.ID: String]) {
        var tools: [Session.ID: Set<String>] = [:]
        for episode in episodes {
            for trait in episode.traits where trait.name.hasPrefix("calls ") {
                tools[episode.session, default: []].insert(String(trait.name.dropFirst(6)))
            }
            for finding in episode.findings where finding.signature.domain == "tool" {
                tools[episode.session, default: []].insert(finding.signature.subject)
            }
        }
        var overall: [String: Int] = [:]
        for names in tools.values {
            for name in names { for noun in Set(nouns(in: name)) { overall[noun, default: 0] += 1 } }
        }
        var votes: [String: [String: Int]] = [:]
        var sessions: [Session.ID: String] = [:]
        for names in tools.values {
            var counts: [String: Int] = [:]
            for name in names { for noun in Set(nouns(in: name)) { counts[noun, default: 0] += 1 } }
            guard
                let best = counts.max(by: {
                    ($0.value, overall[$0.key] ?? 0, $1.key) < ($1.value, overall[$1.key] ?? 0, $0.key)
                })?.key
            else { continue }
            for name in names { votes[name, default: [:]][best, default: 0] += 1 }
        }
        let kits = votes.compactMapValues { $0.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
        for (session, names) in tools {
            let ranked = Frequency.ranked(names.compactMap { kits[$0] })
            sessions[session] =
                ranked.max {
                    ($0.count, overall[$0.value] ?? 0, $1.value) < ($1.count, overall[$1.value] ?? 0, $0.value)
                }?.value
        }
        return (kits, sessions)
    }

    /// The skill of each session that works with the tools of an interface and not in a shell: that of these tools, as for
    /// the lessons that are mined. A session that called nothing belongs where most others of its source belong: that it
    /// called nothing may be its mistake.
    package static func toolSkills(_ episodes: [AnalysedEpisode]) -> [Session.ID: String] {
        let inShell = Set(episodes.filter(worksInShell).map(\.session))
        var skills = toolkits(episodes).sessions.filter { !inShell.contains($0.key) }.mapValues { $0 + "-tools" }
        let sources = Dictionary(grouping: episodes, by: \.source).mapValues { own in
            Frequency.top(Set(own.map(\.session)).sorted().compactMap { skills[$0] })
        }
        for episode in episodes
        where skills[episode.session] == nil && !inShell.contains(episode.session)
            && !episode.traits.contains(where: { $0.name.hasPrefix("calls ") })
        {
            skills[episode.session] = sources[episode.source] ?? nil
        }
        return skills
    }

    private static let shellPatterns: Set<String> = [
        Procedure.name, WriteThenRun.name, MissingParts.name, SetUpCode.name, ChecksAfterLastEdit.name,
        TestSelection.name, RewrittenResult.name, EditMethods.name,
    ]

    /// Whether an episode is of a project, or ran commands or changed files in it.
    private static func worksInShell(_ episode: AnalysedEpisode) -> Bool {
        episode.workspace != nil || episode.findings.contains { $0.signature.domain != "tool" }
            || episode.occurrences.contains { shellPatterns.contains($0.pattern) || !$0.values("shell").isEmpty }
    }
}
