import TestSupport
import Testing

@Suite("The command doctor")
struct DoctorCommandTests {
    @Test("doctor finds no problem in an installation that has learned")
    func doctorFindsNoProblem() throws {
        let said = try Installation.thatHasLearned().succeed("doctor")

        #expect(!said.contains("problem"))
        #expect(said.contains("ok       repository"))
    }

    @Test("doctor reports a missing repository as a problem, with its path")
    func doctorReportsMissingRepository() throws {
        let installation = try Installation()
        try installation.folder.move("skills", to: "skills-moved")

        let output = try installation.run("doctor")

        #expect(output.status == 78)
        let problems = output.text.split(separator: "\n").filter { $0.hasPrefix("problem  ") }
        #expect(problems.count == 1 && problems.allSatisfy { $0.contains(installation.skills) }, "\(output.text)")
    }

    @Test("doctor records what its question to the model cost, and makes no ledger for it")
    func doctorRecordsItsCall() async throws {
        try await ModelServer.run({ _ in ModelReply("ready") }) { server in
            let installation = try Installation()
            try installation.configure(server)

            #expect(try installation.succeed("doctor").contains("answered"))
            #expect(!exists(installation.state + "/ledger.sqlite"))

            try installation.succeed("ingest")
            #expect(try !installation.succeed("status").contains(" 1 call:"))
            #expect(try installation.succeed("doctor").contains("answered"))
            #expect(try installation.succeed("status").contains(" 1 call:"))
        }
    }
}
