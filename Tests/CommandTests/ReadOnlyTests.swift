import FoundationEssentials
import Glibc
import Testing

/// Commands that only read leave every file and folder as it is: no state folder, key, lock or ledger comes of a look.
@Suite("A command that only reads", .timeLimit(.minutes(1)))
struct ReadOnlyTests {
    /// Every file below a folder with its bytes, mode and time of change, and every folder.
    private func tree(_ root: String) throws -> [String: String] {
        var tree: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            var status = stat()
            guard lstat("\(root)/\(path)", &status) == 0 else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let bytes = isFolder ? nil : FileManager.default.contents(atPath: "\(root)/\(path)")
            let time = isFolder ? "" : "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
            tree[path] = "\(status.st_mode) \(time) \(bytes.map { "\($0.count) \($0.hashValue)" } ?? "")"
        }
        return tree
    }

    private func expectUntouched(
        _ place: Workplace,
        _ arguments: [String],
        sourceLocation: SourceLocation = #_sourceLocation,
        look: (Program.Output) -> Void = { _ in }
    ) throws {
        let before = try tree(place.folder)
        let run = [Workplace.program] + arguments + ["--config", place.configuration]
        let output = try place.start(run).end(within: 50)
        look(output)
        let after = try tree(place.folder)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        #expect(changed.isEmpty, "\(arguments): \(output.errors)", sourceLocation: sourceLocation)
    }

    @Test("changes no file")
    func nothing() throws {
        let place = try Workplace()
        try place.learn(0..<12)
        let lesson = try #require(try place.gitLines("log", "--format=%(trailers:key=Lesson,valueonly)", "main").first)
        let skill = try #require(place.allSkills.first).name
        let commands: [[String]] = [
            ["status"], ["status", "--json"], ["log"], ["log", "--json"], ["show", lesson], ["show", "\(skill)/v1"],
            ["why", "skills/\(skill)/SKILL.md"], ["diff", skill], ["lint"], ["doctor"], ["verify"],
            ["verify", "--json"], ["replay", "\(skill)/v1"], ["review"], ["evolve", "--dry-run", "--again"],
        ]
        for command in commands {
            try expectUntouched(place, command) { output in
                #expect(output.status == 0, "\(command): \(output.errors)\(output.text)")
            }
        }
    }

    @Test("leaves what a killed process left behind")
    func leftovers() throws {
        let place = try Workplace()
        try place.learn(0..<12)
        try place.write("half a file", to: place.state + "/archive/tmp/1-dead")
        try expectUntouched(place, ["verify"])
        #expect(place.names(in: place.state + "/archive/tmp") == ["1-dead"])
    }

    @Test("says that there is no state, shows what there is, and makes none")
    func noState() throws {
        let place = try Workplace()
        try place.learn(0..<12)
        let skill = try #require(place.allSkills.first).name
        try place.write(
            place.read(place.configuration).replacing(place.state, with: "\(place.state)-misspelt"),
            to: place.configuration
        )
        for command in [["status"], ["log"], ["diff", skill], ["why", "skills/\(skill)/SKILL.md"], ["doctor"]] {
            try expectUntouched(place, command) { output in
                let words = output.text + output.errors
                #expect(words.contains("\(place.state)-misspelt"), "\(command): \(words)")
                #expect(words.contains("trace2skill ingest") && words.contains(place.configuration), "\(command)")
            }
        }
        #expect(place.names(in: place.folder).allSatisfy { !$0.contains("misspelt") })
        #expect(try place.run("status").text.contains("\(skill)/v1"))
        #expect(try place.run("log").text.contains("\(skill)/v1"))
    }

    @Test("tells a daemon that runs from one that does not, without a touch of its lock")
    func daemon() throws {
        let place = try Workplace()
        try place.succeed("ingest")
        #expect(try place.succeed("status").contains("not running"))
        #expect(!place.names(in: place.state).contains("daemon.lock"))

        let daemon = try place.start("daemon")
        try #require(daemon.says("watching", within: 20), "\(daemon.errors)")
        let lock = try place.read(place.state + "/daemon.lock")
        let status = try place.succeed("status")
        #expect(status.contains("running") && !status.contains("not running"))
        #expect(try place.read(place.state + "/daemon.lock") == lock)
        daemon.send(SIGTERM)
        #expect(daemon.end(within: 30).status == 0)
        #expect(try place.succeed("status").contains("not running"))
        #expect(try place.read(place.state + "/daemon.lock") == lock)
    }
}
