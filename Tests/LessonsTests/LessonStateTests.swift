import FoundationEssentials
import Lessons
import Testing

@Suite("The state of a lesson")
struct LessonStateTests {
    static let states: [LessonState] =
        [.adopted, .proposed, .approved] + HoldReason.allPlain.map { .held($0) } + [
            .held(.safeguard(code: "network-program")), .held(.rejected(code: "destructive")),
            .held(.unknown("of-tomorrow")), .retracted(Retraction(.revert)),
            .retracted(Retraction(.review, note: "approved")),
            .retracted(
                Retraction(
                    .rollback,
                    note: "support",
                    proof: Retraction.Proof(commit: "c0ffee", author: "A", date: 0.1)
                )
            ),
            .retracted(Retraction(.unknown("of-tomorrow"))),
        ]

    @Test("is the same after writing and reading", arguments: states)
    func roundTrip(state: LessonState) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(state)
        #expect(try JSONDecoder().decode(LessonState.self, from: data) == state)
    }

    @Test("says that a newer version wrote one that is not known")
    func newer() {
        #expect {
            try JSONDecoder().decode(LessonState.self, from: Data(#"{"name":"dreamt"}"#.utf8))
        } throws: { "\($0)".contains("it was written by a newer version") }
    }

    @Test("waits for a reason whose name is stable")
    func reasons() {
        let names = [
            "support", "one-task", "one-source", "way-not-proven", "way-of-one-session", "names-no-way", "conflict",
            "second-reader",
            "waits-for-skill", "revision-full",
            "editor-declined", "editor-unavailable", "unplaced", "edit-conflict", "gate", "evaluation-loss",
            "not-published",
            "unmanaged-skill",
        ]
        #expect(HoldReason.allPlain.map(\.rawValue) == names)
        #expect(names.map { HoldReason(rawValue: $0) } == HoldReason.allPlain)
        #expect(HoldReason(rawValue: "safeguard-safety-off") == .safeguard(code: "safety-off"))
        #expect(HoldReason(rawValue: "rejected-destructive").rawValue == "rejected-destructive")
        #expect(HoldReason(rawValue: "safeguard").rawValue == "safeguard")
    }

    @Test("needs a person for contradictions, prohibitions and safety rules, and stays accepted unless it does harm")
    func people() {
        let reasons = HoldReason.allPlain + [.safeguard(code: "x"), .rejected(code: "x")]
        #expect(reasons.filter(\.needsPerson) == [.namesNoWay, .conflict, .secondReader, .safeguard(code: "x")])
        #expect(reasons.filter(\.overridesApproval) == [.evaluationLoss, .rejected(code: "x")])
    }

    @Test("comes from an operation or from an evolution")
    func origins() {
        let origins: [LessonOrigin] = [.readBack, .rollback, .review, .forget, .rebuild, .evolution("01JX")]
        let names = ["read-back", "rollback", "review", "forget", "rebuild", "01JX"]
        #expect(origins.map(\.rawValue) == names)
        #expect(names.map { LessonOrigin(rawValue: $0) } == origins)
    }
}
