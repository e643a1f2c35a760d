import TestSupport
import Testing

@Suite("Commands whose model cannot be asked")
struct ModelObstacleTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    private func configure(_ model: String) throws {
        let text = """
            repository: \(installation.skills)
            inboxes: [\(installation.inbox)]
            state: \(installation.state)
            evolution: {minimum-lessons: 1}
            model: {\(model)}

            """
        try write(text, to: installation.configuration)
    }

    @Test(
        "Without its key, everything works that asks no model, and the rest names the key as a matter of configuration"
    )
    func missingKey() throws {
        try installation.learn(0..<40)
        let revision = try #require(try installation.gitLines("tag").first)
        let skill = String(revision.prefix { $0 != "/" })
        try configure("provider: openai, name: m, base-url: 'http://127.0.0.1:9/v1', api-key-env: NO_SUCH_KEY")
        try installation.drop(40..<41)

        for arguments in [
            ["status"], ["status", "--json"], ["log"], ["review"], ["verify"], ["ingest"], ["evolve", "--dry-run"],
            ["replay", revision], ["rollback", skill, "--reason", "a try"],
        ] {
            let output = try installation.run(arguments)
            #expect(output.status == 0, "\(arguments): \(output.errors)")
        }
        for arguments in [["evolve"], ["daemon"], ["doctor"]] {
            let output = try installation.run(arguments)
            #expect(output.status == 78, "\(arguments): \(output.errors)")
            #expect((output.errors + output.text).contains("the environment variable NO_SUCH_KEY is not set"))
            #expect(!(output.errors + output.text).contains("did not accept"))
        }
    }

    @Test("What code finds is published though a model answers only prose, and one message says what is wrong with it")
    func prose() throws {
        let script = installation.folder.path(of: "chatter")
        try write("#!/bin/sh\ncat >/dev/null\necho 'These sessions went well.'\n", to: script)
        try installation.succeed(program: ["chmod", "+x", script])
        try configure("provider: command, command: [\(script)]")
        try installation.drop(0..<40)
        try installation.succeed("ingest")

        let output = try installation.run("evolve")

        #expect(output.text.contains("published orchard/v1"), "\(output.text)")
        #expect(output.errors.split(separator: "\n").count { $0.contains("there is no JSON in the answer") } == 1)
        #expect(try installation.rules().count >= 2)
        let problems = try installation.status().health
        #expect(problems.count == 1 && problems.first?.contains("there is no JSON") == true, "\(problems)")
        // Again, nothing is asked three times over.
        let before = try installation.git("rev-parse", "main")
        try installation.run("evolve")
        #expect(try installation.git("rev-parse", "main") == before)
    }

    @Test("A command is found in the user's own folder for programs, and gets home and configured variables")
    func commandOfUser() throws {
        let folder = installation.folder.path(of: "home/.local/bin")
        try installation.succeed(program: ["mkdir", "-p", folder])
        try write("#!/bin/sh\ncat >/dev/null\necho \"ready $GIVEN\" | tee \"$HOME/said\"\n", to: folder + "/my-model")
        try installation.succeed(program: ["chmod", "+x", folder + "/my-model"])
        try configure("provider: command, command: [my-model], environment: {GIVEN: here}")

        #expect(try installation.run("doctor").text.contains("answered"))
        #expect(try read(installation.folder.path(of: "home/said")) == "ready here\n")
        try installation.succeed("ingest")
        try installation.run("doctor")
        #expect(try installation.succeed("status").contains("tokens (estimated) in 1 call"))
    }

    @Test("A server that accepts no connection ends the run with one message, and costs nothing")
    func refusedConnection() async throws {
        try await ModelServer.withDeafAddress { address in
            try configure("provider: openai, name: m, base-url: '\(address)/v1'")
            try installation.dropFailures("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
            try installation.succeed("ingest")
            let output = try installation.run("evolve")
            #expect(output.status == 69)
            #expect(output.errors.contains("8 episodes could not be analysed"))
            #expect(output.errors.ranges(of: "cannot be reached").count == 1)
            let status = try installation.succeed("status", "--json")
            #expect(status.contains(#""tokensToday" : 0"#) || status.contains(#""tokensToday":0"#))
        }
    }

    @Test("An agent with tools gets no prompt before it is allowed to")
    func agentWithTools() throws {
        let folder = installation.folder.path(of: "home/.local/bin")
        try installation.succeed(program: ["mkdir", "-p", folder])
        try write("#!/bin/sh\ncat >\"$HOME/prompt\"\necho ready\n", to: folder + "/claude")
        try installation.succeed(program: ["chmod", "+x", folder + "/claude"])
        try installation.drop(0..<4)
        try configure("provider: command, command: [claude, -p]")

        for command in ["doctor", "evolve"] {
            let output = try installation.run(command)
            #expect(output.status == 78)
            #expect((output.errors + output.text).contains("--strict-mcp-config"))
        }
        #expect(!exists(installation.folder.path(of: "home/prompt")))

        try configure("provider: command, command: [claude, -p], tools: allow")
        #expect(try installation.run("doctor").text.contains("answered"))
        #expect(exists(installation.folder.path(of: "home/prompt")))
    }
}
