import Testing
@testable import Trajectories

@Suite("A correction of a user")
struct CorrectionSignalTests {
    @Test(
        "is heard in what takes the work back, and in a rule that a person states",
        arguments: [
            "no, use pnpm here", "Please use pnpm, never npm.", "We use the helper of this repo, not a new one.",
            "never edit generated files", "always run the linter first", "Stop using print", "hold on, the port is 81",
            "I don't want new dependencies", "Nein, bitte mit pnpm", "That doesn't work, the flag is -x",
        ]
    )
    func heard(text: String) { #expect(UserSignal.isCorrection(text)) }

    @Test(
        "is not heard in a request or a remark",
        arguments: [
            "no problem, go on", "No rush, but add a test", "Stop words should be filtered", "Revert button: add one",
            "I told you about the export yesterday, let's do it", "Add a page", "Use the new client for the report",
            "Should we never use npm?",
        ]
    )
    func notHeard(text: String) { #expect(!UserSignal.isCorrection(text)) }
}
