internal import JSON
internal import LanguageModels
package import Lessons
package import Prompting
internal import Shell
package import Skills
package import Trajectories

/// Decides to which skill an episode belongs if no skill is named.
package struct Router: Sendable {
    /// The skill of an episode, and how it was found.
    package enum Route: Sendable, Equatable {
        /// A folder, a sidecar or a use in the session names the skill.
        case named(String)
        /// A model chose the skill from a shortlist.
        case chosen(Skill.Name, reason: String)
        /// No skill fits: there are none, none shares a word with the episode, or a model says so.
        case none(reason: String)
    }

    private let session: ModelSession
    private let seed: UInt64
    private let index: SkillIndex

    /// Prepares routing among `skills`.
    ///
    /// - Parameter seed: The seed of data fences, constant for one installation.
    package init(_ session: ModelSession, seed: UInt64, skills: [Skill]) {
        self.session = session
        self.seed = seed
        index = SkillIndex(skills)
    }

    /// Finds the skill of an episode. A model is asked only if some skill shares words with the episode.
    ///
    /// - Throws: ``AnalystError/model(_:)`` if the model gives no usable answer.
    package func route(_ episode: Episode, record: AnalysedEpisode) async throws(AnalystError) -> Route {
        if let route = record.route { return .named(route) }
        let request = Self.request(of: episode, record)
        let matches = index.matches(request)
        guard !matches.isEmpty else { return .none(reason: "no skill shares a word with the request") }
        do throws(ModelError) {
            return try await choose(among: matches, for: request, record)
        } catch {
            throw .model(error)
        }
    }

    /// A description of an episode: its request, its workspace, and the tools and programs that it used most.
    static func request(of episode: Episode, _ record: AnalysedEpisode) -> String {
        var counts: [String: Int] = [:]
        for (_, call) in episode.calls {
            let names = call.command.map { ShellScript($0).programs } ?? [call.tool]
            for name in Set(names) { counts[name, default: 0] += 1 }
        }
        let used = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12).map(\.key)
        var text = Excerpt.ends(of: episode.task ?? "", limit: 3_000)
        if let workspace = record.workspace { text += "\nworkspace: \(workspace)" }
        if !used.isEmpty { text += "\nused: \(used.joined(separator: ", "))" }
        return text
    }

    private static let schema = """
        {"type":"object","additionalProperties":false,"required":["skill","reason"],"properties":{
        "skill":{"type":"string","description":"the name of one of the skills, or none"},"reason":{"type":"string"}}}
        """

    private func choose(
        among matches: [SkillIndex.Match],
        for request: String,
        _ record: AnalysedEpisode
    ) async throws(ModelError) -> Route {
        let list = matches.sorted { $0.name < $1.name }
            .map { "\($0.name): \(Excerpt.line(of: $0.description, limit: 1_200))" }.joined(separator: "\n")
        let name = "route \(record.session)/\(record.trajectory)/\(record.episode)"
        let fence = DataFence(seed: seed, name: name, around: [list, request])
        let prompt = Prompt(
            shared: [Instructions.router],
            """
            \(Instructions.marker)
            To which of these skills does the request belong? \(fence.note)

            Skills:
            \(fence.around(list))

            Request:
            \(fence.around(request))
            """,
            schema: AnswerSchema(name: "route", schema: try JSONText(Self.schema))
        )
        let names = matches.map(\.name)
        return try await session.askForValue(prompt, purpose: "route") { payloads throws(UnreadableAnswer) in
            PartialParse(value: try Self.read(payloads, among: names))
        }.value
    }

    private static func read(_ payloads: [JSON], among names: [Skill.Name]) throws(UnreadableAnswer) -> Route {
        guard payloads.count == 1, let choice = payloads[0]["skill"]?.string else {
            throw UnreadableAnswer("there is no one object with a \"skill\"")
        }
        let reason = EnglishTokenizer.folded(payloads[0]["reason"]?.string ?? "")
        if choice == "none" { return .none(reason: reason.isEmpty ? "the model says that none fits" : reason) }
        guard let name = names.first(where: { $0.text == choice }) else {
            let known = names.map(\.text).joined(separator: ", ")
            throw UnreadableAnswer("\"\(Excerpt.line(of: choice, limit: 60))\" is none of \(known), and not none")
        }
        return .chosen(name, reason: reason)
    }
}
