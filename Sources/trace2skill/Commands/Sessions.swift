internal import ArgumentParser
internal import Foundations
internal import Ledger

/// `trace2skill sessions`
struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List sessions, with outcome, agent, project, and what became of them",
        discussion: """
            The newest sessions are listed first. The last column says whether a lesson rests on the session, and otherwise \
            why not. trace2skill show ID describes one session.

            Values of --use: \(SessionUse.all.map(\.name).joined(separator: ", ")).
            """
    )

    /// One session, as `--json` prints it: names and types are stable, members may be added.
    struct Entry: Codable {
        /// The id of the session.
        var id: String
        /// SHA-256 of the trajectory.
        var trajectory: String
        /// The beginning, in ISO 8601.
        var started: String?
        /// `success`, `failure`, `partial` or `unknown`.
        var outcome: String
        /// The reward, where the source has one.
        var reward: Double?
        /// The format of the trajectory.
        var format: String
        /// The name of the agent.
        var agent: String
        /// The project that was worked on.
        var project: String?
        /// The first request, cut short.
        var request: String?
        /// The numbers of calls and of calls that failed.
        var calls: Int, errors: Int
        /// The tokens of the agent's model.
        var tokens: Int
        /// The cost of the agent's model in US dollars, where it was recorded.
        var cost: Double?
        /// The number of episodes.
        var episodes: Int
        /// The skills that were used, as `<kind>:<name>`.
        var skills: [String]
        /// `supports`, `pending`, or the code of the reason why nothing of the session is used.
        var use: String

        init(_ summary: SessionSummary) {
            let session = summary.session
            id = session.id
            trajectory = session.trajectory
            started = session.started.map(Times.text)
            (outcome, reward) = (session.outcome, session.reward)
            (format, agent, project, request) = (session.format, session.agent, session.workspace, session.task)
            (calls, errors, tokens, cost) = (session.calls, session.errors, session.tokens, session.cost)
            episodes = summary.episodes
            skills = summary.usedSkills
            use = summary.use.name
        }
    }

    @OptionGroup var options: CommonOptions

    @Option(help: "Only sessions with this outcome: success, failure, partial or unknown")
    var outcome: String?

    @Option(help: "Only sessions of this agent or format; a part of the name is enough")
    var agent: String?

    @Option(help: "Only sessions of this project; a part of its path is enough")
    var project: String?

    @Option(help: "Only sessions that used this skill")
    var skill: String?

    @Option(help: "Only sessions of which this became, such as pending or nothing-found")
    var use: String?

    @Option(name: [.customShort("n"), .long], help: "At most so many sessions; 0 for all")
    var limit = 50

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func validate() throws {
        if let use, SessionUse.all.allSatisfy({ $0.name != use }) {
            throw ValidationError(
                "there is no use \(use); choose one of: \(SessionUse.all.map(\.name).joined(separator: ", "))"
            )
        }
        if let outcome, !Self.outcomes.contains(outcome) {
            throw ValidationError(
                "there is no outcome \(outcome); choose one of: \(Self.outcomes.joined(separator: ", "))"
            )
        }
        if limit < 0 { throw ValidationError("--limit is a number of sessions, or 0 for all of them") }
    }

    private static let outcomes = ["success", "failure", "partial", "unknown"]

    func run() async throws {
        let context = try Context.openReading(options)
        var filter = SessionFilter()
        filter.outcome = outcome
        filter.agent = agent
        filter.project = project
        filter.skill = skill
        filter.use = use.flatMap { name in SessionUse.all.first { $0.name == name } }
        let found = try context.ledger.sessions(filter)
        let shown = limit == 0 ? found[...] : found.prefix(limit)
        if json { return try JSONOutput.print(shown.map(Entry.init)) }
        guard !found.isEmpty else {
            return print(try context.ledger.totals().sessions == 0 ? "no sessions yet" : "no session matches")
        }
        show(shown, ShortNames(try context.ledger.sessionNames()))
        if found.count > shown.count {
            print("… and \((found.count - shown.count).of("more session")); --limit 0 lists all of them")
        }
    }

    private func show(_ sessions: ArraySlice<SessionSummary>, _ names: ShortNames) {
        var table = TextTable([
            TextTable.Column("session"), TextTable.Column("started"), TextTable.Column("outcome"),
            TextTable.Column("agent"), TextTable.Column("project"), TextTable.Column("skills"),
            TextTable.Column("became"),
        ])
        for summary in sessions {
            let session = summary.session
            table.add([
                SingleLine(names.short(session.id), limit: 200).description,
                session.started.map { String(Times.local($0).prefix(16)) } ?? "-",
                session.outcome, Self.cell(session.agent.isEmpty ? session.format : session.agent, 14),
                Self.cell(Self.project(session.workspace), 24), Self.cell(Self.skills(summary), 24),
                Self.words(summary.use),
            ])
        }
        for line in table.lines { print(line) }
    }

    private static func skills(_ summary: SessionSummary) -> String {
        let names = summary.usedSkills.map { String($0.drop { $0 != ":" }.dropFirst()) }
        return names.isEmpty ? "-" : Set(names).sorted().joined(separator: ",")
    }

    /// A project by the end of its path, which tells it from others.
    private static func project(_ path: String?) -> String {
        guard let path else { return "-" }
        guard path.count > 24 else { return path }
        let parts = path.split(separator: "/")
        var shown = ""
        for part in parts.reversed() {
            let longer = shown.isEmpty ? String(part) : "\(part)/\(shown)"
            if longer.count > 22, !shown.isEmpty { break }
            shown = longer
        }
        return "…/\(shown)"
    }

    /// A text in a cell; only the beginning of a long one.
    private static func cell(_ text: String, _ limit: Int) -> String {
        let line = SingleLine(text, limit: limit + 1).description
        return line.count <= limit ? line : line.prefix(limit - 1) + "…"
    }

    private static func words(_ use: SessionUse) -> String {
        switch use {
        case .supports: "supports a lesson"
        case .pending: "pending"
        case .unused(let reason): "not used: \(Reasons.words(reason))"
        }
    }
}
