internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import SkillRepository

extension Pipeline {
    /// Publishes a prepared revision: intent, branch, tag, working tree, ledger, in this order.
    ///
    /// A crash after any step is finished by ``recover()``: the intent names everything, and making it again makes the
    /// same objects.
    func publish(_ revision: PreparedRevision, evolution: String) async throws -> String? {
        try await repository.requireFree(revision.paths)
        var intent = Intent(
            id: "\(revision.tag)@\(revision.tip)",
            evolution: evolution,
            skill: revision.plan.skill,
            reference: repository.branch,
            parent: revision.parent.description,
            tip: revision.tip.description,
            content: IntentContent(
                number: revision.plan.number,
                seconds: revision.plan.seconds,
                tagMessage: SkillRepository.tagMessage(revision.plan),
                lessons: revision.plan.steps.map(\.lesson.id.rawValue)
            ).text,
            created: clock.now()
        )
        try ledger.save(intent)
        let result: PublishResult
        do {
            result = try await repository.publish(revision)
        } catch {
            // Nothing has moved: the intent is void. If that cannot be written down, recovery finds the same.
            intent.state = .abandoned
            try ledger.save(intent)
            throw error
        }
        try ledger.save(
            RevisionRecord(
                skill: revision.plan.skill,
                number: revision.plan.number,
                evolution: evolution,
                commit: revision.tip.description,
                base: revision.parent.description,
                published: clock.now(),
                lessons: revision.plan.steps.map(\.lesson.id.rawValue)
            )
        )
        // Adopted from here on: an evolution that is cut off later does not learn them again.
        try ledger.save(
            revision.plan.steps.map {
                LessonRecord(
                    lesson: $0.lesson,
                    state: .adopted,
                    revision: revision.plan.number,
                    evolution: evolution,
                    updated: clock.now()
                )
            }
        )
        intent.state = Self.isDone(result) ? .done : .moved
        try ledger.save(intent)
        return Self.sentence(result)
    }

    /// Finishes what a crash cut off: moves the branch or brings the working tree along for every open intent.
    package func recover() async throws {
        let intents = try ledger.openIntents()
        _ = try await repository.clearStaleLocks(
            before: Int64(started),
            planned: Set(intents.map(\.tip)),
            owner: geteuid()
        )
        for var intent in intents {
            guard let content = IntentContent(intent.content) else { continue }
            switch try await repository.position(tip: intent.tip, parent: intent.parent, reference: intent.reference) {
            case .elsewhere: intent.state = .abandoned
            case .ready:
                do {
                    try await repository.resume(
                        tip: intent.tip,
                        parent: intent.parent,
                        reference: intent.reference,
                        seconds: content.seconds
                    )
                    try await settle(&intent, content)
                } catch PublishingError.branchMoved { intent.state = .abandoned }
            case .moved: try await settle(&intent, content)
            }
            try ledger.save(intent)
        }
    }

    private func settle(_ intent: inout Intent, _ content: IntentContent) async throws {
        try await repository.tag(
            skill: intent.skill,
            number: content.number,
            tip: intent.tip,
            seconds: content.seconds,
            message: content.tagMessage
        )
        let result = try await repository.finish(tip: intent.tip, parent: intent.parent, skill: intent.skill)
        try ledger.save(
            RevisionRecord(
                skill: intent.skill,
                number: content.number,
                evolution: intent.evolution,
                commit: intent.tip,
                base: intent.parent,
                published: clock.now(),
                lessons: content.lessons
            )
        )
        // The working tree may have moved on with the branch; only a tip that is still the branch's is waited for.
        intent.state = Self.isDone(result) ? .done : .moved
    }

    private static func isDone(_ result: PublishResult) -> Bool { result == .published }

    private static func sentence(_ result: PublishResult) -> String? {
        guard case .behind(let paths, let reason) = result else { return nil }
        return
            "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "was" : "were") left as \(paths.count == 1 ? "it is" : "they are") (\(reason))"
    }
}

/// The part of an intent that is text in the ledger: lines of a fixed order.
struct IntentContent {
    let number: Int
    let seconds: Int64
    let tagMessage: String
    let lessons: [String]

    init(number: Int, seconds: Int64, tagMessage: String, lessons: [String]) {
        self.number = number
        self.seconds = seconds
        self.tagMessage = tagMessage
        self.lessons = lessons
    }

    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, let number = Int(lines[0]), let seconds = Int64(lines[1]) else { return nil }
        self.number = number
        self.seconds = seconds
        tagMessage = lines[2] + "\n"
        lessons = lines[3].split(separator: " ").map(String.init)
    }

    var text: String { "\(number)\n\(seconds)\n\(tagMessage)\(lessons.joined(separator: " "))" }
}
