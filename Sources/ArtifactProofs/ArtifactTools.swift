internal import JSON
package import LanguageModels
internal import Prompting

/// The tools with which a model lists, reads and writes files of the copy.
struct ArtifactTools: Sendable {
    static let list = "list_artifacts"
    static let read = "read_artifact"
    static let write = "write_artifact"
    static let runCommand = "run_command"
    static let runCheck = "run_check"

    /// The tools that change the copy.
    static let changing: Set<String> = [write, runCommand]

    private static let listed = 300
    /// The most bytes of a file that are read.
    private static let readable = 4 << 20
    /// The most bytes of a file that is written.
    private static let writable = 1 << 20

    private let tree: FileTree
    private let redact: @Sendable (String) -> String

    init(_ tree: FileTree, redact: @escaping @Sendable (String) -> String) {
        self.tree = tree
        self.redact = redact
    }

    func run(_ name: String, _ arguments: JSON) throws(ArtifactFault) -> ToolAnswer {
        switch name {
        case Self.list: try listFiles(arguments)
        case Self.read: try readFile(arguments)
        case Self.write: try writeFile(arguments)
        default: throw .unusable("there is no tool \(Excerpt.line(of: name, limit: 40))")
        }
    }

    private func listFiles(_ arguments: JSON) throws(ArtifactFault) -> ToolAnswer {
        let entries = try tree.entries()
        guard !entries.isEmpty else { return ToolAnswer(text: "there are no files") }
        let from = min(max(1, arguments["from"]?.int ?? 1), entries.count) - 1
        let shown = entries[from...].prefix(Self.listed)
        var lines = shown.map { entry in
            let path = Excerpt.line(of: entry.path, limit: 300)
            return switch entry.kind {
            case .file(let size, _, let isExecutable): "\(path) (\(size) bytes\(isExecutable ? ", executable" : ""))"
            case .link(let target): "\(path) (a link to \(Excerpt.line(of: target, limit: 200)))"
            case .other: "\(path) (no plain file)"
            }
        }
        if shown.endIndex < entries.count {
            lines.append("… \(entries.count - shown.endIndex) more: list from \(shown.endIndex + 1)")
        }
        return ToolAnswer(
            text: Excerpt.ends(of: redact(lines.joined(separator: "\n")), limit: 2 * ArtifactWorkspace.resultLimit)
        )
    }

    private func readFile(_ arguments: JSON) throws(ArtifactFault) -> ToolAnswer {
        let (bytes, size) = try tree.read(arguments["path"]?.string ?? "", limit: Self.readable)
        guard !bytes.prefix(8_192).contains(0) else { return ToolAnswer(text: "a binary file of \(size) bytes") }
        // Redacted before it is cut: a part of a secret would not be recognised.
        let text = Array(redact(String(decoding: bytes, as: UTF8.self)).utf8)
        let start = min(max(0, arguments["offset"]?.int ?? 0), text.count)
        let part = text[start...].prefix(ArtifactWorkspace.resultLimit)
        var shown = String(decoding: part, as: UTF8.self)
        if part.endIndex < text.count {
            shown += "\n… \(text.count - part.endIndex) bytes more: read with offset \(part.endIndex)"
        }
        if bytes.count < size { shown += "\n… of \(size) bytes only the first \(bytes.count) can be read" }
        return ToolAnswer(text: shown)
    }

    private func writeFile(_ arguments: JSON) throws(ArtifactFault) -> ToolAnswer {
        guard let content = arguments["content"]?.string else { throw .unusable("give a \"content\"") }
        guard content.utf8.count <= Self.writable else {
            throw .unusable("the content is longer than \(Self.writable) bytes; nothing was written")
        }
        try tree.write(arguments["path"]?.string ?? "", Array(content.utf8))
        return ToolAnswer(text: "written: \(content.utf8.count) bytes")  // words: allow
    }
}

extension ArtifactWorkspace {
    /// The names of the available tools.
    var toolNames: [String] {
        var names = [ArtifactTools.list, ArtifactTools.read, ArtifactTools.write]
        if opening.obstacle == nil { names.append(ArtifactTools.runCommand) }
        if opening.baseline != nil { names.append(ArtifactTools.runCheck) }
        return names
    }

    /// The descriptions of the available tools.
    ///
    /// - Throws: Never in practice: the schemas are constant JSON.
    package func tools() throws(ModelError) -> [Tool] {
        var tools: [Tool] = []
        for name in toolNames { tools.append(try Self.tool(name)) }
        return tools
    }

    private static func tool(_ name: String) throws(ModelError) -> Tool {
        switch name {
        case ArtifactTools.list:
            Tool(
                name: name,
                description: "Lists the files of the copy with their sizes.",
                parameters: try JSONText(#"{"type":"object","properties":{"from":{"type":"integer"}}}"#)
            )
        case ArtifactTools.read:
            Tool(
                name: name,
                description: "Shows a file of the copy.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"path":{"type":"string"},"#
                        + #""offset":{"type":"integer","description":"bytes to skip of a long file"}},"#
                        + #""required":["path"]}"#
                )
            )
        case ArtifactTools.write:
            Tool(
                name: name,
                description: "Writes a whole text file of the copy, in the place of one that is there.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"path":{"type":"string"},"content":{"type":"string"}},"#
                        + #""required":["path","content"]}"#
                )
            )
        case ArtifactTools.runCommand:
            Tool(
                name: name,
                description:
                    "Runs a command with sh in the copy, which is \(ArtifactRunner.work), without network and for a "
                    + "short time. Says how it ended and what it wrote.",
                parameters: try JSONText(
                    #"{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}"#
                )
            )
        default:
            Tool(
                name: name,
                description: "Runs the check on the copy as it is, and says whether it passes and what that proves.",
                parameters: try JSONText(#"{"type":"object","properties":{}}"#)
            )
        }
    }
}
