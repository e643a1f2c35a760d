import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
    static let commands = [
        "init", "daemon", "drop", "ingest", "evolve", "status", "log", "show", "why", "diff", "review", "rollback",
        "forget", "lint", "doctor", "verify", "rebuild", "replay",
    ]

    @Test("Every command explains itself", arguments: commands)
    func helpOfEveryCommand(command: String) throws {
        let installation = try Installation(isInitialized: false)

        let output = try installation.run(withoutConfiguration: [command, "--help"])

        #expect(output.status == 0)
        #expect(output.text.contains("OVERVIEW: "))
        #expect(output.text.contains("USAGE: trace2skill \(command)"))
        #expect(output.text.contains("--config"))
    }

    @Test("The help lists every command")
    func helpListsCommands() throws {
        let installation = try Installation(isInitialized: false)

        let output = try installation.run(withoutConfiguration: ["--help"])

        for command in Self.commands { #expect(output.text.contains("  \(command) "), "\(command)") }
        #expect(try installation.run(withoutConfiguration: ["--version"]).status == 0)
    }

    @Test("Completions are written for every shell", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let installation = try Installation(isInitialized: false)

        let output = try installation.run(withoutConfiguration: ["--generate-completion-script", shell])

        #expect(output.status == 0)
        #expect(output.text.contains("rollback"))
    }

    @Test(
        "Misuse ends with status 64",
        arguments: [["no-such-command"], ["evolve", "--no-such-option"], ["rollback"]]
    )
    func misuseEndsWith64(arguments: [String]) throws {
        let installation = try Installation(isInitialized: false)

        #expect(try installation.run(withoutConfiguration: arguments).status == 64)
    }

    @Test(
        "An unknown key of the configuration is answered with the nearest known one",
        arguments: [("evolutoin: {}", "evolution"), ("archvie: raw", "archive")]
    )
    func unknownKeyNamesNearest(line: String, nearest: String) throws {
        let installation = try Installation()
        try write(try read(installation.configuration) + line + "\n", to: installation.configuration)

        let output = try installation.run("status")

        #expect(output.status == 78)
        #expect(output.errors.contains("did you mean \(nearest)"))
        #expect(output.errors.contains("trace2skill.yaml:"))
    }

    @Test("Without a configuration a command says how to make one")
    func missingConfigurationNamesInit() throws {
        let installation = try Installation(isInitialized: false)

        let output = try installation.run(withoutConfiguration: ["status"])

        #expect(output.status == 78)
        #expect(output.errors.contains("trace2skill init"))
    }

    @Test("Output that is not to a terminal has no colours and no progress")
    func plainOutputWithoutTerminal() throws {
        let installation = try Installation()
        try installation.drop(0..<20)

        for command in ["ingest", "evolve", "status", "log"] {
            let output = try installation.run(command)
            #expect(output.status == 0)
            #expect(!(output.text + output.errors).contains("\u{1B}"), "\(command)")
            #expect(!(output.text + output.errors).contains("\r"), "\(command)")
        }
    }
}
