import Testing

@Suite("init")
struct InitTests {
    @Test("makes a repository with one commit, an inbox and a configuration")
    func makesAll() throws {
        let place = try Workplace()

        #expect(try place.git("rev-list", "--count", "main") == "1")
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty)
        #expect(place.names(in: place.inbox).isEmpty)
        #expect(try place.read(place.configuration).contains("repository: \(place.skills)"))
        #expect(place.names(in: place.skills).contains("README.md"))
    }

    @Test("overwrites no configuration")
    func keepsConfiguration() throws {
        let place = try Workplace()
        let before = try place.read(place.configuration)

        let again = try place.run("init", place.skills, "--inbox", place.inbox)

        #expect(again.status == 73)
        #expect(again.errors.contains("exists already"))
        #expect(try place.read(place.configuration) == before)
    }

    @Test("takes a repository that exists as it is")
    func takesRepository() throws {
        let place = try Workplace(isInitialised: false)
        #expect(try place.start(["git", "init", "-q", "-b", "main", place.skills]).end(within: 20).status == 0)
        try place.write("mine\n", to: place.skills + "/notes.txt")
        try place.git("add", "notes.txt")
        try place.git("commit", "-q", "-m", "notes")

        try place.succeed("init", place.skills, "--inbox", place.inbox, "--state", place.state)

        #expect(try place.git("log", "--format=%s") == "notes")
        #expect(try place.git("status", "--porcelain").isEmpty)
    }

    @Test("leaves a folder with something else in it alone")
    func refusesFolder() throws {
        let place = try Workplace(isInitialised: false)
        #expect(try place.start(["mkdir", place.skills]).end(within: 20).status == 0)
        try place.write("mine\n", to: place.skills + "/notes.txt")

        let output = try place.run("init", place.skills, "--inbox", place.inbox, "--state", place.state)

        #expect(output.status == 73)
        #expect(output.errors.contains("is neither empty nor a git repository"))
        #expect(place.names(in: place.skills) == ["notes.txt"])
        #expect(place.names(in: place.folder).contains("trace2skill.yaml") == false)
    }

    @Test("wants inbox, repository and state apart")
    func refusesNesting() throws {
        let place = try Workplace(isInitialised: false)

        let output = try place.run("init", place.skills, "--inbox", place.skills + "/inbox", "--state", place.state)

        #expect(output.status == 78)
        #expect(output.errors.contains("inside each other"))
        #expect(place.names(in: place.folder) == ["home"])
    }

    @Test("takes paths with spaces and quotes")
    func oddPaths() throws {
        let place = try Workplace(isInitialised: false)
        let (skills, inbox) = (place.folder + "/it's my \"skills\"", place.folder + "/in box: #1")

        try place.succeed("init", skills, "--inbox", inbox, "--state", place.state)

        let status = try place.succeed("status", "--json")
        #expect(status.contains("in box: #1"))
        #expect(try place.start(["git", "-C", skills, "fsck", "--strict"]).end(within: 20).status == 0)
    }
}
