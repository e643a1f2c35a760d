internal import Foundations
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
        if let command = call.command { return ShellScript(command).effectiveCommands.flatMap(actions(of:)) }
        let tool = call.tool.lowercased()
        if tool == "write" || tool.containsBytes(of: "create"), let path = call.target {
            return [
                ShellAction(
                    kind: .write(path: path, text: call[argument: "content"] ?? call[argument: "file_text"] ?? "")
                )
            ]
        }
        if ["edit", "replace", "patch"].contains(where: tool.containsBytes) {
            return [ShellAction(kind: .edit(path: call.target ?? ""))]
        }
        if ["read", "grep", "glob", "ls", "view", "open"].contains(tool) { return [ShellAction(kind: .look)] }
        return [ShellAction(kind: .run)]
    }

    static func actions(of command: SimpleCommand) -> [ShellAction] {
        if let packages = installed(by: command) { return [ShellAction(kind: .install(packages))] }
        let arguments = command.arguments.map(\.text)
        if ["cat", "echo", "printf", "tee"].contains(command.program), let path = command.outputs.first {
            let text = command.document ?? arguments.joined(separator: " ")
            return [ShellAction(kind: .write(path: path, text: text))]
        }
        if command.program == "tee", let path = arguments.first(where: { !$0.hasPrefix("-") }),
            let text = command.document
        {
            return [ShellAction(kind: .write(path: path, text: text))]
        }
        if command.program == "sed", arguments.contains(where: { $0.hasPrefix("-i") }) {
            return [ShellAction(kind: .edit(path: arguments.last ?? ""))]
        }
        if ["patch", "apply_patch"].contains(command.program)
            || (command.program == "git" && arguments.first == "apply")
        {
            return [ShellAction(kind: .edit(path: ""))]
        }
        if lookers.contains(command.program) { return [ShellAction(kind: .look)] }
        return [ShellAction(kind: .run)]
    }

    private static let managers: Set<String> = [
        "pip", "pip3", "apt-get", "apt", "npm", "yarn", "pnpm", "conda", "mamba", "uv", "gem", "cargo", "brew", "apk",
        "dnf", "yum",
    ]
    private static let lookers: Set<String> = [
        "ls", "cat", "grep", "egrep", "rg", "find", "head", "tail", "sed", "awk", "wc", "pwd", "which", "nl", "tree",
        "file", "stat", "cd", "echo",
    ]

    /// The packages that a command installs, or nil if it installs nothing. `-e .` and `.` are `.`.
    static func installed(by command: SimpleCommand) -> [String]? {
        var words = command.texts
        if words.count > 2, words[1] == "-m", words[2].hasPrefix("pip") { words.removeFirst(2) }
        let program = words.count < command.words.count ? words[0] : command.program
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
            if word.hasPrefix("-") { continue }
            packages.append(
                word == "." || word.hasPrefix(".[") || word.hasSuffix("/.")
                    ? "." : String(word.prefix { !"=<>~![;".contains($0) })
            )
        }
        return packages.isEmpty ? ["."] : packages
    }
}
