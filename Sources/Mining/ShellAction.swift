internal import Shell
internal import Trajectories

/// What a call does to the world, as far as recovery from trouble is concerned.
struct ShellAction {
    enum Kind: Equatable {
        case install([String])
        case write(path: String, text: String)
        case edit(path: String)
        case look
        case run
    }

    let kind: Kind

    /// The actions of a call, in order.
    static func actions(of call: ToolCall) -> [ShellAction] {
        if let command = call.command { return ShellCommand(command).commands.flatMap(actions(of:)) }
        let tool = call.tool.lowercased()
        if tool == "write" || tool.contains("create"), let path = call.target {
            return [
                ShellAction(
                    kind: .write(path: path, text: call[argument: "content"] ?? call[argument: "file_text"] ?? "")
                )
            ]
        }
        if tool.contains("edit") || tool.contains("replace") || tool.contains("patch") {
            return [ShellAction(kind: .edit(path: call.target ?? ""))]
        }
        if ["read", "grep", "glob", "ls", "view", "open"].contains(tool) { return [ShellAction(kind: .look)] }
        return [ShellAction(kind: .run)]
    }

    static func actions(of simple: ShellCommand.Simple) -> [ShellAction] {
        if let packages = installed(by: simple) { return [ShellAction(kind: .install(packages))] }
        let words = simple.words
        if let arrow = words.firstIndex(where: { $0 == ">" || $0 == ">>" }), arrow + 1 < words.count,
            ["cat", "echo", "printf", "tee"].contains(simple.program)
        {
            return [
                ShellAction(
                    kind: .write(
                        path: words[arrow + 1],
                        text: simple.document ?? words.dropFirst().prefix(arrow).joined(separator: " ")
                    )
                )
            ]
        }
        if simple.program == "tee", let path = words.dropFirst().first(where: { !$0.hasPrefix("-") }),
            let text = simple.document
        {
            return [ShellAction(kind: .write(path: path, text: text))]
        }
        if simple.program == "sed", words.contains(where: { $0.hasPrefix("-i") }) {
            return [ShellAction(kind: .edit(path: words.last ?? ""))]
        }
        if ["patch", "apply_patch"].contains(simple.program)
            || (simple.program == "git" && words.dropFirst().first == "apply")
        {
            return [ShellAction(kind: .edit(path: ""))]
        }
        if [
            "ls", "cat", "grep", "egrep", "rg", "find", "head", "tail", "sed", "awk", "wc", "pwd", "which", "nl",
            "tree", "file", "stat", "cd", "echo",
        ].contains(simple.program) {
            return [ShellAction(kind: .look)]
        }
        return [ShellAction(kind: .run)]
    }

    /// The packages that a command installs, or nil if it installs nothing. `-e .` and `.` are `.`.
    static func installed(by simple: ShellCommand.Simple) -> [String]? {
        var words = simple.words
        if words.count > 2, words[1] == "-m", words[2].hasPrefix("pip") { words.removeFirst(2) }
        let program = words.first?.split(separator: "/").last.map(String.init) ?? ""
        let managers: Set<String> = [
            "pip", "pip3", "apt-get", "apt", "npm", "yarn", "pnpm", "conda", "mamba", "uv", "gem", "cargo", "brew",
            "apk", "dnf", "yum",
        ]
        guard managers.contains(program), let verb = words.firstIndex(where: { ["install", "add", "i"].contains($0) }),
            verb <= 3
        else { return nil }
        var packages: [String] = []
        var skipsNext = false
        for word in words[(verb + 1)...] {
            if skipsNext {
                skipsNext = false
                continue
            }
            if word == "-r" || word == "--requirement" || word == "-i" || word == "--index-url" {
                if word.hasPrefix("-r") || word.hasPrefix("--r") { packages.append("requirements") }
                skipsNext = true
                continue
            }
            if word.hasPrefix("-") || word.contains(">&") || word.hasPrefix(">") || word == "2>&1" { continue }
            packages.append(
                word == "." || word.hasPrefix(".[") || word.hasSuffix("/.")
                    ? "." : String(word.prefix { !"=<>~![;".contains($0) })
            )
        }
        return packages.isEmpty ? ["."] : packages
    }
}
