internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Git
internal import Ledger
internal import Lessons
internal import Safeguards
internal import SkillRepository

/// `trace2skill review`
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "List what needs the decision of a person, and accept or reject it",
        discussion: """
            A person has to decide about lessons held by the safety rules, such as a command that is new to a skill; lessons \
            that contradict another lesson; rules in which the model that checked them found something to decide; and \
            proposals on branches (mode: propose, or evolve --propose). Without arguments, all of them are listed. The next evolution publishes an accepted lesson; a rejected lesson is \
            not learned again. Proposals may also be merged with git.
            """
    )

    /// What needs a decision, as `--json` prints it.
    struct Report: Codable {
        /// An open proposal.
        struct Proposal: Codable {
            /// Its name, such as `python/v3`.
            var name: String
            /// The short name of its branch.
            var branch: String
            /// The full id of its last commit.
            var tip: String
            /// The ids of the lessons that it adds.
            var lessons: [String]
            /// The ids of the lessons that it removes.
            var removals: [String]
            /// Whether the branch of revisions has moved since it was made.
            var isStale: Bool
            /// Whether a person has changed it.
            var isEdited: Bool
        }
        /// A lesson that waits for a person.
        struct Waiting: Codable {
            /// The lesson.
            var lesson: LessonDescription
            /// Why it waits, as a phrase.
            var why: String
            /// The ids of lessons that it contradicts.
            var contradicts: [String]
            /// What the model that checked it found to decide, or the words that it is held for; nil if it waits for another
            /// reason.
            var toDecide: String?
        }
        /// The open proposals, by name.
        var proposals: [Proposal]
        /// The lessons that wait.
        var lessons: [Waiting]
    }

    /// What a person decided.
    enum Decision: String, ExpressibleByArgument, CaseIterable { case accept, reject }

    @OptionGroup var options: CommonOptions

    @Argument(help: "The decision: accept or reject")
    var decision: Decision?

    @Argument(help: "The id of a lesson, or a proposal such as python/v3")
    var id: String?

    @Option(help: "The reason, for readers of the history")
    var reason = ""

    @Flag(help: "List as JSON; its schema is stable")
    var json = false

    func validate() throws {
        if decision != nil, json { throw ValidationError("--json is for the list, without a decision") }
        if decision != nil, id == nil {
            throw ValidationError("the id is missing; write: trace2skill review accept ID")
        }
    }

    func run() async throws {
        let context = try decision == nil ? Context.openReading(options) : Context.open(options)
        guard let decision, let id else { return try await list(context) }
        try await context.withPermit { permit in
            try await decide(decision, on: id, context, permit)
            try await context.send(permit)
        }
    }

    private func decide(
        _ decision: Decision,
        on id: String,
        _ context: Context,
        _ permit: borrowing WorkPermit
    ) async throws {
        let proposal = try await context.repository.proposals().first { $0.name == id }
        switch (decision, proposal) {
        case (.accept, let proposal?):
            let person = await GitPerson.inRepository(context.configuration.repository)
            let result = try await context.useCases.review.accept(proposal, by: person, permit: permit)
            print("merged proposals/\(id)")
            if let line = result.remark { print(line) }
        case (.reject, let proposal?):
            let kept = try await context.useCases.review.reject(proposal, reason: reason, permit: permit)
            print("rejected \(id); its commits are kept in \(kept)")
        case (.accept, nil):
            try await context.useCases.review.approve(Lesson.ID(id), permit: permit)
            print("accepted \(id); the next evolution may publish it: trace2skill evolve --again")
        case (.reject, nil):
            let proposals = try await context.useCases.review.reject(Lesson.ID(id), reason: reason, permit: permit)
            print("rejected \(id); it is not learned again")
            for name in proposals { print("took it out of proposals/\(name)") }
        }
    }

    private func report(_ proposals: [Proposals.Open], _ lessons: [LessonRecord], _ context: Context) throws -> Report {
        let conflicts = try context.ledger.conflicts()
        let decisions = try context.ledger.decisions()
        return Report(
            proposals: proposals.map {
                Report.Proposal(
                    name: $0.name,
                    branch: "proposals/\($0.name)",
                    tip: $0.tip.description,
                    lessons: $0.lessons,
                    removals: $0.removals,
                    isStale: $0.isStale,
                    isEdited: $0.isEdited
                )
            },
            lessons: lessons.map { record in
                let id = record.lesson.id.rawValue
                return Report.Waiting(
                    lesson: LessonDescription(record),
                    why: Reasons.words(record.state) ?? "",
                    contradicts: conflicts.filter { $0.lessons.contains(id) }.flatMap(\.lessons).filter { $0 != id },
                    toDecide: Self.toDecide(record, decisions)
                )
            }
        )
    }

    /// Shows a proposal with its lessons, and the commands that show and decide it.
    private func show(_ proposal: Proposals.Open, _ context: Context) throws {
        let branch = context.repository.branch.dropFirst("refs/heads/".count)
        print("\(Terminal.bold("proposal \(proposal.name)"))  \(proposal.content)")
        for (ids, verb) in [(proposal.lessons, "add"), (proposal.removals, "remove")] {
            for id in ids {
                guard let lesson = try context.ledger.lesson(Lesson.ID(id))?.lesson else {
                    print("  \(verb) \(id)")
                    continue
                }
                print(
                    "  \(verb) \(id)  met \(lesson.support.count) of \(lesson.support.pool)\(lesson.way.map { ", way \($0.count)" } ?? "")  \(Terminal.plain(lesson.title))"
                )
            }
        }
        print("  the change:  git -C \(context.configuration.repository) diff \(branch)...proposals/\(proposal.name)")
        print("  to decide:   trace2skill review accept \(proposal.name), or reject")
    }

    /// What the model that checked a rule found to decide, or the words that the safety rules hold it for; nil if the lesson
    /// waits for another reason.
    private static func toDecide(_ record: LessonRecord, _ decisions: [DiscardRecord]) -> String? {
        switch record.state {
        case .held(.secondReader): decisions.last { $0.lessons.contains(record.lesson.id.rawValue) }?.reason
        case .held(.safeguard(let code)):
            Safeguards.standard.sentence(onWordsOf: LessonText.items([record.lesson]), code: code)
        default: nil
        }
    }

    private func list(_ context: Context) async throws {
        let proposals = try await context.repository.proposals()
        let lessons = try context.useCases.review.waitingLessons()
        if json { return try JSONOutput.print(try report(proposals, lessons, context)) }
        let decisions = try context.ledger.decisions()
        let conflicts = try context.ledger.conflicts()
        if proposals.isEmpty, lessons.isEmpty { return print("nothing needs a decision") }
        for proposal in proposals { try show(proposal, context) }
        for record in lessons {
            print(
                "\(Terminal.bold("lesson \(record.lesson.id)"))  \(Reasons.words(record.state) ?? ""), \(record.lesson.support.count) of \(record.lesson.support.pool) sessions"
            )
            print("  \(Terminal.plain(record.lesson.title))")
            for conflict in conflicts where conflict.lessons.contains(record.lesson.id.rawValue) {
                let others = conflict.lessons.filter { $0 != record.lesson.id.rawValue }
                print("  Contradicts \(others.joined(separator: ", ")): \(Terminal.plain(conflict.reason))")
            }
            if let found = Self.toDecide(record, decisions) { print("  To decide: \(Terminal.plain(found))") }
            print("  When \(Terminal.plain(record.lesson.when)): \(Terminal.plain(record.lesson.action)).")
        }
    }
}
