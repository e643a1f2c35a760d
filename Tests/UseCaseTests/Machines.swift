import Composition
import Configuration
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

/// Machines that share one bare repository, each with a clone, a ledger and a person of its own.
struct Machines {
    let place: Workplace
    let remote: StockGit
    let all: [Orchard]

    /// - Parameter address: what the clones have as the address of the remote; nil for its folder.
    init(_ count: Int, address: String? = nil) throws {
        place = try Workplace()
        let folder = place.folder
        let bare = folder.path(of: "shared.git")
        try place.git("init", "-q", "--bare", "-b", "main", bare)
        remote = StockGit(root: bare, home: place.git.home)
        try place.git("push", "-q", bare, "main")
        var machines: [Orchard] = []
        for number in 0..<count {
            let root = folder.path(of: "clone\(number)")
            try remote("clone", "-q", bare, root)
            machines.append(try Self.machine(place, root, "\(number)"))
            if let address { try machines[number].git("remote", "set-url", "origin", address) }
        }
        all = machines
    }

    subscript(number: Int) -> Orchard { all[number] }

    /// A machine that works in a clone, with an empty ledger.
    static func machine(_ place: Workplace, _ root: String, _ name: String) throws -> Orchard {
        var settings = place.useCases.settings
        settings.repository = root
        settings.state = place.folder.path(of: "state-\(name)")
        try place.folder.makeFolder("state-\(name)")
        var remote = Configuration.Remote()
        remote.seconds = 60
        settings.remote = remote
        return Orchard(
            place,
            UseCases(
                settings: settings,
                ledger: try Ledger.open(at: settings.state + "/ledger.sqlite"),
                archive: place.useCases.archive,
                repository: try SkillRepository(openingAt: root),
                redactor: Workplace.redactor,
                clock: Workplace.clock(),
                environment: StockGit.isolation(home: place.git.home)
            ),
            git: StockGit(root: root, home: place.git.home)
        )
    }

    /// What the remote has of a reference; nil for nothing.
    func tip(_ reference: String = "refs/heads/main") throws -> String? {
        let output = try remote.run(["rev-parse", "-q", "--verify", reference])
        return output.status == 0 ? String(output.text.dropLast()) : nil
    }

    /// Lets every machine meet the remote until nothing changes.
    func settle() async throws {
        for _ in 0..<3 {
            for machine in all { try await machine.meet() }
        }
    }
}

extension Orchard {
    /// Receives and sends.
    @discardableResult
    func meet() async throws -> (notices: [String], result: ExchangeResult) {
        try await useCases.permitted { try await useCases.publisher.meet($0) }
    }

    /// Evolves as the program does: what others did comes first, and what this machine did is sent, again if another one
    /// was first.
    ///
    /// - Parameter first: is called before the first sending.
    @discardableResult
    func evolve(_ lessons: [Lesson], id: String, beforeSending first: () async throws -> Void = {}) async throws
        -> ExchangeResult
    {
        var result = ExchangeResult.behind
        for attempt in 0..<3 where result == .behind {
            try await learn(lessons, id: "\(id)\(attempt)")
            if attempt == 0 { try await first() }
            result = try await useCases.permitted { try await useCases.publisher.send($0) }
        }
        return result
    }

    /// Evolves without a look at the remote.
    func evolveAlone(_ lessons: [Lesson], id: String) async throws {
        _ = try await useCases.permitted { try await useCases.publisher.catchUp($0, receiving: false) }
        _ = try await useCases.publish(lessons, evolution: id)
    }

    var tip: String { get throws { try git("rev-parse", "main") } }
}
