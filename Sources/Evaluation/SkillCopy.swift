internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Skills

/// The files of a skill in a private folder that is removed with the value.
struct SkillCopy: ~Copyable {
    /// The folder of the skill, empty if there is none. It has the skill's name, so that the program cannot tell the states
    /// apart.
    let skill: String
    /// The path of a file with one task on each line.
    let tasks: String
    private let folder: PrivateFolder

    init(of content: Skill?, named name: Skill.Name, tasks ids: [String]) throws {
        let folder = try PrivateFolder(named: "trace2skill-")
        try Self.write(content, named: name, in: folder.path)
        try Self.write(Array(ids.map { $0 + "\n" }.joined().utf8), to: folder.path + "/tasks")
        skill = "\(folder.path)/\(name)"
        tasks = folder.path + "/tasks"
        self.folder = folder
    }

    private static func write(_ content: Skill?, named name: Skill.Name, in folder: String) throws {
        try makeFolder("\(folder)/\(name)")
        for (path, bytes) in content?.files ?? [:] {
            let file = "\(folder)/\(name)/\(path)"
            if let slash = file.lastIndex(of: "/") { try makeFolder(String(file[..<slash])) }
            try write(bytes, to: file)
        }
    }

    private static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path, directoryHint: .notDirectory))
        // A ``Skill`` has no file modes; the first bytes tell which files are programs.
        if bytes.starts(with: "#!".utf8), chmod(path, 0o755) != 0 {
            throw FileError("make executable", path: path)
        }
    }
}
