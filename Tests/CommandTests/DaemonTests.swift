import Glibc
import Testing

@Suite("The daemon", .timeLimit(.minutes(10)))
struct DaemonTests {
    @Test("takes in what is dropped, publishes, and ends within five seconds of SIGTERM with 0")
    func mainJob() throws {
        let place = try Workplace()
        let daemon = try place.start("daemon")
        try #require(daemon.says("watching", within: 20), "\(daemon.errors)")

        try place.drop(0..<40)
        let hasPublished = daemon.says("published", within: 60)
        daemon.send(SIGTERM)
        let output = daemon.end(within: 5)

        #expect(hasPublished, "\(output.errors)")
        #expect(!output.wasCutOff)
        #expect(output.status == 0, "\(output.errors)")
        #expect(try place.revisions().isEmpty == false)
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.succeed("verify").contains("no problems found"))
    }

    @Test("takes in what was there before it started")
    func startsWithScan() throws {
        let place = try Workplace()
        try place.drop(0..<6)

        let daemon = try place.start("daemon")

        #expect(daemon.says("taken in", within: 30), "\(daemon.errors)")
        daemon.send(SIGINT)
        #expect(daemon.end(within: 5).status == 0)
    }

    @Test("sees folders that come later")
    func newFolders() throws {
        let place = try Workplace()
        let daemon = try place.start("daemon")
        try #require(daemon.says("watching", within: 20), "\(daemon.errors)")
        try place.drop(0..<2)
        #expect(daemon.says("taken in", within: 30), "\(daemon.errors)")

        let late = place.folder + "/late"
        #expect(try place.start(["mkdir", "-p", late + "/deep"]).end(within: 20).status == 0)
        let maker = Workplace.package + "/Tests/Demo/make-trajectories"
        let made = try place.start(["python3", maker, late + "/deep", "--first", "20", "--sessions", "1"]).end(
            within: 20
        )
        #expect(made.status == 0)
        #expect(try place.start(["mv", late, place.inbox + "/late"]).end(within: 20).status == 0)

        #expect(daemon.says("taken in", times: 2, within: 30), "\(daemon.errors)")
        daemon.send(SIGTERM)
        #expect(daemon.end(within: 5).status == 0)
    }

    @Test("is alone: a second one on the same state ends with 75")
    func second() throws {
        let place = try Workplace()
        let first = try place.start("daemon")
        try #require(first.says("watching", within: 20), "\(first.errors)")

        let second = try place.start("daemon").end(within: 20)

        #expect(second.status == 75)
        #expect(second.errors.hasPrefix("Error: "))
        first.send(SIGTERM)
        #expect(first.end(within: 5).status == 0)
    }

    @Test("leaves the commands to a person while it runs")
    func commandsBeside() throws {
        let place = try Workplace()
        let daemon = try place.start("daemon")
        try #require(daemon.says("watching", within: 20), "\(daemon.errors)")

        #expect(try place.succeed("status").contains("running"))
        try place.succeed("evolve")
        try place.succeed("doctor")

        daemon.send(SIGTERM)
        #expect(daemon.end(within: 5).status == 0)
        #expect(try place.succeed("status").contains("not running"))
    }
}
