@testable import ArtifactProofs
@testable import EpisodeAnalysis
import FoundationEssentials
import Glibc
import LanguageModels
import Lessons
import MethodTestSupport
@testable import Prompting
import Testing
import TestSupport

@Suite("The artifacts of an analysis", .timeLimit(.minutes(1)))
struct ArtifactToolsTests {
    @Test("Artifacts are listed, read and written, and the originals do not change")
    func listsReadsAndWrites() async throws {
        let left = try Leftovers(["a.txt": String(repeating: "0123456789", count: 2_000), "in/b.txt": "inner"])
        let before = try left.content(of: left.files)

        let (_, model) = try await analyse(
            left.subject(),
            left.options(),
            [("list_artifacts", "{}"), ("read_artifact", argument("path", "in/b.txt"))],
            [("read_artifact", argument("path", "a.txt")), ("read_artifact", #"{"path":"a.txt","offset":19995}"#)],
            [writing("changed", to: "in/b.txt"), writing("new", to: "new/folder/c.txt")],
            [("read_artifact", argument("path", "in/b.txt")), ("read_artifact", argument("path", "new/folder/c.txt"))]
        )

        #expect(model.toolNames.contains("list_artifacts"))
        #expect(!model.toolNames.contains("run_check"))
        #expect(model.told[0].contains("a.txt (20000 bytes)\nin/b.txt (5 bytes)"))
        #expect(model.told[1].contains("inner"))
        #expect(model.told[2].contains("8000 bytes more: read with offset 12000"))
        #expect(model.told[3].contains("56789") && !model.told[3].contains("more"))
        #expect(model.told[6].contains("changed"))
        #expect(model.told[7].contains("new"))
        #expect(model.told.allSatisfy { $0.hasPrefix("<data-") })
        #expect(try left.content(of: left.files) == before)
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    // Fault 45 of the reference: the limits of a folder were in the prompt only.
    @Test(
        "No relative, absolute or empty path leads out of the copy",
        arguments: ["../secret", "in/../../secret", "ROOT/secret", "", "in//b", "in/", "a\0b"]
    )
    func pathsDoNotLeadOut(path: String) async throws {
        let left = try Leftovers(["in/b": "inner"])
        try left.write(Array("secret".utf8), to: "secret")

        let written = quoted(path.replacing("ROOT", with: left.root))
        let (_, model) = try await analyse(
            left.subject(),
            left.options(),
            [("read_artifact", "{\"path\":\(written)}")],
            [("write_artifact", "{\"path\":\(written),\"content\":\"x\"}")]
        )

        #expect(model.told.count == 2)
        // words: allow
        #expect(model.told.allSatisfy { $0.contains("is no path of an artifact") })
        #expect(try left.content(of: left.root)["secret"] == "secret")
    }

    @Test("No link leads out of the copy")
    func linksDoNotLeadOut() async throws {
        let left = try Leftovers(["b": "inner"])
        try left.write(Array("secret".utf8), to: "outside/secret")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(left.files)/passwd", withDestinationPath: "/etc/passwd")
        // Written through are links of the test's own alone, so that a fault here does no harm to the machine.
        try files.createSymbolicLink(atPath: "\(left.files)/file", withDestinationPath: "\(left.root)/outside/secret")
        try files.createSymbolicLink(atPath: "\(left.files)/folder", withDestinationPath: "\(left.root)/outside")

        let (_, model) = try await analyse(
            left.subject(),
            left.options(),
            [("list_artifacts", "{}"), ("read_artifact", argument("path", "passwd"))],
            [("read_artifact", argument("path", "folder/secret")), writing("x", to: "folder/secret")],
            [writing("x", to: "file")]
        )

        #expect(model.told[0].contains("passwd (a link to /etc/passwd)"))
        #expect(!model.told[0].contains("folder/secret"))
        #expect(model.told[1...].allSatisfy { $0.contains("a link, which is not followed") })
        #expect(try left.content(of: left.root)["outside/secret"] == "secret")
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    @Test("Binary, huge and special files are reported without waiting")
    func reportsSpecialFiles() async throws {
        let left = try Leftovers(["text": "text"])
        try left.write([0x7F, 0x45, 0, 1], to: "left/binary")
        try left.write(Array(repeating: 0x61, count: 5 << 20), to: "left/giant")
        #expect(mkfifo("\(left.files)/pipe", 0o600) == 0)

        let (_, model) = try await analyse(
            left.subject(),
            left.options(),
            [("list_artifacts", "{}"), ("read_artifact", argument("path", "binary"))],
            [("read_artifact", argument("path", "giant")), ("read_artifact", argument("path", "pipe"))],
            [writing(String(repeating: "x", count: (1 << 20) + 1), to: "text")],
            [("read_artifact", argument("path", "text"))]
        )

        #expect(model.told[0].contains("giant (5242880 bytes)"))
        #expect(model.told[1].contains("a binary file of 4 bytes"))
        #expect(model.told[2].utf8.count < 13_000)
        #expect(model.told[2].contains("of 5242880 bytes only the first 4194304 can be read"))
        #expect(model.told[3].contains("could not"))
        #expect(model.told[4].contains("longer than"))
        #expect(model.told[5].contains("text"))
    }

    @Test("An analysis continues without artifacts that are too large")
    func continuesWithoutTooLargeArtifacts() async throws {
        let left = try Leftovers(["text": "text"])
        let file = open("\(left.files)/sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        #expect(ftruncate(file, 1 << 40) == 0)
        close(file)

        let (analysis, model) = try await analyse(left.subject(check: "true"), left.options())

        #expect(analysis.discards.map(\.code) == ["artifacts"])
        #expect(!model.toolNames.contains("list_artifacts"))
        #expect(analysis.lessons.count == 1)
        #expect(analysis.lessons.first?.isVerified == false)
    }

    @Test("Artifacts are redacted before they are cut")
    func redactsBeforeCutting() async throws {
        let word = "hush" + "hush"
        let left = try Leftovers([
            "key-\(word).txt": "x", "long": String(repeating: "y", count: 11_996) + word, "short": "say \(word)",
        ])
        let subject = left.subject(redact: { $0.replacing(word, with: "[redacted]") })

        let (_, model) = try await analyse(
            subject,
            left.options(),
            [("list_artifacts", "{}"), ("read_artifact", argument("path", "short"))],
            [("read_artifact", argument("path", "long")), ("read_artifact", argument("path", word))]
        )

        #expect(model.told[0].contains("key-[redacted].txt"))
        #expect(model.told[1].contains("say [redacted]"))
        #expect(model.told.allSatisfy { !$0.contains("hush") })
    }

    @Test("Without a sandbox artifacts can be read and written but nothing proved")
    func worksWithoutSandbox() async throws {
        let left = try brokenScript()
        // What an earlier run found out is taken for granted.
        let memory = ToolMemory(
            recall: { $0.hasPrefix("artifacts/") ? Array(#"{"obstacle":"there is no bwrap"}"#.utf8) : nil },
            record: { _, _ in }
        )
        let model = Scripted(
            turns: [[("read_artifact", argument("path", "notes.txt")), running("echo ran")]],
            ending: report(reported(cause: "verified"))
        )
        let analysis = try await ErrorAnalyst(model.role(memory: memory), seed: seed, options: left.options())
            .analyse(left.subject(check: areaCheck))

        #expect(model.briefing.contains("no command and no check can be run here: there is no bwrap. So no cause"))
        #expect(model.toolNames.suffix(3) == ["list_artifacts", "read_artifact", "write_artifact"])
        #expect(model.told[0].contains("width and height"))
        #expect(model.told[1].contains("there is no tool run_command"))
        // Nobody is reminded of what cannot be done.
        #expect(analysis.turns == 2)
        #expect(analysis.lessons.map(\.isVerified) == [false])
    }

    @Test("The prompt of an episode without artifacts does not mention them")
    func promptWithoutArtifacts() async throws {
        let plain = Scripted(turns: [])
        _ = try await ErrorAnalyst(plain.role(), seed: seed).analyse(subject())
        let left = try Leftovers()
        let (_, with) = try await analyse(left.subject(), left.options())

        #expect(plain.asked.all.first?.shared == [Instructions.errorAnalystWithTools])
        #expect(!plain.toolNames.contains("list_artifacts"))
        #expect(with.asked.all.first?.shared == [Instructions.errorAnalystWithArtifacts])
        // The static part comes first and knows no episode, so that a prefix cache serves all of them.
        #expect(!Instructions.errorAnalystWithArtifacts.contains(left.root))
        #expect(!with.briefing.contains(left.root))
    }
}
