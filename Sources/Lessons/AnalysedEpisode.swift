package import Trajectories

/// What is left of an episode once it is analysed: what the pool is mined from.
package struct AnalysedEpisode: Sendable, Equatable {
    /// The outermost session: sub-agents speak with the voice of the session that started them.
    package var session: Session.ID
    /// SHA-256 of the trajectory file.
    package var trajectory: String
    package var episode: Int
    /// What makes two tasks the same: the benchmark's identifier, else the normalised request.
    package var task: String
    /// Owner, agent and workspace together.
    package var source: String
    package var format: String
    /// The project that was worked on, or nil where the recording does not tell.
    package var workspace: String?
    /// The skill that a folder, a sidecar or a use in the session names.
    package var route: String?
    package var outcome: Outcome.Label
    package var findings: [Finding]
    /// What the agent did, for telling successes from failures: `calls book_reservation`, `runs tests`.
    package var traits: [Trait]
    /// A sketch of the actions: sessions with the same sketch are copies.
    package var sketch: String

    package init(
        session: Session.ID,
        trajectory: String,
        episode: Int,
        task: String,
        source: String,
        format: String,
        workspace: String?,
        route: String?,
        outcome: Outcome.Label,
        findings: [Finding],
        traits: [Trait],
        sketch: String
    ) {
        self.session = session
        self.trajectory = trajectory
        self.episode = episode
        self.task = task
        self.source = source
        self.format = format
        self.workspace = workspace
        self.route = route
        self.outcome = outcome
        self.findings = findings
        self.traits = traits
        self.sketch = sketch
    }
}

/// Something that an agent did in an episode, with the words of the action.
package struct Trait: Sendable, Equatable, Codable {
    package var name: String
    package var quote: Lesson.Quote
    package init(name: String, quote: Lesson.Quote) {
        self.name = name
        self.quote = quote
    }
}

/// Reads traits of an episode.
package enum Traits {
    /// What an episode's calls amount to, each trait once, with the call that shows it.
    package static func read(_ episode: Episode) -> [Trait] {
        var traits: [String: Lesson.Quote] = [:]
        var lastEdit = -1
        var calls = episode.calls
        if calls.count > 5_000 { calls = Array(calls.suffix(5_000)) }
        for (index, placed) in calls.enumerated() {
            let quote = RecoveryFinder.quote(of: placed)
            guard let command = placed.call.command else {
                if placed.call.observation?.status == .ok {
                    traits["calls \(placed.call.tool)", default: quote] = quote
                }
                if ShellAction.actions(of: placed.call).contains(where: { $0.kind != .look && $0.kind != .run }) {
                    lastEdit = index
                }
                continue
            }
            let shell = ShellCommand(command)
            let isRun = placed.call.observation?.status == .ok || placed.call.observation?.status == .answer
            if isRun, ToolStatus.isTestRun(shell) {
                traits[lastEdit >= 0 ? "runs tests after the last edit" : "runs tests before the first edit"] = quote
            }
            if isRun, shell.commands.contains(where: { $0.program == "git" && $0.words.dropFirst().first == "diff" }),
                lastEdit >= 0
            {
                traits["reads the diff before the end"] = quote
            }
            if shell.commands.flatMap(ShellAction.actions(of:)).contains(where: {
                if case .edit = $0.kind { true } else { false }
            }) {
                lastEdit = index
                traits["runs tests after the last edit"] = nil
                traits["reads the diff before the end"] = nil
            }
        }
        return traits.map { Trait(name: $0.key, quote: $0.value) }.sorted { $0.name < $1.name }
    }

    /// The eight smallest hashes of an episode's actions: the same for copies, whatever format they are in.
    package static func sketch(_ session: Session) -> String {
        var hashes = Set<UInt64>()
        var count = 0
        for episode in session.episodes {
            for (_, call) in episode.calls {
                let text = call.command ?? call.tool + call.arguments.map(\.value).joined(separator: " ")
                guard text.utf8.count > 8 else { continue }
                count += 1
                hashes.insert(FNV.hash(text.utf8.lazy.filter { $0 > 0x20 }))
            }
        }
        guard count >= 4 else { return "" }
        return hashes.sorted().prefix(8).map { String($0, radix: 36) }.joined(separator: ".")
    }
}

/// Fowler, Noll and Vo's hash, 64 bits, variant 1a: stable between runs, unlike Swift's own.
package enum FNV {
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Eight hexadecimal digits of the hash of a text.
    package static func short(_ text: String) -> String {
        let digits = String(UInt32(truncatingIfNeeded: hash(text.utf8) ^ (hash(text.utf8) >> 32)), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
