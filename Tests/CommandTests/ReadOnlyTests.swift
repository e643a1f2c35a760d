import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Commands that only read leave every file and folder as it is: they make no state folder, key, lock or ledger.
@Suite("A command that only reads")
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
        _ installation: Installation,
        _ arguments: [String],
        sourceLocation: SourceLocation = #_sourceLocation,
        look: (RunningProgram.Output) -> Void = { _ in }
    ) throws {
        let before = try tree(installation.folder.path)
        let run = [Installation.program] + arguments + ["--config", installation.configuration]
        let output = try installation.start(program: run).end()
        look(output)
        let after = try tree(installation.folder.path)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        #expect(changed.isEmpty, "\(arguments): \(output.errors)", sourceLocation: sourceLocation)
    }

    @Test("changes no file")
    func nothing() throws {
        let installation = try Installation.thatHasLearned()
        let lesson = try #require(
            try installation.gitLines("log", "--format=%(trailers:key=Lesson,valueonly)", "main").first
        )
        let skill = try #require(installation.allSkills.first).name
        let commands: [[String]] = [
            ["status"], ["status", "--json"], ["log"], ["log", "--json"], ["show", lesson], ["show", "\(skill)/v1"],
            ["why", "skills/\(skill)/SKILL.md"], ["diff", skill], ["lint"], ["doctor"], ["verify"],
            ["verify", "--json"], ["replay", "\(skill)/v1"], ["review"], ["evolve", "--dry-run", "--again"],
        ]
        for command in commands {
            try expectUntouched(installation, command) { output in
                #expect(output.status == 0, "\(command): \(output.errors)\(output.text)")
            }
        }
    }

    @Test("leaves what a killed process left behind")
    func leftovers() throws {
        let installation = try Installation.thatHasLearned()
        try write("half a file", to: installation.state + "/archive/tmp/1-dead")
        try expectUntouched(installation, ["verify"])
        #expect(names(in: installation.state + "/archive/tmp") == ["1-dead"])
    }

    @Test("says that there is no state, shows what there is, and makes none")
    func noState() throws {
        let installation = try Installation.thatHasLearned()
        let skill = try #require(installation.allSkills.first).name
        try write(
            read(installation.configuration).replacing(installation.state, with: "\(installation.state)-misspelt"),
            to: installation.configuration
        )
        for command in [["status"], ["log"], ["diff", skill], ["why", "skills/\(skill)/SKILL.md"], ["doctor"]] {
            try expectUntouched(installation, command) { output in
                let words = output.text + output.errors
                #expect(words.contains("\(installation.state)-misspelt"), "\(command): \(words)")
                #expect(
                    words.contains("trace2skill ingest") && words.contains(installation.configuration),
                    "\(command)"
                )
            }
        }
        #expect(names(in: installation.folder.path).allSatisfy { !$0.contains("misspelt") })
        #expect(try installation.run("status").text.contains("\(skill)/v1"))
        #expect(try installation.run("log").text.contains("\(skill)/v1"))
    }

    @Test("tells a daemon that runs from one that does not, without a touch of its lock")
    func daemon() throws {
        let installation = try Installation()
        try installation.succeed("ingest")
        #expect(try installation.succeed("status").contains("not running"))
        #expect(!names(in: installation.state).contains("daemon.lock"))

        let daemon = try installation.start("daemon")
        try #require(daemon.writes("watching"), "\(daemon.errors)")
        let lock = try read(installation.state + "/daemon.lock")
        let status = try installation.succeed("status")
        #expect(status.contains("running") && !status.contains("not running"))
        #expect(try read(installation.state + "/daemon.lock") == lock)
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        #expect(try installation.succeed("status").contains("not running"))
        #expect(try read(installation.state + "/daemon.lock") == lock)
    }
}
