@testable import EpisodeAnalysis
import LanguageModels
import MethodTestSupport
import Processes
@testable import Prompting
import Synchronization
import Testing
import TestSupport

@Suite(
    "A command on artifacts",
    .timeLimit(.minutes(1)),
    .enabled(noSandbox) { await Sandbox.obstacle() == nil }
)
struct ArtifactSandboxTests {
    // Fault 45 of the reference: commands ran on the machine itself.
    @Test("A command sees only the copy, without network")
    func commandSeesOnlyTheCopy() async throws {
        let left = try brokenScript()
        let script = """
            pwd; ls; for path in /check /root /home /etc/shadow /var '\(left.root)'; do test -e "$path" && echo "saw $path"; done
            ls /sys/class/net 2>/dev/null; cat /proc/net/dev | grep -v -e lo: -e '|'; touch /new /usr/new && echo wrote
            echo complaint >&2; exit 3
            """
        let (_, model) = try await analyse(left.subject(check: areaCheck), left.options(), [running(script)])

        let said = try #require(model.told.first)
        #expect(said.contains("status 3\n/work\narea.sh\nnotes.txt\n"))
        #expect(said.contains("complaint"))
        #expect(!said.contains("saw ") && !said.contains("eth") && !said.contains("wrote"), "\(said)")
    }

    @Test("A command that does not end is killed when its time is over, and the analysis continues")
    func endlessCommandIsKilled() async throws {
        let left = try Leftovers(["a": "text of a"])
        let (analysis, model) = try await analyse(
            left.subject(),
            left.options(commandTime: .milliseconds(800)),
            [running("bomb() { sleep 0.1; bomb & bomb; }; bomb"), running("sleep 600")],
            [("read_artifact", argument("path", "a"))]
        )

        // How the first one ends depends on whether the kernel counts the processes of this user.
        #expect(!model.told[0].contains("status 0"))
        #expect(model.told[1].contains("took longer than"))
        #expect(model.told[2].contains("text of a"))
        #expect(analysis.lessons.count == 1)
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    @Test("A command that writes too much is killed, and the next one runs")
    func outputIsLimited() async throws {
        let left = try Leftovers(["a": "a"])
        let (analysis, model) = try await analyse(
            left.subject(),
            left.options(),
            [running("yes"), running("echo still here")]
        )

        #expect(model.told[0].contains("wrote more than"))
        #expect(model.told[1].contains("still here"))
        #expect(model.told.allSatisfy { $0.utf8.count < 13_000 })
        #expect(analysis.lessons.count == 1)
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    @Test("A working copy is removed whatever the commands did to it")
    func workingCopyIsRemoved() async throws {
        let left = try Leftovers(["in/a": "a"])
        _ = try await analyse(left.subject(), left.options(), [running("mkdir -p x/y; touch x/y/z; chmod 0 in x/y x")])
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    @Test("A working copy is removed when the analysis is cancelled")
    func workingCopyOfCancelledAnalysisIsRemoved() async throws {
        let left = try Leftovers(["in/a": "a"])
        let model = Scripted(turns: [[running("echo started >begun; sleep 600")]])
        let options = left.options(commandTime: .seconds(500))
        let work = Task { try await ErrorAnalyst(model.role(), seed: seed, options: options).analyse(left.subject()) }
        #expect(try await FolderEvents.waitForFile(named: "begun", below: left.scratch))
        work.cancel()
        let error = await #expect(throws: AnalystError.self) { try await work.value }
        #expect(error?.code == "cancelled")
        #expect(try left.content(of: left.scratch).isEmpty)
    }

    @Test("A recalled command is not run again")
    func recalledCommandIsNotRun() async throws {
        let left = try brokenScript()
        let memory = Memory()
        let answers = Recorder<CallRecord>()
        let turns: [[(name: String, arguments: String)]] = [
            [running("date +%N%s; echo $$ >pid"), ("read_artifact", argument("path", "pid"))],
            [areaFix, checking],
        ].map { $0.map { (name: $0.0, arguments: $0.1) } }
        let model = Scripted(turns: turns, ending: report(reported(cause: "verified")))
        let first = try await ErrorAnalyst(
            model.role(memory: memory.tool, meter: { answers.add($0) }),
            seed: seed,
            options: left.options()
        ).analyse(left.subject(check: areaCheck))
        #expect(first.proof != nil)

        // No copy could be made in this folder, and no answer of a model is there but the stored ones.
        var options = left.options()
        options.scratch = "/no/such/folder"
        let kept = memory.kept
        let silent = Scripted(turns: [])
        let again = try await ErrorAnalyst(
            silent.role(
                memory: memory.tool,
                replay: .only { key in answers.all.first { $0.key == key }?.response }
            ),
            seed: seed,
            options: options
        ).analyse(left.subject(check: areaCheck))

        #expect(again == first)
        #expect(silent.asked.all.isEmpty)
        #expect(memory.kept == kept)
    }

    @Test("A new command finds the copy in the state after the recalled ones")
    func newCommandFindsRecalledState() async throws {
        let left = try brokenScript()
        let memory = Memory()
        let model = Scripted(turns: [
            [writing("first\n", to: "log"), running("echo second >>log")], [running("cat log")],
        ])
        let analyst = { (memory: Memory) in
            ErrorAnalyst(model.role(memory: memory.tool), seed: seed, options: left.options())
        }
        _ = try await analyst(memory).analyse(left.subject())
        #expect(model.told[2].contains("first\nsecond"))

        // As if the run had ended before its last command was kept.
        memory.forget { $0.contains("cat log") || String(decoding: $1, as: UTF8.self).contains("second") }
        _ = try await analyst(memory).analyse(left.subject())
        #expect(model.told[2].contains("first\nsecond"))
    }

    @Test("A command is not recalled for other artifacts or another check")
    func recallDependsOnArtifacts() async throws {
        let memory = Memory()
        for (text, check) in [("one", areaCheck), ("two", areaCheck), ("two", "false")] {
            let left = try brokenScript()
            try left.write(Array(text.utf8), to: "left/word")
            let before = memory.kept.count
            let model = Scripted(turns: [[running("cat word")]])
            _ = try await ErrorAnalyst(model.role(memory: memory.tool), seed: seed, options: left.options())
                .analyse(left.subject(check: check))
            #expect(model.told.first?.contains(text) == true)
            #expect(memory.kept.count == before + 2)
        }
    }
}

/// Keeps what tools said.
private final class Memory: Sendable {
    private let state = Mutex<[String: [UInt8]]>([:])

    var kept: [String: [UInt8]] { state.withLock { $0 } }

    var tool: ToolMemory {
        ToolMemory(
            recall: { key in self.state.withLock { $0[key] } },
            record: { key, result in self.state.withLock { $0[key] = result } }
        )
    }

    func forget(_ isGone: (String, [UInt8]) -> Bool) {
        state.withLock { kept in kept = kept.filter { !isGone($0.key, $0.value) } }
    }
}
