@testable import ArtifactProofs
@testable import EpisodeAnalysis
import FoundationEssentials
import MethodTestSupport
import Testing
import TestSupport
import Trajectories

/// What an agent left behind and the check that judges it, in a folder of one test that is removed with it.
final class Leftovers: Sendable {
    private let folder: TemporaryFolder
    /// Everything of the test is below.
    var root: String { folder.path }
    var files: String { "\(root)/left" }
    var answers: String { "\(root)/check" }
    /// Where private copies are made.
    var scratch: String { "\(root)/scratch" }

    init(_ given: [String: String] = [:], answers own: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        for name in ["left", "check", "scratch"] { try folder.makeFolder(name) }
        for (path, text) in given { try folder.write(text, to: "left/\(path)") }
        for (path, text) in own { try folder.write(text, to: "check/\(path)") }
    }

    func write(_ bytes: [UInt8], to path: String) throws { try folder.write(bytes, to: path) }

    /// Every path below a folder with its content.
    func content(of folder: String) throws -> [String: String] {
        var content: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()
            content[path] = String(decoding: bytes, as: UTF8.self)
        }
        return content
    }

    /// The failed run, with these files.
    func subject(
        check command: String? = nil,
        ownFiles: Bool = true,
        outcome: Outcome.Label = .failure,
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) -> AnalysisInput {
        let plain = MethodTestSupport.subject(outcome: outcome)
        let check = command.map { Artifacts.Check(command: $0, folder: ownFiles ? answers : nil) }
        return AnalysisInput(
            plain.episode,
            record: plain.record,
            skill: plain.skill,
            base: plain.base,
            artifacts: Artifacts(folder: files, check: check, redact: redact)
        )
    }

    func options(
        turns: Int = 20,
        commandTime: Duration = .seconds(60),
        conversationTokens: Int = 60_000
    ) -> ErrorAnalyst.Options {
        ErrorAnalyst.Options(
            turns: turns,
            conversationTokens: conversationTokens,
            commandTime: commandTime,
            scratch: scratch
        )
    }
}

/// A script that adds instead of multiplying, and the check that finds it out without a file for the answer.
func brokenScript() throws -> Leftovers {
    try Leftovers(
        ["area.sh": "echo $(($1 + $2))\n", "notes.txt": "width and height\n"],
        answers: ["expected.txt": "the area is 42\n"]
    )
}

let areaCheck = #"test "the area is $(sh area.sh 6 7)" = "$(cat /check/expected.txt)""#
/// The smallest change that makes ``areaCheck`` pass.
let areaFix = ("run_command", #"{"command":"sed -i 's/+/*/' area.sh"}"#)

/// Why the tests of the sandbox are not run here.
let noSandbox: Comment = "bubblewrap can make no sandbox on this machine"
