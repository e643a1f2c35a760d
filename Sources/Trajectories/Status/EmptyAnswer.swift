internal import Foundations
internal import JSON

/// Whether an action that looked for something found nothing, or one that was to change something changed nothing.
enum EmptyAnswer {
    /// Whether a command line that ended well did nothing of what it is for.
    static func isEmpty(_ outline: CommandOutline, text: String) -> Bool {
        if isBlank(text) {
            if outline.redirectsOutput { return false }
            return outline.onlyLooks || outline.printsTestCount
        }
        guard text.utf8.count < 2_000 else { return false }
        return outline.working.contains { part in
            let name = part.program == "git" ? part.subcommand : part.program
            return nothing[name]?.contains(where: text.containsBytes) == true
        }
    }

    /// What harnesses put in the place of an output that is empty.
    private static let placeholders: Set<String> = [
        "(no output)", "[no output]", "(empty)", "No output", "(Bash completed with no output)",
        "Tool ran without output or errors", "<system>Tool ran without output or errors</system>",
        "Your command ran successfully and did not produce any output.",
    ]

    /// Whether a command printed nothing.
    static func isBlank(_ text: String) -> Bool {
        if text.utf8.count > 100 { return text.utf8.allSatisfy { $0 <= 0x20 } }
        let trimmed = text[...].trimmed
        return trimmed.isEmpty || placeholders.contains(trimmed)
    }

    /// The words with which well-known programs, or the subcommands of git, say that they did nothing.
    private static let nothing: [String: [String]] = [
        "commit": uncommitted, "stash": uncommitted,
        "psql": ["(0 rows)"], "mysql": ["Empty set"], "mariadb": ["Empty set"],
        "gh": ["no open issues in", "no open pull requests in", "No results"],
        "kubectl": ["No resources found"],
        "apt": ["No packages found"], "apt-cache": ["No packages found"],
        "pip": packages, "pip3": packages,
        "rg": ["No files were searched"], "ag": ["No files were searched"], "fd": ["No files were searched"],
    ]
    private static let uncommitted = [
        "nothing to commit", "no changes added to commit", "No local changes to save", "nothing added to commit",
    ]
    private static let packages = ["WARNING: Package(s) not found", "WARNING: Skipping"]

    // MARK: Other tools than shells

    private static let verbs: Set<String> = [
        "find", "get", "search", "list", "lookup", "query", "fetch", "grep", "glob", "ls", "retrieve", "select",
    ]

    /// Whether a tool looks for something, by its name.
    static func looksUp(_ tool: String) -> Bool {
        tool.utf8.split { "_-. :".utf8.contains($0) }.contains { isVerb($0) }
            || verbs.contains { tool.beginsWithBytes($0) && isCamel(tool, after: $0) }
    }

    private static func isVerb(_ word: Substring.UTF8View) -> Bool {
        guard word.count <= longestVerb else { return false }
        let name = String(Substring(word))
        return verbs.contains(word.allSatisfy { 0x61...0x7A ~= $0 } ? name : name.lowercased())
    }

    private static let longestVerb = verbs.map(\.utf8.count).max() ?? 0

    private static func isCamel(_ tool: String, after verb: String) -> Bool {
        tool.dropFirst(verb.count).first?.isUppercase == true
    }

    /// Whether the result of a tool that looks for something holds nothing.
    static func isEmpty(tool: String, text: String) -> Bool {
        guard text.utf8.count < 4_000, text.withBytes(mayBeNothing), looksUp(tool) else { return false }
        let trimmed = text[...].trimmed
        if trimmed.isEmpty { return false }
        if trimmed.utf8.count < 200, saysNothingFound(trimmed) { return true }
        guard let first = trimmed.utf8.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
            let json = try? JSON(parsing: Array(trimmed.utf8))
        else { return ["None", "null"].contains(trimmed) }
        return holdsNothing(json)
    }

    /// Whether a result may say that there is nothing: it begins like JSON, or with one of the words that say so.
    private static func mayBeNothing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.trimmedStart.first else { return false }
        return first >= 0x80 || "[{nN0fF".utf8.contains(first)
    }

    private static func saysNothingFound(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.hasPrefix("no ") && (lower.containsBytes(of: " found") || lower.containsBytes(of: "no results"))
            || lower.hasPrefix("0 results") || lower.hasPrefix("found 0 ") || lower.hasPrefix("nothing found")
    }

    /// Members that are about the answer and not of it.
    private static let about: Set<String> = [
        "status", "success", "ok", "error", "errors", "count", "total", "message", "query", "code", "page", "limit",
    ]

    private static func holdsNothing(_ json: JSON) -> Bool {
        switch json.kind {
        case .array: return json.count == 0
        case .object:
            if json.count == 0 { return true }
            var hasList = false
            for member in json.members where !about.contains(member.key) {
                guard member.value.kind == .array || member.value.kind == .object, holdsNothing(member.value) else {
                    return false
                }
                hasList = true
            }
            return hasList
        default: return false
        }
    }
}
