@testable import ArtifactProofs
@testable import EpisodeAnalysis
import LanguageModels
import Lessons
import MethodTestSupport
import Processes
@testable import Prompting
import TestSupport
import Testing
import Trajectories

@Suite(
    "The proof of a cause on artifacts",
    .timeLimit(.minutes(1)),
    .enabled(noSandbox) { await Sandbox.obstacle() == nil }
)
struct ArtifactProofTests {
    @Test("A cause is verified when the check fails before and passes after the repair")
    func repairProvesCause() async throws {
        let left = try brokenScript()
        let before = try left.content(of: left.root)

        let (analysis, model) = try await analyse(
            left.subject(check: areaCheck),
            left.options(),
            [("read_artifact", argument("path", "area.sh")), checking],
            [areaFix, running("sh area.sh 2 3")],
            [checking]
        )

        #expect(model.briefing.contains("it fails (status 1)"))
        #expect(model.told[1].contains("The check fails (status 1)"))
        #expect(model.told[3].contains("status 0\n6\n"))
        #expect(model.told[4].contains("the cause is proved"))
        let proof = try #require(analysis.proof)
        #expect(proof.command == areaCheck)
        #expect(proof.before == "status 1" && proof.after == "status 0")
        #expect(proof.changed == ["area.sh"])
        #expect(analysis.lessons.map(\.isVerified) == [true])
        #expect(try left.content(of: left.root) == before)
    }

    @Test("A lesson that does not claim a proof is not verified")
    func unclaimedProofIsNotVerified() async throws {
        let left = try brokenScript()
        let (analysis, _) = try await analyse(
            left.subject(check: areaCheck),
            left.options(),
            ending: report(reported(cause: "verified"), reported(cause: "unverified", title: "look before you leap")),
            [areaFix],
            [checking]
        )
        #expect(analysis.lessons.map(\.isVerified) == [true, false])
    }

    // Fault 32 of the reference: what was not verified was thrown away.
    @Test("A claimed cause without proof is kept as unverified after one reminder")
    func claimWithoutProofIsUnverified() async throws {
        let left = try brokenScript()
        // The quotes alone would verify it where there is no check.
        let quotes = [(3, "value returned None"), (4, "python recalc.py")]
        let ending = report(reported(quotes: quotes, cause: "verified"))

        let (analysis, model) = try await analyse(left.subject(check: areaCheck), left.options(), ending: ending)

        #expect(analysis.lessons.map(\.isVerified) == [false])
        #expect(analysis.proof == nil)
        #expect(analysis.discards.isEmpty)
        #expect(analysis.turns == 2)
        #expect(model.told.count == 1 && model.told[0].contains("nothing is proved yet"))
        let (plain, _) = try await analyse(left.subject(), left.options(), ending: ending)
        #expect(plain.lessons.map(\.isVerified) == [true])
        #expect(plain.turns == 1)
    }

    @Test("A proof after the reminder counts")
    func proofAfterReminder() async throws {
        let left = try brokenScript()
        let (analysis, _) = try await analyse(
            left.subject(check: areaCheck),
            left.options(),
            [("submit_report", report(reported(cause: "verified")))],
            [areaFix, checking]
        )
        #expect(analysis.lessons.map(\.isVerified) == [true])
        #expect(analysis.turns == 3)
    }

    // Fault 30 of the reference: who had passed and was out of turns got no turn for the report.
    @Test("A proved cause is reported after all turns are used")
    func provedCauseIsReportedAtTheEnd() async throws {
        let left = try brokenScript()
        let (analysis, model) = try await analyse(
            left.subject(check: areaCheck),
            left.options(turns: 2),
            [areaFix],
            [checking],
            [("list_artifacts", "{}")]
        )
        #expect(analysis.turns == 3)
        #expect(analysis.lessons.map(\.isVerified) == [true])
        #expect(model.asked.all.last?.toolChoice == .named("submit_report"))
    }

    // Fault 30 of the reference, the other half: the report of who had not passed was asked for and dropped.
    @Test("A cause that was not proved in time is reported as unverified")
    func unprovedCauseIsReportedAtTheEnd() async throws {
        let left = try brokenScript()
        let (analysis, _) = try await analyse(
            left.subject(check: areaCheck),
            left.options(turns: 2),
            [checking],
            [checking],
            [checking]
        )
        #expect(analysis.turns == 3)
        #expect(analysis.lessons.map(\.isVerified) == [false])
        #expect(analysis.discards.isEmpty)
    }

    // Fault 31 of the reference: a report that came before the last message was lost.
    @Test("An early report is kept if no other follows")
    func earlyReportIsKept() async throws {
        let left = try brokenScript()
        let model = Scripted(
            turns: [[("submit_report", report(reported(cause: "verified")))]],
            ending: #"{"nothing":"more"}"#
        )
        let analysis = try await ErrorAnalyst(model.role(), seed: seed, options: left.options(turns: 2))
            .analyse(left.subject(check: areaCheck))
        #expect(analysis.lessons.map(\.isVerified) == [false])
    }

    // Fault 29 of the reference: the verdict was a file that the agent could write, the answers were next to it, and the
    // files that were compared were the agent's choice.
    @Test(
        "A cause is not proved by flags, copied or looked-up results, or an untouched or emptied copy",
        arguments: [
            (
                ["echo PASS >evaluate_passed.flag; touch /check/x; mkdir -p /check && echo x >/check/expected.txt"],
                "fails"
            ),
            ([], "fails"), (["rm notes.txt"], "fails"),
            // words: allow
            (["echo 'tail -c 3 /check/expected.txt' >area.sh"], "speaks of /check"),
            // words: allow
            (["rm area.sh; ln -s /check/area.sh area.sh"], "speaks of /check"),
        ]
    )
    func tricksProveNothing(commands: [String], answer: String) async throws {
        let left = try brokenScript()
        try left.write(Array("echo 42\n".utf8), to: "check/area.sh")
        let (analysis, model) = try await analyse(
            left.subject(check: areaCheck),
            left.options(),
            commands.map { running($0) } + [checking]
        )
        #expect(model.told[commands.count].contains(answer), "\(model.told)")
        #expect(analysis.proof == nil)
        #expect(analysis.lessons.map(\.isVerified) == [false])
    }

    @Test(
        "Only a change that is neither a copy of the check's files nor a mere removal proves a cause",
        arguments: [
            ("cp out.txt /tmp; echo 'the area is 42' >out.txt", "is a copy of a file of the check"),
            ("rm lock", "only taken away"),
        ]
    )
    func onlyRealChangesProve(command: String, answer: String) async throws {
        let left = try Leftovers(
            ["out.txt": "the area is 13\n", "lock": "", "make.sh": "echo the area is 13 >out.txt\n"],
            answers: ["expected.txt": "the area is 42\n"]
        )
        let check = "test ! -e lock || cmp out.txt /check/expected.txt"
        let (analysis, model) = try await analyse(
            left.subject(check: check),
            left.options(),
            [running(command), checking]
        )
        #expect(model.told[1].contains("The check passes, but that proves no cause"))
        #expect(model.told[1].contains(answer))
        #expect(analysis.proof == nil)

        // The same result counts when what made it was repaired too.
        let repair = "sed -i s/13/42/ make.sh; sh make.sh"
        let (good, told) = try await analyse(left.subject(check: check), left.options(), [running(repair), checking])
        #expect(good.proof?.changed == ["make.sh", "out.txt"], "\(told.told)")
    }

    @Test("A check that passes at random proves nothing")
    func flakyCheckProvesNothing() async throws {
        let left = try brokenScript()
        // Fails on what was left the first time, before the conversation, and passes ever after: the sandbox keeps
        // nothing, so the test changes what the check reads, as time would.
        try left.write(Array("no\n".utf8), to: "check/weather")
        let model = Scripted(
            turns: [[writing("x", to: "notes.txt"), checking]],
            ending: report(reported(cause: "verified"))
        )
        let memory = ToolMemory(
            recall: { _ in nil },
            record: { key, _ in
                // The file is longer by nothing but its answer: what matters is that the first record is the beginning.
                if key.hasPrefix("artifacts/") { try? left.write(Array("yes".utf8), to: "check/weather") }
            }
        )
        let analysis = try await ErrorAnalyst(model.role(memory: memory), seed: seed, options: left.options())
            .analyse(left.subject(check: "grep -q yes /check/weather"))
        #expect(model.told[1].contains("run once more, it also passes"))
        #expect(analysis.proof == nil)
    }

    @Test("A check that passes at first proves nothing, and the contradiction is reported")
    func passingCheckProvesNothing() async throws {
        let left = try brokenScript()
        let (analysis, model) = try await analyse(
            left.subject(check: "true"),
            left.options(),
            [areaFix, checking]
        )
        #expect(model.briefing.contains("label and check disagree"))
        #expect(model.told[1].contains("it passes on the files as they were left, too"))
        #expect(analysis.lessons.map(\.isVerified) == [false])
        #expect(analysis.turns == 2)
        let (_, unknown) = try await analyse(left.subject(check: "true", outcome: .unknown), left.options())
        #expect(!unknown.briefing.contains("disagree"))
    }

    @Test("The check's own files are not shown and not left behind")
    func checkLeaksNothing() async throws {
        let left = try brokenScript()
        let check = "cat /check/expected.txt | tee leak; sed 's/^/> /' /check/expected.txt; echo wrong; exit 4"
        let (_, model) = try await analyse(
            left.subject(check: check),
            left.options(),
            [checking, running("ls; cat leak")]
        )
        #expect(model.told[0].contains("status 4") && model.told[0].contains("wrong"))
        #expect(model.told[1].contains("area.sh\nnotes.txt\n"))
        #expect(([model.briefing] + model.told).allSatisfy { !$0.contains("the area is 42") })
    }

    @Test("Without tools no proof is asked for and nothing is verified")
    func noProofWithoutTools() async throws {
        let left = try brokenScript()
        let quotes = [(3, "value returned None"), (4, "python recalc.py")]
        let plain = role { _ in answered(report(reported(quotes: quotes, cause: "verified"))) }
        let analysis = try await ErrorAnalyst(plain, seed: seed).analyse(left.subject(check: areaCheck))
        #expect(analysis.lessons.map(\.isVerified) == [false])
    }
}
