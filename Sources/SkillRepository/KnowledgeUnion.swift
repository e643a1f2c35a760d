internal import Git
internal import Lessons

/// What two machines know of one lesson, as one. The order of the two makes no difference.
enum KnowledgeUnion {
    /// - Parameter base: what both knew before; nil if that is not known.
    static func united(_ one: KnownLesson, _ other: KnownLesson, base: KnownLesson? = nil) throws -> KnownLesson {
        guard one != other else { return one }
        let (first, second) = try ordered(one, other)
        var lesson: Lesson
        if let base, base.lesson == first.lesson {
            lesson = second.lesson
        } else if let base, base.lesson == second.lesson {
            lesson = first.lesson
        } else {
            lesson = first.lesson
        }
        lesson.support = united(first.lesson.support, second.lesson.support)
        if let way = first.lesson.way, let otherWay = second.lesson.way {
            lesson.way = united(way, otherWay)
        } else {
            lesson.way = first.lesson.way ?? second.lesson.way
        }
        lesson.callsLost = max(first.lesson.callsLost, second.lesson.callsLost)
        let own = Set(lesson.evidence.map(\.session))
        let others = (lesson == first.lesson ? second : first).lesson.evidence + second.lesson.evidence
        var seen = own
        lesson.evidence += others.filter { seen.insert($0.session).inserted }
        return KnownLesson(lesson: lesson, state: try state(first, second, base))
    }

    /// The one with more support first, or with the words that come first.
    private static func ordered(_ one: KnownLesson, _ other: KnownLesson) throws -> (KnownLesson, KnownLesson) {
        let counts = (one.lesson.support.count, other.lesson.support.count)
        if counts.0 != counts.1 { return counts.0 > counts.1 ? (one, other) : (other, one) }
        let (left, right) = (try KnowledgeFile.encode(one), try KnowledgeFile.encode(other))
        return left.lexicographicallyPrecedes(right) ? (one, other) : (other, one)
    }

    /// Every session that one of the two counts. Tasks and sources are counted by each machine alone, so the sum of two
    /// counts is not known; it is at least the larger one.
    private static func united(_ one: Lesson.Support, _ other: Lesson.Support) -> Lesson.Support {
        let (left, right) = (Set(one.sessions), Set(other.sessions))
        let sessions =
            left.isStrictSuperset(of: right)
            ? one.sessions
            : right.isStrictSuperset(of: left)
                ? other.sessions : left.union(right).sorted { "\($0)" < "\($1)" }
        return Lesson.Support(
            sessions: sessions,
            tasks: max(one.tasks, other.tasks),
            sources: max(one.sources, other.sources),
            pool: max(one.pool, other.pool, sessions.count)
        )
    }

    /// A decision of a person wins, and the newer one of two where `base` tells which that is; then what is published.
    private static func state(_ first: KnownLesson, _ second: KnownLesson, _ base: KnownLesson?) throws -> LessonState {
        if first.state == second.state { return first.state }
        switch (first.state.retraction, second.state.retraction) {
        case (let one?, let other?):
            let dates = (one.proof?.date ?? .infinity, other.proof?.date ?? .infinity)
            return dates.1 < dates.0 ? second.state : first.state
        case (_?, nil): return base?.state == first.state ? second.state : first.state
        case (nil, _?): return base?.state == second.state ? first.state : second.state
        case (nil, nil): return rank(second.state) > rank(first.state) ? second.state : first.state
        }
    }

    private static func rank(_ state: LessonState) -> Int {
        switch state {
        case .held: 0
        case .proposed: 1
        case .approved: 2
        case .adopted: 3
        case .retracted: 4
        }
    }
}

extension SkillRepository {
    /// Brings what another machine knows into the knowledge ref. Nothing that one of the two knows is lost.
    ///
    /// - Parameter theirs: the commit of the other machine's ref, whose objects are here.
    func uniteKnowledge(with theirs: CommitID, seconds: Int64) throws {
        let signature = Self.signature(seconds)
        let ours = try repository.reference(Self.knowledge)
        if let ours, try repository.isAncestor(theirs, of: ours) { return }
        func move(to new: CommitID) throws {
            try self.move(Self.knowledge, from: ours, to: new, signature, log: "trace2skill: exchange")
        }
        guard let ours, try !repository.isAncestor(ours, of: theirs) else { return try move(to: theirs) }
        let batch = try repository.batch()
        let before = try repository.tree(of: theirs)
        let changes = try union(of: ours, theirs, over: before)
        let tree = try batch.repository.tree(updating: before, with: changes)
        // They know all that we do.
        if tree == before { return try move(to: theirs) }
        let commit = try batch.repository.createCommit(
            CommitDraft(
                tree: tree,
                parents: [ours, theirs],
                author: signature,
                committer: signature,
                message: CommitMessage.joined(
                    ["knowledge: unite with another machine", ""],
                    [Trailer(key: "Evolution", value: LessonOrigin.exchange.rawValue)]
                )
            )
        )
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        try move(to: commit)
    }

    /// What has to be changed in their tree so that it holds the knowledge of both.
    private func union(of ours: CommitID, _ theirs: CommitID, over tree: ObjectID) throws -> [String: TreeChange] {
        let base = try repository.mergeBase(ours, theirs).map { try files(at: $0) } ?? [:]
        let (own, others) = (try files(at: ours), try files(at: theirs))
        var changes: [String: TreeChange] = [:]
        for (id, mine) in own {
            guard let other = others[id] else {
                changes[mine.path] = .write(try repository.readBlob(mine.id, limit: 4 << 20))
                continue
            }
            guard mine != other else { continue }
            let united = try KnowledgeUnion.united(
                try known(mine),
                try known(other),
                base: try base[id].map { try known($0) }
            )
            let path = "lessons/\(united.lesson.skill)/\(id).json"
            if path != other.path { changes[other.path] = .remove }
            changes[path] = .write(try KnowledgeFile.encode(united))
        }
        return changes
    }

    struct KnowledgeEntry: Hashable {
        var path: String
        var id: ObjectID
    }

    /// The files of lessons by the lessons' ids.
    func files(at commit: CommitID) throws -> [String: KnowledgeEntry] {
        var files: [String: KnowledgeEntry] = [:]
        for entry in try repository.entries(of: try repository.tree(of: commit), under: "lessons")
        where entry.mode.isRegularFile && entry.path.hasSuffix(".json") {
            let name = entry.path.split(separator: "/").last ?? ""
            files[String(name.dropLast(".json".count))] = KnowledgeEntry(path: entry.path, id: entry.id)
        }
        return files
    }

    private func known(_ entry: KnowledgeEntry) throws -> KnownLesson {
        try KnowledgeFile.decode(try repository.readBlob(entry.id, limit: 4 << 20), path: entry.path)
    }
}
