import TestSupport
import Testing

@Suite("The command init")
struct InitCommandTests {
    @Test("init makes a repository with one commit, an inbox and a configuration")
    func initMakesEverything() throws {
        let installation = try Installation()

        #expect(try installation.git("rev-list", "--count", "main") == "1")
        #expect(try installation.isSound())
        #expect(exists(installation.inbox) && names(in: installation.inbox).isEmpty)
        #expect(try read(installation.configuration).contains("repository: \(installation.skills)"))
        #expect(names(in: installation.skills).contains("README.md"))
    }

    @Test("init gives a second repository a state folder of its own, and a state folder serves no other repository")
    func ownState() throws {
        let installation = try Installation()
        let state = installation.state
        let home = installation.folder.path(of: "home")
        func make(_ name: String) throws -> String {
            let file = installation.folder.path(of: "\(name).yaml")
            let folder = installation.folder.path(of: name)
            let made = try installation.run(withoutConfiguration: [
                "init", folder, "--inbox", folder + "-inbox", "--config", file,
            ])
            #expect(made.status == 0, "\(made.errors)")
            return try read(file)
        }
        _ = try installation.succeed("ingest")
        #expect(exists(state + "/repository") && home != state)
        let (first, second) = (try make("one"), try make("two"))
        #expect(!first.contains("\nstate:") && second.contains("\nstate:"))

        let other = installation.folder.path(of: "three.yaml")
        let text = try read(installation.configuration)
        let folder = installation.folder.path(of: "one")
        try installation.succeed(program: ["rm", "-rf", folder + "/.git"])
        try installation.succeed(program: ["git", "init", "-q", "-b", "main", folder])
        try installation.succeed(program: [
            "git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "--allow-empty",
            "-m", "x",
        ])
        try write(text.replacing(installation.skills, with: folder), to: other)
        let refused = try installation.run(withoutConfiguration: ["evolve", "--config", other])
        #expect(
            refused.status == 78 && refused.errors.contains("belongs to the skills repository"),
            "\(refused.errors)"
        )
    }

    @Test("init a second time changes nothing, and makes what is missing")
    func initTwice() throws {
        let installation = try Installation()
        let before = try read(installation.configuration)
        let refs = try installation.git("for-each-ref")
        try installation.succeed(program: ["rmdir", installation.inbox])

        let again = try installation.run("init")

        #expect(again.status == 0, "\(again.errors)")
        #expect(again.text.contains("which existed and is not changed"))
        #expect(try read(installation.configuration) == before)
        #expect(try installation.git("for-each-ref") == refs)
        #expect(exists(installation.inbox))
        #expect(try installation.run("init", installation.skills, "--inbox", installation.inbox).status == 0)
    }

    @Test(
        "init refuses folders other than those of the configuration that exists",
        arguments: ["--inbox", "--state", ""]
    )
    func initKeepsConfiguration(option: String) throws {
        let installation = try Installation()
        let before = try read(installation.configuration)
        let other = installation.folder.path(of: "other")

        let again = try installation.run(["init"] + (option.isEmpty ? [other] : [option, other]))

        #expect(again.status == 73)
        #expect(again.errors.contains("exists already") && again.errors.contains(other))
        #expect(try read(installation.configuration) == before)
        #expect(!exists(other))
    }

    @Test("init gives a repository without a commit its first one, on the branch of the configuration")
    func initOfEmptyClone() throws {
        let installation = try Installation(isInitialized: false)
        try installation.succeed(program: ["git", "init", "-q", "-b", "trunk", installation.skills])
        try write("mine\n", to: installation.skills + "/README.md")

        try installation.succeed("init", installation.skills, "--inbox", installation.inbox)

        #expect(try installation.git("rev-list", "--count", "main") == "1")
        #expect(try installation.git("symbolic-ref", "HEAD") == "refs/heads/main")
        #expect(try read(installation.skills + "/README.md") == "mine\n")
        #expect(try installation.git("status", "--porcelain") == "?? README.md")
        #expect(try installation.succeed("evolve").contains("nothing to do"))
    }

    @Test("init makes no first commit in a clone whose remote has one by now, and says how to get it")
    func initOfLateClone() throws {
        let installation = try Installation(isInitialized: false)
        let (remote, other) = (installation.folder.path(of: "remote"), installation.folder.path(of: "other"))
        try installation.succeed(program: ["git", "init", "-q", "--bare", "-b", "main", remote])
        try installation.succeed(program: ["git", "clone", "-q", remote, installation.skills])
        try installation.succeed(program: ["git", "clone", "-q", remote, other])
        try installation.succeed(program: ["git", "-C", other, "commit", "-q", "--allow-empty", "-m", "first"])
        try installation.succeed(program: ["git", "-C", other, "push", "-q", "origin", "HEAD:main"])
        let initialize = ["init", installation.skills, "--inbox", installation.inbox, "--remote", "origin"]

        let refused = try installation.run(initialize)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("git -C \(installation.skills) pull origin main"))

        try installation.git("pull", "-q", "origin", "main")
        #expect(try installation.run(["init"]).status == 0)
        #expect(try installation.git("log", "--format=%s") == "first")
    }

    @Test("init signs the first commit where git's configuration says so", .enabled(if: exists("/usr/bin/ssh-keygen")))
    func initSigns() throws {
        let installation = try Installation(isInitialized: false)
        let (key, settings) = (installation.folder.path(of: "key"), installation.folder.path(of: "gitconfig"))
        try installation.succeed(program: ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key])
        let allowed = installation.folder.path(of: "allowed")
        try write("ann@example.org \(try read(key + ".pub"))", to: allowed)
        try write(
            "[gpg]\nformat = ssh\n[gpg \"ssh\"]\nallowedSignersFile = \(allowed)\n[user]\nsigningKey = \(key).pub\n"
                + "[commit]\ngpgSign = true\n",
            to: settings
        )
        let arguments = ["init", installation.skills, "--inbox", installation.inbox]
        try installation.succeed(
            program: ["env", "GIT_CONFIG_GLOBAL=\(settings)", Installation.program] + arguments
                + ["--config", installation.configuration]
        )
        try installation.succeed(
            program: [
                "env", "GIT_CONFIG_GLOBAL=\(settings)", "git", "-C", installation.skills, "verify-commit", "main",
            ]
        )
        #expect(try installation.git("status", "--porcelain") == "")
    }

    @Test("init adds nothing to a repository that exists")
    func initTakesExistingRepository() throws {
        let installation = try Installation(isInitialized: false)
        try installation.succeed(program: ["git", "init", "-q", "-b", "main", installation.skills])
        try write("mine\n", to: installation.skills + "/notes.txt")
        try installation.git("add", "notes.txt")
        try installation.git("commit", "-q", "-m", "notes")

        try installation.succeed(
            "init",
            installation.skills,
            "--inbox",
            installation.inbox,
            "--state",
            installation.state
        )

        #expect(try installation.git("log", "--format=%s") == "notes")
        #expect(try installation.git("status", "--porcelain").isEmpty)
    }

    @Test("init refuses a folder with something else in it")
    func initRefusesFilledFolder() throws {
        let installation = try Installation(isInitialized: false)
        try write("mine\n", to: installation.skills + "/notes.txt")

        let output = try installation.run(
            "init",
            installation.skills,
            "--inbox",
            installation.inbox,
            "--state",
            installation.state
        )

        #expect(output.status == 73)
        #expect(output.errors.contains("is neither empty nor a git repository"))
        #expect(names(in: installation.skills) == ["notes.txt"])
        #expect(!exists(installation.configuration))
    }

    @Test("init refuses an inbox inside the repository")
    func initRefusesNesting() throws {
        let installation = try Installation(isInitialized: false)

        let output = try installation.run(
            "init",
            installation.skills,
            "--inbox",
            installation.skills + "/inbox",
            "--state",
            installation.state
        )

        #expect(output.status == 78)
        #expect(output.errors.contains("inside each other"))
        #expect(installation.folder.names() == ["home"])
    }

    @Test("init takes paths with spaces and quotes")
    func initTakesOddPaths() throws {
        let installation = try Installation(isInitialized: false)
        let skills = installation.folder.path(of: "it's my \"skills\"")
        let inbox = installation.folder.path(of: "in box: #1")

        try installation.succeed("init", skills, "--inbox", inbox, "--state", installation.state)

        #expect(try installation.succeed("status", "--json").contains("in box: #1"))
        try installation.succeed(program: ["git", "-C", skills, "fsck", "--strict"])
    }
}
