import Testing

@Suite("The command line")
struct CommandLineTests {
    static let commands = [
        "init", "daemon", "drop", "ingest", "evolve", "status", "log", "show", "why", "diff", "rollback", "lint",
        "doctor", "verify",
        "rebuild",
    ]

    @Test("explains every command", arguments: commands)
    func help(_ command: String) throws {
        let place = try Workplace(isInitialised: false)

        let output = try place.start([Workplace.program, command, "--help"]).end(within: 20)

        #expect(output.status == 0)
        #expect(output.text.contains("OVERVIEW: "))
        #expect(output.text.contains("USAGE: trace2skill \(command)"))
        #expect(output.text.contains("--config"))
    }

    @Test("lists every command, and its version")
    func overview() throws {
        let place = try Workplace(isInitialised: false)

        let output = try place.start([Workplace.program, "--help"]).end(within: 20)

        for command in Self.commands { #expect(output.text.contains("  \(command) "), "\(command)") }
        #expect(try place.start([Workplace.program, "--version"]).end(within: 20).status == 0)
    }

    @Test("writes completions for every shell", arguments: ["bash", "zsh", "fish"])
    func completions(_ shell: String) throws {
        let place = try Workplace(isInitialised: false)

        let output = try place.start([Workplace.program, "--generate-completion-script", shell]).end(within: 20)

        #expect(output.status == 0)
        #expect(output.text.contains("rollback"))
    }

    @Test("answers misuse with 64", arguments: [["no-such-command"], ["evolve", "--no-such-option"], ["rollback"]])
    func misuse(_ arguments: [String]) throws {
        let place = try Workplace(isInitialised: false)

        #expect(try place.start([Workplace.program] + arguments).end(within: 20).status == 64)
    }

    @Test(
        "names the nearest key for one that it does not know",
        arguments: [("evolutoin: {}", "evolution"), ("archvie: raw", "archive")]
    )
    func unknownKey(_ line: String, _ nearest: String) throws {
        let place = try Workplace()
        try place.write(try place.read(place.configuration) + line + "\n", to: place.configuration)

        let output = try place.run("status")

        #expect(output.status == 78)
        #expect(output.errors.contains("did you mean \(nearest)"))
        #expect(output.errors.contains("trace2skill.yaml:"))
    }

    @Test("says what to do without a configuration")
    func noConfiguration() throws {
        let place = try Workplace(isInitialised: false)

        let output = try place.start([Workplace.program, "status"]).end(within: 20)

        #expect(output.status == 78)
        #expect(output.errors.contains("trace2skill init"))
    }

    @Test("prints no colours and no progress where there is no terminal")
    func plainOutput() throws {
        let place = try Workplace()
        try place.drop(0..<20)

        for command in ["ingest", "evolve", "status", "log"] {
            let output = try place.run(command)
            #expect(output.status == 0)
            #expect(!(output.text + output.errors).contains("\u{1B}"), "\(command)")
            #expect(!(output.text + output.errors).contains("\r"), "\(command)")
        }
    }
}
