internal import Markdown

extension Skill {
    /// How many bytes a Markdown file may have to be looked into at all.
    package static let maximumMarkdownBytes = 1 << 20

    /// Everything that is wrong with the skill, in the order of files and lines: the Agent Skills specification as its
    /// reference validator has it, links in both directions, open fences and budgets. A skill without errors is valid.
    package func validate(budget: Budget = Budget()) -> [Problem] {
        guard let main = files[Self.mainPath] else {
            return [Problem(.missingMain, Self.mainPath, "\(Self.mainPath) is missing")]
        }
        guard main.count <= Self.maximumMarkdownBytes else {
            return [Problem(.tooLarge, Self.mainPath, "\(Self.mainPath) has \(main.count) bytes")]
        }
        var problems = frontmatterProblems(main)
        for path in paths where path == Self.mainPath || Self.isReference(path) {
            problems += textProblems(path, files[path] ?? [], budget)
        }
        problems += linkProblems()
        return problems.sorted { ($0.path, $0.line ?? 0, $0.code.rawValue) < ($1.path, $1.line ?? 0, $1.code.rawValue) }
    }

    private func frontmatterProblems(_ main: [UInt8]) -> [Problem] {
        let frontmatter: Frontmatter
        do throws(SkillError) {
            frontmatter = try Frontmatter(of: main)
        } catch {
            var line: Int?
            if case .frontmatter(_, let place) = error { line = place }
            return [Problem(.frontmatter, Self.mainPath, line: line, "\(error)")]
        }
        func problem(_ code: Problem.Code, _ key: String, _ message: String, _ severity: Problem.Severity = .error)
            -> Problem
        {
            Problem(code, Self.mainPath, line: frontmatter.lines[key], message, severity)
        }
        var problems: [Problem] = []
        for key in frontmatter.values.keys.sorted() where !Frontmatter.allowedKeys.contains(key) {
            problems.append(problem(.unknownKey, key, "the specification knows no key \"\(key)\""))
        }
        if main[frontmatter.range].dropFirst(3).dropLast(4).holdsDashes {
            // The reference validator cuts at the first three hyphens, wherever they stand.
            problems.append(problem(.frontmatter, "description", "three hyphens stand inside the frontmatter; use two"))
        }
        problems += nameProblems(frontmatter, problem) + descriptionProblems(frontmatter, problem)
        switch frontmatter.values["compatibility"] {
        case nil: break
        case .text(let text) where text.unicodeScalars.count <= 500: break
        case .text:
            problems.append(problem(.compatibility, "compatibility", "the compatibility has more than 500 characters"))
        default: problems.append(problem(.compatibility, "compatibility", "the compatibility is no text"))
        }
        switch frontmatter.values["metadata"] {
        case nil, .mapping: break
        default: problems.append(problem(.metadata, "metadata", "the metadata is no list of keys and texts", .warning))
        }
        return problems
    }

    private typealias Report = (Problem.Code, String, String, Problem.Severity) -> Problem

    private func nameProblems(_ frontmatter: Frontmatter, _ problem: Report) -> [Problem] {
        guard frontmatter.values["name"] != nil else {
            return [problem(.missingKey, "name", "the frontmatter has no name", .error)]
        }
        let given = frontmatter.name.map { String($0.trimmed) } ?? ""
        guard Name.isName(given) else {
            return [problem(.name, "name", SkillError.invalidName(given).description, .error)]
        }
        guard given == name.text else {
            let message = "the name \"\(given)\" differs from that of the folder, \"\(name)\""
            return [problem(.nameMismatch, "name", message, .error)]
        }
        return []
    }

    private func descriptionProblems(_ frontmatter: Frontmatter, _ problem: Report) -> [Problem] {
        guard frontmatter.values["description"] != nil else {
            return [problem(.missingKey, "description", "the frontmatter has no description", .error)]
        }
        guard let text = frontmatter.description, !text.trimmed.isEmpty else {
            return [problem(.description, "description", "the description is empty or no text", .error)]
        }
        var problems: [Problem] = []
        let length = text.unicodeScalars.count
        if length > 1024 {
            let message = "the description has \(length) characters of at most 1024"
            problems.append(problem(.description, "description", message, .error))
        }
        if text.contains("<") || text.contains(">") {
            problems.append(problem(.description, "description", "the description holds angle brackets", .warning))
        }
        return problems
    }

    private func textProblems(_ path: String, _ bytes: [UInt8], _ budget: Budget) -> [Problem] {
        guard bytes.count <= Self.maximumMarkdownBytes else {
            return [Problem(.tooLarge, path, "\(path) has \(bytes.count) bytes")]
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return [Problem(.notText, path, "\(path) is no UTF-8")]
        }
        let document = Document(bytes)
        var problems: [Problem] = []
        for block in document.blocks where block.depth == 0 && block.code?.isClosed == false {
            problems.append(
                Problem(.openFence, path, line: block.lines.lowerBound, "a code fence is never closed", .warning)
            )
        }
        let lines = document.lines.count
        let lineLimit = path == Self.mainPath ? budget.mainLines : budget.referenceLines
        if lines >= lineLimit {
            problems.append(
                Problem(.lineBudget, path, "\(path) has \(lines) lines of fewer than \(lineLimit)", .warning)
            )
        }
        let tokens = Self.tokens(of: bytes)
        if path == Self.mainPath, tokens >= budget.mainTokens {
            let message = "\(path) has about \(tokens) tokens of fewer than \(budget.mainTokens)"
            problems.append(Problem(.tokenBudget, path, message, .warning))
        }
        return problems
    }
}

extension ArraySlice<UInt8> {
    /// Whether three hyphens stand in a row.
    fileprivate var holdsDashes: Bool {
        var run = 0
        for byte in self {
            run = byte == UInt8(ascii: "-") ? run + 1 : 0
            if run == 3 { return true }
        }
        return false
    }
}

extension String {
    /// The text without white space at either end.
    var trimmed: Substring {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
