internal import Markdown

extension Skill {
    /// The most bytes of a Markdown file that is parsed.
    package static let maximumMarkdownBytes = 1 << 20

    /// Checks the skill against the Agent Skills specification as its reference validator does, and checks links in both
    /// directions, open code fences and sizes. A skill without errors is valid.
    ///
    /// - Returns: All problems, in the order of files and lines.
    package func validate(limits: SizeLimits = SizeLimits()) -> [Problem] {
        guard let main = files[Self.mainPath] else {
            return [Problem(.missingMain, Self.mainPath, "\(Self.mainPath) is missing")]
        }
        guard main.count <= Self.maximumMarkdownBytes else {
            return [
                Problem(
                    .tooLarge,
                    Self.mainPath,
                    "\(Self.mainPath) has \(main.count) bytes of at most \(Self.maximumMarkdownBytes)"
                )
            ]
        }
        var problems = frontmatterProblems(main)
        for path in paths where path == Self.mainPath || Self.isReference(path) {
            problems += textProblems(path, files[path] ?? [], limits)
        }
        problems += linkProblems()
        return problems.sorted { ($0.path, $0.line ?? 0, $0.code.rawValue) < ($1.path, $1.line ?? 0, $1.code.rawValue) }
    }

    /// What has to be mended by hand before text may be added: SKILL.md has no frontmatter that can be read, or both sides of
    /// a merge. Nil if nothing has.
    package var obstacle: Problem? {
        validate().first { problem in
            problem.severity == .error && problem.path == Self.mainPath
                && [.frontmatter, .conflictMarker].contains(problem.code)
        }
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
        if main[frontmatter.range].dropFirst(3).dropLast(4).containsThreeHyphens {
            // The reference validator ends the frontmatter at the first three hyphens, even within a line.
            problems.append(
                problem(.frontmatter, "description", "the frontmatter contains three hyphens in a row; use two")
            )
        }
        problems += nameProblems(frontmatter, problem) + descriptionProblems(frontmatter, problem)
        switch frontmatter.values["compatibility"] {
        case nil: break
        case .text(let text) where text.unicodeScalars.count <= 500: break
        case .text:
            problems.append(problem(.compatibility, "compatibility", "the compatibility has more than 500 characters"))
        default: problems.append(problem(.compatibility, "compatibility", "the compatibility is not a text"))
        }
        switch frontmatter.values["metadata"] {
        case nil, .mapping: break
        default:
            problems.append(problem(.metadata, "metadata", "the metadata is not a list of keys and texts", .warning))
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
            return [problem(.description, "description", "the description is empty or not a text", .error)]
        }
        var problems: [Problem] = []
        let length = text.unicodeScalars.count
        if length > 1024 {
            let message = "the description has \(length) characters of at most 1024"
            problems.append(problem(.description, "description", message, .error))
        }
        if text.contains("<") || text.contains(">") {
            problems.append(problem(.description, "description", "the description contains angle brackets", .warning))
        }
        return problems
    }

    private func textProblems(_ path: String, _ bytes: [UInt8], _ limits: SizeLimits) -> [Problem] {
        guard bytes.count <= Self.maximumMarkdownBytes else {
            return [
                Problem(.tooLarge, path, "\(path) has \(bytes.count) bytes of at most \(Self.maximumMarkdownBytes)")
            ]
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return [Problem(.notText, path, "\(path) is not UTF-8")]
        }
        let document = Document(bytes)
        var problems: [Problem] = []
        for block in document.blocks where block.depth == 0 && block.code?.isClosed == false {
            problems.append(
                Problem(.openFence, path, line: block.lines.lowerBound, "a code fence is never closed", .warning)
            )
        }
        if let line = Self.conflictMarker(bytes, document) {
            problems.append(Problem(.conflictMarker, path, line: line, "a merge was committed without being settled"))
        }
        let lines = document.lines.count
        let lineLimit = path == Self.mainPath ? limits.mainLines : limits.referenceLines
        if lines >= lineLimit {
            let message = "\(path) has \(lines) of fewer than \(lineLimit) lines"
            problems.append(Problem(.lineBudget, path, message, .warning))
        }
        let tokens = Self.tokens(of: bytes)
        if path == Self.mainPath, tokens >= limits.mainTokens {
            let message = "\(path) has about \(tokens) of fewer than \(limits.mainTokens) tokens"
            problems.append(Problem(.tokenBudget, path, message, .warning))
        }
        return problems
    }

    /// The number of the line in which git begins to show both sides of a merge; nil if there is none. Code may show one.
    private static func conflictMarker(_ bytes: [UInt8], _ document: Document) -> Int? {
        let code = document.blocks.filter { $0.code != nil }.map(\.lines)
        func places(of marker: String) -> [Int] {
            bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
                .filter { $1.starts(with: marker.utf8) }.map { $0.offset + 1 }
                .filter { number in !code.contains { $0.contains(number) } }
        }
        guard let start = places(of: "<<<<<<< ").first, let end = places(of: ">>>>>>> ").last, start < end else {
            return nil
        }
        return start
    }
}

extension ArraySlice<UInt8> {
    /// Whether these bytes contain three hyphens in a row.
    fileprivate var containsThreeHyphens: Bool {
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
