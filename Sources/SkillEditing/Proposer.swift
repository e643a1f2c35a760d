internal import Foundations
internal import JSON
internal import LanguageModels
package import Lessons
internal import Markdown
internal import Patches
package import Prompting
package import Skills

/// Asks a model for the edits that put lessons into a skill, and makes sure that no lesson is lost.
package struct Proposer: Sendable {
    /// What the model has to know besides the lessons.
    package struct Background: Sendable {
        /// Lessons that a person retracted, which are never proposed again.
        package var tombstones: [Lesson]
        /// Proposals that were rejected earlier.
        package var rejections: [PastRejection]
        /// Lessons that the skill holds.
        package var standing: [Lesson]

        /// Creates a background; without arguments, nothing was retracted or rejected, and the skill holds no lesson.
        package init(tombstones: [Lesson] = [], rejections: [PastRejection] = [], standing: [Lesson] = []) {
            self.tombstones = tombstones
            self.rejections = rejections
            self.standing = standing
        }
    }

    private let session: ModelSession
    private let seed: UInt64
    private let batch: Int

    /// The most tokens of a skill in a prompt.
    private static let skillTokens = 40_000

    /// Configures the proposer.
    ///
    /// - Parameters:
    ///   - seed: The seed of data fences, constant for one installation.
    ///   - batch: The most lessons of one call.
    package init(
        _ session: ModelSession,
        seed: UInt64,
        batch: Int = 16
    ) {
        self.session = session
        self.seed = seed
        self.batch = max(1, batch)
    }

    /// Proposes edits. The result depends on the set of lessons only, not on their order.
    ///
    /// Edits that cannot be read, cannot be applied, or meet an objection are sent back once with the reason. Lessons that
    /// then still have no edit get one made in code.
    ///
    /// - Parameter rules: The rules that the edits have to keep.
    /// - Throws: ``AnalystError/model(_:)`` if a later attempt may succeed (the model cannot be reached, the budget is used
    ///   up, the task is cancelled); ``AnalystError/unusable(_:)`` if the skill has no SKILL.md.
    package func propose(
        _ lessons: [Lesson],
        for base: Skill,
        under rules: EditRules,
        background: Background = Background()
    ) async throws(AnalystError) -> ProposedEdits {
        guard base.files[Skill.mainPath] != nil else {
            throw .unusable("the skill \(base.name) has no \(Skill.mainPath); add one first")
        }
        guard !lessons.isEmpty else { return ProposedEdits() }
        let ordered = Self.order(lessons)
        let shared = [
            Instructions.proposer, SkillExcerpt.text(base.name.text, base, seed: seed, tokens: Self.skillTokens),
        ]
        let batches = stride(from: 0, to: ordered.count, by: batch).map { start in
            Array(ordered[start..<min(ordered.count, start + batch)])
        }
        var questions: [Question] = []
        for (number, lessons) in batches.enumerated() {
            let prefix = batches.count > 1 ? "\(number + 1)." : ""
            questions.append(Question(prefix: prefix, lessons: lessons, background: background, rules: rules))
        }
        let answers = try await ask(questions, shared, base)
        var builder = EditSetBuilder(base: base, lessons: ordered, rules: rules)
        for (question, answer) in zip(questions, answers) { builder.add(answer, for: question.lessons.map(\.id)) }
        if let retry = builder.retry() { try await correct(&builder, retry, shared, background) }
        return builder.finish()
    }

    /// The lessons in the order of their headings, so that one call sees those of one heading; the best supported heading
    /// comes first.
    private static func order(_ lessons: [Lesson]) -> [Lesson] {
        let distinct = Dictionary(lessons.map { ($0.id, $0) }) { first, _ in first }.values
        let sections = Dictionary(grouping: distinct, by: \.section)
        func support(_ section: String) -> Int { sections[section]?.map(\.support.count).max() ?? 0 }
        return sections.keys.sorted { (support($1), $0) < (support($0), $1) }.flatMap { section in
            (sections[section] ?? []).sorted { ($1.support.count, $0.id) < ($0.support.count, $1.id) }
        }
    }

    // MARK: Asking

    /// The lessons of one call.
    private struct Question: Sendable {
        let prefix: String
        let lessons: [Lesson]
        let background: Background
        let rules: EditRules
    }

    private typealias Reply = Result<ParsedAnswer<ProposalAnswer>, ModelError>

    private func ask(
        _ questions: [Question],
        _ shared: [String],
        _ base: Skill
    ) async throws(AnalystError) -> [Reply] {
        let replies = await withTaskGroup(of: (Int, Reply).self) { tasks in
            for (index, question) in questions.enumerated() {
                tasks.addTask { (index, await ask(question, shared, base)) }
            }
            var replies = [Reply](repeating: .failure(.cancelled), count: questions.count)
            for await (index, reply) in tasks { replies[index] = reply }
            return replies
        }
        for reply in replies {
            if case .failure(let error) = reply, error.mayPass {
                // The lessons wait, because the model's edits are better than those of code.
                throw .model(error)
            }
        }
        return replies
    }

    @concurrent
    private func ask(_ question: Question, _ shared: [String], _ base: Skill) async -> Reply {
        let ids = Set(question.lessons.map(\.id.rawValue))
        let answer = ProposalAnswer.Question(
            lessons: ids,
            due: ids,
            tombstones: question.background.tombstones,
            prefix: question.prefix
        )
        do throws(ModelError) {
            let prompt = Prompt(shared: shared, text(of: question, base), schema: try Self.schema())
            return .success(
                try await session.askForValue(prompt, purpose: "propose") { payloads throws(UnreadableAnswer) in
                    try ProposalAnswer.parse(payloads, answer)
                }
            )
        } catch {
            return .failure(error)
        }
    }

    private static func schema() throws(ModelError) -> AnswerSchema {
        AnswerSchema(name: "patch", schema: try JSONText(ProposalAnswer.schema))
    }

    // MARK: Putting right

    /// Sends the edits that cannot stay back, once.
    private func correct(
        _ builder: inout EditSetBuilder,
        _ retry: EditSetBuilder.Retry,
        _ shared: [String],
        _ background: Background
    ) async throws(AnalystError) {
        let question = ProposalAnswer.Question(
            lessons: retry.lessons,
            due: [],
            tombstones: background.tombstones,
            prefix: "",
            ids: retry.ids
        )
        let fence = DataFence(seed: seed, name: "correct \(retry.ids.sorted())", around: [retry.text])
        let useless = "Leave out those that are no use, and decline their"  // words: allow
        let text = """
            \(Instructions.marker)
            These edits cannot stay, each for the reason below it. Give each again under the same id, put right: copy
            headings and anchors letter by letter from the skill. \(useless)
            lessons. All other edits are taken. \(fence.note)

            \(fence.around(retry.text))
            """
        do throws(ModelError) {
            let prompt = Prompt(shared: shared, text, schema: try Self.schema())
            let parsed = try await session.repairing(min(1, session.repairs)).askForValue(prompt, purpose: "propose") {
                payloads throws(UnreadableAnswer) in try ProposalAnswer.parse(payloads, question)
            }
            builder.correct(with: parsed)
        } catch {
            guard !error.mayPass else { throw .model(error) }
            builder.record(.model(error), lessons: retry.lessons)
        }
    }

    // MARK: Words

    private func text(of question: Question, _ base: Skill) -> String {
        let lessons = question.lessons.map { $0.promptEntry(named: $0.id.rawValue) }
        let taken = question.background.tombstones.sorted { $0.id < $1.id }.map { "- \($0.title): \($0.action)" }
        // words: allow
        let rejected = question.background.rejections.map { "- \($0.proposal) (turned down: \($0.reason))" }
        let held = question.background.standing.sorted { ($1.support.count, $0.id) < ($0.support.count, $1.id) }
            .prefix(Self.shownStanding).map { lesson in
                let line = Excerpt.line(of: LessonText.lines(lesson).first ?? lesson.title, limit: 120)
                return "- \(lesson.id), support \(lesson.support.count.of("session")): \(line)"
            }
        let parts = [
            lessons.joined(separator: "\n\n"), taken.joined(separator: "\n"), rejected.joined(separator: "\n"),
            held.joined(separator: "\n"),
        ]
        let ids = question.lessons.map(\.id.rawValue).joined(separator: " ")
        let fence = DataFence(seed: seed, name: "propose \(base.name) \(ids)", around: parts)
        let task = "Put \(lessons.count.of("lesson")) into the skill \(base.name)."
        var text = """
            \(Instructions.marker)
            \(task) \(fence.note)

            \(Self.size(of: base))
            \(Self.limits(question.rules))

            Lessons:
            \(fence.around(parts[0]))
            """
        if !held.isEmpty { text += "\n\nLines that the skill holds for lessons:\n\(fence.around(parts[3]))" }
        if !taken.isEmpty { text += "\n\nTaken back by a person, never to come again:\n\(fence.around(parts[1]))" }
        if !rejected.isEmpty {
            text += "\n\nTurned down before; do not propose these again:\n\(fence.around(parts[2]))"
        }
        return text
    }

    /// The most lessons of the skill that a prompt lists.
    private static let shownStanding = 40

    private static func limits(_ rules: EditRules) -> String {
        let lines = "At most \(rules.limit) lines in all may be added or changed."
        return rules.isProposal
            ? lines
            // words: allow
            : "\(lines) Lines that stand must stay, word for word: add beside them, or repeat them in a replacement."
    }

    private static func size(of base: Skill) -> String {
        let main = base.files[Skill.mainPath] ?? []
        let lines = main.count { $0 == UInt8(ascii: "\n") }
        let references = base.paths.count { Skill.isReference($0) }
        let limits = Skill.SizeLimits()
        return "Size: SKILL.md has \(lines) of \(limits.mainLines) lines and about \(Skill.tokens(of: main)) of "
            + "\(limits.mainTokens) tokens; there are \(references) references."
    }
}
