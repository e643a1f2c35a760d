internal import Foundations
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
                lessons: revision.plan.lessons
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
                lessons: revision.plan.lessons.map(\.id.rawValue)
            )
        )
        // Adopted from here on: an evolution that is cut off later does not learn them again.
        try ledger.save(adopted(revision.plan.lessons, in: revision.plan.number, by: evolution))
        intent.state = Self.isDone(result) ? .done : .moved
        try ledger.save(intent)
        return Self.sentence(result)
    }

    private func adopted(_ lessons: [Lesson], in number: Int, by evolution: String) -> [LessonRecord] {
        lessons.map {
            LessonRecord(lesson: $0, state: .adopted, revision: number, evolution: evolution, updated: clock.now())
        }
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
                lessons: content.lessons.map(\.id.rawValue)
            )
        )
        let records = adopted(content.lessons, in: content.number, by: intent.evolution)
        try ledger.save(records)
        try await repository.keep(
            records.map { ($0.lesson, $0.state.rawValue) },
            evolution: intent.evolution,
            seconds: Int64(content.seconds)
        )
        // The working tree may have moved on with the branch; only a tip that is still the branch's is waited for.
        intent.state = Self.isDone(result) ? .done : .moved
    }

    private static func isDone(_ result: PublishResult) -> Bool { result == .published }

    private static func sentence(_ result: PublishResult) -> String? {
        guard case .behind(let paths, let reason) = result else { return nil }
        return
            "\(paths.joined(separator: ", ")) \(paths.count.form(one: "was", many: "were")) left as \(paths.count.form(one: "it is", many: "they are")) (\(reason))"
    }
}

/// The part of an intent that is text in the ledger: lines of a fixed order, then a line for each lesson.
struct IntentContent {
    let number: Int
    let seconds: Int64
    let tagMessage: String
    let lessons: [Lesson]

    init(number: Int, seconds: Int64, tagMessage: String, lessons: [Lesson]) {
        self.number = number
        self.seconds = seconds
        self.tagMessage = tagMessage
        self.lessons = lessons
    }

    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 3, let number = Int(lines[0]), let seconds = Int64(lines[1]) else { return nil }
        self.number = number
        self.seconds = seconds
        tagMessage = lines[2] + "\n"
        // Whatever cannot be read is read back from the history.
        lessons = lines[3...].compactMap { try? LessonFile.decode(Array($0.utf8)) }
    }

    var text: String {
        // JSON of one line: a line feed in a text of it is escaped.
        let lessons = lessons.map { String(decoding: LessonFile.encode($0), as: UTF8.self) }
        return (["\(number)", "\(seconds)", String(tagMessage.prefix { $0 != "\n" })] + lessons).joined(separator: "\n")
    }
}
