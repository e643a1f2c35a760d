import TestSupport
import Testing

/// Two installations whose repositories are clones of one bare repository.
private struct Pair {
    let first: Installation
    let second: Installation
    let folder = Pair.made()
    let server: GitServer?
    var bare: String { folder.path(of: "shared.git") }

    private static func made() -> TemporaryFolder {
        do { return try TemporaryFolder() } catch { fatalError("\(error)") }
    }

    /// - Parameter isServed: whether the remote is reached over HTTP.
    init(isServed: Bool = false, user: String? = nil) throws {
        first = try Installation()
        try first.succeed(program: ["git", "init", "-q", "--bare", "-b", "main", folder.path(of: "shared.git")])
        let bare = folder.path(of: "shared.git")
        try first.succeed(program: ["git", "-C", bare, "config", "http.receivepack", "true"])
        server = isServed ? try GitServer(root: folder.path, user: user) : nil
        let login = user.map { "\($0)@" } ?? ""
        let address = server?.address(of: "shared.git").replacing("http://", with: "http://" + login) ?? bare
        try first.git("remote", "add", "origin", address)
        try append("remote: origin\n", to: first.configuration)
        try first.succeed("sync")
        second = try Installation(isInitialized: false)
        try second.succeed(program: ["git", "clone", "-q", bare, second.skills])
        try second.git("remote", "set-url", "origin", address)
    }

    func initialiseSecond() throws -> String {
        try second.succeed(
            "init",
            second.skills,
            "--inbox",
            second.inbox,
            "--state",
            second.state,
            "--remote",
            "origin"
        )
    }
}

private func append(_ text: String, to path: String) throws { try write(read(path) + text, to: path) }

@Suite("The command sync")
struct SyncCommandTests {
    @Test("A remote that declines is said once, with what it says")
    func declined() throws {
        let pair = try Pair()
        let hook = pair.bare + "/hooks/pre-receive"
        try write("#!/bin/sh\necho 'policy: signed commits only' >&2\nexit 1\n", to: hook)
        try pair.first.succeed(program: ["chmod", "+x", hook])
        try pair.first.learn(0..<40)

        let output = try pair.first.run("sync")

        #expect(output.status == 1)
        let said = (output.errors + output.text).split(separator: "\n").count { $0.contains("signed commits only") }
        #expect(said == 1, "\(output.errors)")
    }

    @Test("sync without a remote says what to add")
    func syncWithoutRemote() throws {
        let output = try Installation().run("sync")

        #expect(output.status == 78)
        #expect(output.errors.contains("add remote: origin to "))
    }

    @Test("init on a clone fetches what git clone leaves behind")
    func initFetches() throws {
        let pair = try Pair()
        try pair.first.learn(0..<60)
        let told = try pair.initialiseSecond()

        let reference = "refs/trace2skill/knowledge"
        #expect(told.contains("fetched from origin: "), "\(told)")
        #expect(try pair.second.git("rev-parse", reference) == pair.first.git("rev-parse", reference))
        #expect(try pair.second.git("tag") == pair.first.git("tag"))
        #expect(try pair.second.git("rev-parse", "main") == pair.first.git("rev-parse", "main"))
        #expect(try pair.second.run("verify").status == 0)
    }

    @Test("Two machines that learn at the same time end with the same repository, which stock git finds sound")
    func twoMachinesConverge() throws {
        let pair = try Pair()
        _ = try pair.initialiseSecond()
        // The second one is away while both learn.
        try pair.second.git("remote", "set-url", "origin", "/nowhere")
        try pair.second.learn(100..<160)
        let status = try pair.second.succeed("status")
        try pair.first.learn(0..<60)
        try pair.second.git("remote", "set-url", "origin", pair.bare)
        let evolved = try pair.second.run("evolve")
        for installation in [pair.first, pair.second] { try installation.succeed("sync") }

        #expect(status.contains("origin could not be reached"))
        #expect(evolved.status == 0)
        #expect(evolved.errors.contains("another machine was first"), "\(evolved.errors)")
        for reference in ["main", "refs/trace2skill/knowledge"] {
            #expect(try pair.first.git("rev-parse", reference) == pair.second.git("rev-parse", reference))
        }
        #expect(try pair.first.git("tag") == pair.second.git("tag"))
        for installation in [pair.first, pair.second] {
            #expect(try installation.git("status", "--porcelain") == "")
            #expect(try installation.isSound())
            #expect(try installation.run("lint", installation.skills + "/skills").status == 0)
            let verified = try installation.run("verify")
            #expect(verified.status == 0, "\(verified.text)")
        }
    }

    @Test("A rollback on one machine is known on the other one after the next evolution of both")
    func rollbackTravels() throws {
        let pair = try Pair()
        try pair.first.learn(0..<60)
        _ = try pair.initialiseSecond()
        let lesson = try #require(try pair.second.lessonCommits().first).lesson
        let skill = String(lesson.prefix { $0 != "-" })
        try pair.second.succeed("rollback", skill, "--lesson", lesson, "--reason", "our image has it")
        try pair.first.succeed("evolve", "--again")

        let list = try pair.first.succeed("log", "--taken-back")
        #expect(list.contains(lesson), "\(list)")
        #expect(list.contains("our image has it"))
        #expect(try pair.first.git("rev-parse", "main") == pair.second.git("rev-parse", "main"))
    }

    // MARK: Over HTTP

    @Test("Over HTTP everything travels as it does on the disk, with the password of the person")
    func overHTTP() throws {
        let pair = try Pair(isServed: true, user: "ann:secret")
        try pair.first.learn(0..<60)
        _ = try pair.initialiseSecond()

        #expect(try pair.second.git("rev-parse", "main") == pair.first.git("rev-parse", "main"))
        #expect(try pair.second.git("tag") == pair.first.git("tag"))
    }

    @Test(
        "A connection that is cut is tried again; one that is cut always leaves everything as it was, with the reason"
    )
    func cutConnection() throws {
        let pair = try Pair(isServed: true)
        let server = try #require(pair.server)
        _ = try pair.initialiseSecond()
        try pair.first.learn(0..<60)
        let before = try pair.second.git("rev-parse", "main")
        try server.fail(Array(repeating: "cut 20", count: 40))
        let failed = try pair.second.run("sync")

        #expect(failed.status == 75)
        #expect(failed.errors.contains("origin could not be reached"), "\(failed.errors)")
        #expect(try pair.second.git("rev-parse", "main") == before)
        #expect(try pair.second.succeed("status").contains("1 failure since"))

        try server.fail(["cut 20", "pass", "cut 100"])
        try pair.second.succeed("sync")
        #expect(try pair.second.git("rev-parse", "main") == pair.first.git("rev-parse", "main"))
        #expect(try pair.second.isSound())
    }

    @Test("A remote that refuses to be written to is named with its answer, and no password is shown")
    func refused() throws {
        let pair = try Pair(isServed: true, user: "ann:secret")
        let server = try #require(pair.server)
        try server.fail(Array(repeating: "status 403", count: 40))
        let output = try pair.first.run("sync")

        #expect(output.status == 75)
        #expect(output.errors.contains("403"), "\(output.errors)")
        #expect(!output.errors.contains("secret"))
        #expect(try pair.first.run("doctor").status == 78)
    }

    @Test("doctor says which remote a clone could exchange with, and reaches the one that is configured")
    func doctorNamesTheRemote() throws {
        let pair = try Pair()
        #expect(try pair.first.run("doctor").text.contains("remote origin answered"))
        let text = try read(pair.first.configuration)
        try write(text.replacing("remote: origin\n", with: ""), to: pair.first.configuration)
        #expect(try pair.first.run("doctor").text.contains("add remote: origin to "))
        try write(text.replacing("remote: origin\n", with: "remote: upstream\n"), to: pair.first.configuration)
        let output = try pair.first.run("doctor")
        #expect(output.status == 78)
        #expect(output.text.contains("remote add upstream ADDRESS"))
    }
}
