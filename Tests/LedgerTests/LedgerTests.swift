import GRDB
import Lessons
import Testing
import Trajectories

@testable import Ledger

@Suite("A ledger")
struct LedgerTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger.inMemory() }

    // MARK: Ingest

    @Test("gives back each episode as it was recorded")
    func pool() throws {
        let record = try file(
            "d1",
            [session("a", outcome: Outcome(.success, reward: 1, source: .field)), session("b", parent: "a")]
        )
        try ledger.record([record])

        #expect(try ledger.pool() == record.sessions.flatMap(\.episodes))
    }

    @Test("counts a batch so that every session is in exactly one count")
    func counts() throws {
        var wanted = IngestCounts()
        (wanted.files, wanted.sessions, wanted.episodes, wanted.rejected) = (3, 3, 3, 1)
        #expect(
            try ledger.record([file("d1", [session("a"), session("b")]), file("d2", [session("c")]), rejected("d3")])
                == wanted
        )

        let second = try ledger.record([file("d4", [session("a"), session("b", records: 9), session("e")])])
        #expect(second.sessions + second.known == 3)
        #expect(second.sessions == 2 && second.known == 1 && second.grown == 1 && second.episodes == 2)

        let totals = try ledger.totals()
        #expect(
            totals.trajectories == 3 && totals.rejected == 1 && totals.sessions == 4 && totals.episodes == 4
                && totals.pending == 4
        )
        #expect(totals.formats == ["test": 4] && totals.outcomes == ["unknown": 4])
    }

    @Test("lets a longer copy of a session take the place of a shorter one, as new evidence")
    func longer() throws {
        try ledger.record([file("d1", [session("a", records: 3)])])
        try ledger.begin(evolution: "E1", at: 1)
        try ledger.end(ending(.nothing), lessons: [])
        let counts = try ledger.record([file("d2", [session("a", records: 5)])])

        #expect(counts.grown == 1 && counts.known == 0)
        #expect(try ledger.pool().map(\.trajectory) == ["d2"])
        #expect(try ledger.pendingEpisodes() == 1)
    }

    @Test("counts a copy that goes no further as known, and keeps the first", arguments: [3, 2])
    func equal(records: Int) throws {
        try ledger.record([file("d1", [session("a", records: 3)])])
        let counts = try ledger.record([file("d2", [session("a", records: records)])])

        #expect(counts.known == 1 && counts.sessions == 0 && counts.grown == 0 && counts.episodes == 0)
        #expect(try ledger.pool().map(\.trajectory) == ["d1"])
        #expect(try ledger.state(of: "d2") == .archived)
    }

    @Test("takes the same bytes again for the same session")
    func sameBytes() throws {
        for _ in 0..<2 { try ledger.record([file("d1", [session("a")])]) }

        #expect(try ledger.pool().count == 1)
        #expect(try ledger.totals().trajectories == 1)
    }

    @Test("keeps a session that cannot be evidence out of the pool, with the reason")
    func unused() throws {
        try ledger.record([file("d1", [session("a")], unused: .ownSession)])

        #expect(try ledger.pool() == [])
        #expect(try ledger.pendingEpisodes() == 0)
        let report = try #require(try ledger.sessions(matching: "a").first)
        #expect(report.unused == .ownSession)
        #expect(report.episodes.map(\.unused) == [.ownSession])
        #expect(report.episodes.map(\.state) == [.unused])
    }

    @Test("knows the state of every file, and of no other")
    func states() throws {
        try ledger.record([file("d1", []), rejected("d2", received: 5), rejected("d3", received: 9)])

        #expect(try ledger.state(of: "d1") == .archived && ledger.state(of: "d2") == .rejected)
        #expect(try ledger.state(of: "d4") == nil)
        #expect(try ledger.archivedDigests() == ["d1"])
        #expect(try ledger.rejections(limit: 1).map(\.name) == ["d3.gz"])
        #expect(try ledger.rejections(limit: 9).map(\.reason) == [.compressed, .compressed])
    }

    @Test("finds sessions by the beginning of id or file, and takes no letter for a wildcard")
    func matching() throws {
        try ledger.record([file("d1", [session("ab_1"), session("abx1"), session("zz%")])])

        #expect(try ledger.sessions(matching: "ab_").map(\.id) == ["ab_1"])
        #expect(try ledger.sessions(matching: "d1").count == 3)
        #expect(try ledger.sessions(matching: "%").map(\.id) == [])
        #expect(try ledger.sessions(matching: "zz%").map(\.id) == ["zz%"])
        #expect(try ledger.sessions(matching: "\\").map(\.id) == [])
    }

    @Test("knows a file that stays in its folder by its looks")
    func places() throws {
        let file = KeptFile(path: "/drop/a", size: 3, modified: 4, inode: 5, digest: "d1")
        func changed(_ change: (inout KeptFile) -> Void) -> KeptFile {
            var file = file
            change(&file)
            return file
        }
        try ledger.note([file])

        #expect(try ledger.unchanged(file) != nil)
        #expect(try ledger.unchanged(changed { $0.digest = "" }) != nil)
        #expect(try ledger.unchanged(changed { $0.size = 4 }) == nil)
        #expect(try ledger.unchanged(changed { $0.modified = 5 }) == nil)
        #expect(try ledger.unchanged(changed { $0.inode = 6 }) == nil)
        #expect(try ledger.unchanged(changed { $0.path = "/drop/b" }) == nil)
    }

    // MARK: Evolutions

    @Test("gives every pending episode its reason when an evolution ends")
    func end() throws {
        try ledger.record([
            file("d1", [session("a")]), file("d2", [session("b")]), file("d3", [session("c")], findings: []),
        ])
        try ledger.begin(evolution: "E1", at: 1)
        try ledger.end(
            ending(.published, summary: ["adopted": 1], supporting: ["a"]),
            lessons: [LessonRecord(lesson: lesson("l1"), state: .adopted, origin: .evolution("E1"), updated: 2)]
        )

        let reasons = try ["a", "b", "c"].map { try ledger.sessions(matching: $0).first?.episodes.first }
        #expect(reasons.map { $0?.unused } == [nil, .noCommonLesson, .nothingFound])
        #expect(reasons.allSatisfy { $0?.state == .done && $0?.evolution == "E1" })
        #expect(try ledger.pendingEpisodes() == 0)
        #expect(try ledger.pool().count == 3)
        let last = try #require(try ledger.lastEvolution())
        #expect(
            last.id == "E1" && last.started == 1 && last.ended == 2 && last.state == .published
                && last.summary == ["adopted": 1]
        )
    }

    // Fault 39 of the reference implementation.
    @Test("keeps those episodes pending whose analysis failed, and no other")
    func failed() throws {
        try ledger.record([file("d1", [session("a")]), file("d2", [session("b")])])
        try ledger.begin(evolution: "E1", at: 1)
        let held = held(.support)
        var end = ending(.nothing, supporting: ["a"])
        end.failed = [EpisodeReference(Session.ID("b"), 0)]
        try ledger.end(end, lessons: [held])

        #expect(try ledger.pending().map(\.session) == [Session.ID("b")])
        #expect(try ledger.lessons() == [held])
        #expect(try !ledger.isUnfinished())
    }

    @Test("has analyses done as soon as they are through, and gives their episodes a reason at the end")
    func settled() throws {
        try ledger.record([file("d1", [session("a")]), file("d2", [session("b")])])
        try ledger.begin(evolution: "E1", at: 1)
        let held = held(.notPublished)
        try ledger.settle([EpisodeReference(Session.ID("a"), 0)], by: "E1", lessons: [held])

        #expect(try ledger.pending().map(\.session) == [Session.ID("b")])
        #expect(try ledger.lessons() == [held])
        #expect(try ledger.isUnfinished())
        try ledger.end(ending(.nothing, supporting: ["b"]), lessons: [])
        let reasons = try ["a", "b"].map { try ledger.sessions(matching: $0).first?.episodes.first?.unused }
        #expect(reasons == [.noCommonLesson, nil])
        #expect(try !ledger.isUnfinished())
    }

    @Test("keeps discards in their order, and contradictions for later evolutions")
    func discards() throws {
        let torn = DiscardRecord(stage: .analyse, code: "unreadable", reason: "no end", session: "a")
        let contrary = DiscardRecord(stage: .conflict, code: "contrary", reason: "no", lessons: ["l1", "l2"])
        try ledger.settle([], by: "E1", lessons: [], discards: [torn, contrary])
        try ledger.settle([], by: "E1", lessons: [], discards: [torn])
        try ledger.settle([], by: "E2", lessons: [], discards: [torn])

        #expect(try ledger.discards(of: "E1") == [torn, contrary, torn])
        #expect(try ledger.discards(of: "E2") == [torn])
        #expect(try ledger.conflicts() == [contrary])
        #expect(try ledger.conflicts(before: "E1") == [])
        #expect(try ledger.conflicts(before: "E2") == [contrary])
    }

    @Test(
        "knows what the last evolution left behind",
        arguments: [EvolutionState.running, .blocked, .partial, .nothing]
    )
    func unfinished(state: EvolutionState) throws {
        #expect(try !ledger.isUnfinished())
        try ledger.begin(evolution: "E1", at: 1)
        if state != .running { try ledger.end(ending(state), lessons: []) }
        #expect(try ledger.isUnfinished() == (state != .nothing))
        try ledger.begin(evolution: "E2", at: 3)
        let first = try #require(try ledger.evolutions(limit: 2).last)
        #expect(first.state == (state == .running ? .cutOff : state))
    }

    @Test("leaves alone what an earlier evolution settled")
    func later() throws {
        try ledger.record([file("d1", [session("a")])])
        for (id, sessions) in [("E1", ["a"]), ("E2", [])] {
            try ledger.begin(evolution: id, at: 1)
            var end = ending(.nothing, supporting: sessions)
            end.evolution = id
            try ledger.end(end, lessons: [])
        }

        #expect(try ledger.sessions(matching: "a").first?.episodes.first?.evolution == "E1")
    }

    @Test("lists evolutions, the newest first, and one that was cut off without an end")
    func evolutions() throws {
        for number in 1...3 { try ledger.begin(evolution: "E\(number)", at: Double(number)) }

        #expect(try ledger.evolutions(limit: 2).map(\.id) == ["E3", "E2"])
        #expect(try ledger.lastEvolution()?.ended == nil)
    }

    // MARK: Lessons, revisions, intents

    @Test("gives back a lesson as it was saved, and the last state of it")
    func lessons() throws {
        let first = held(.support)
        let other = LessonRecord(
            lesson: lesson("l2", skill: "python"),
            state: .adopted,
            revision: 3,
            origin: .evolution("E1"),
            updated: 1
        )
        try ledger.save([first, other])
        #expect(try ledger.lesson(Lesson.ID("l1")) == first)

        var second = first
        (second.state, second.revision, second.origin) = (.adopted, 4, .evolution("E2"))
        second.lesson.support.sessions.append(Session.ID("c"))
        try ledger.save([second])

        #expect(try ledger.lessons() == [second, other])
        #expect(try ledger.lessons(skill: "python") == [other])
        #expect(try ledger.lesson(Lesson.ID("l3")) == nil)
        #expect(try ledger.lessons().map(\.state) == [.adopted, .adopted])
    }

    @Test("lists the intents that a crash may have left, the oldest first")
    func intents() throws {
        func intent(_ id: String, _ state: Intent.State, _ created: Double) -> Intent {
            Intent(
                id: id,
                evolution: "E1",
                skill: "orchard",
                reference: "refs/heads/main",
                parent: "p",
                tip: "t",
                content: PlannedRevision(number: 1, seconds: 2, tagMessage: "t\n", lessons: [lesson("l1")]),
                state: state,
                created: created
            )
        }
        for one in [intent("b", .open, 2), intent("a", .moved, 1), intent("c", .done, 0), intent("d", .abandoned, 0)] {
            try ledger.save(one)
        }
        #expect(try ledger.openIntents() == [intent("a", .moved, 1), intent("b", .open, 2)])

        try ledger.save(intent("b", .done, 2))
        #expect(try ledger.openIntents().map(\.id) == ["a"])
    }

    @Test("gives back revisions as they were saved")
    func revisions() throws {
        let one = RevisionRecord(
            skill: "orchard",
            number: 1,
            evolution: "E1",
            commit: "c1",
            base: "b",
            published: 5,
            lessons: ["l1", "l2"]
        )
        let two = RevisionRecord(
            skill: "orchard",
            number: 2,
            evolution: "E2",
            commit: "c2",
            base: "c1",
            published: 6,
            lessons: []
        )
        for revision in [two, one, one] { try ledger.save(revision) }

        #expect(try ledger.revisions() == [one, two])
        #expect(try ledger.revisions(skill: "python") == [])
    }

    // MARK: States

    private func held(_ reason: HoldReason) -> LessonRecord {
        LessonRecord(lesson: lesson("l1"), state: .held(reason), origin: .evolution("E1"), updated: 2)
    }

    private func ending(_ state: EvolutionState, summary: [String: Int] = [:], supporting: [String] = [])
        -> EvolutionEnd
    {
        EvolutionEnd(
            evolution: "E1",
            time: 2,
            state: state,
            summary: summary,
            supporting: Set(supporting.map { Session.ID($0) })
        )
    }

    static let lessonStates: [LessonState] =
        [.adopted, .proposed, .approved, .held(.safeguard(code: "network-program")), .held(.unknown("of-tomorrow"))]
        + HoldReason.allPlain.map { .held($0) }
        + [
            .retracted(Retraction(.revert)),
            .retracted(Retraction(.review, note: "approved")),
            .retracted(
                Retraction(
                    .rollback,
                    note: "support",
                    proof: Retraction.Proof(commit: "c0ffee", author: "A Person", date: 0.1)
                )
            ),
            .retracted(Retraction(.unknown("of-tomorrow"), proof: Retraction.Proof(commit: "c0ffee"))),
        ]

    @Test("gives back every state of a lesson, whatever words a person used", arguments: LedgerTests.lessonStates)
    func everyState(state: LessonState) throws {
        var record = held(.support)
        record.state = .retracted(Retraction(.rollback, note: "before", proof: Retraction.Proof(commit: "a")))
        try ledger.save([record])
        record.state = state
        try ledger.save([record])

        #expect(try ledger.lessons() == [record])
    }

    @Test("says that a value is of a newer version instead of guessing")
    func newerValues() throws {
        try ledger.save([held(.support)])
        try ledger.begin(evolution: "E1", at: 1)
        try ledger.database.write { db in
            try db.execute(sql: "UPDATE lesson SET state = 'dreamt'; UPDATE evolution SET state = 'dreaming'")
        }

        #expect(throws: LedgerError.newerValue("lesson state", "dreamt")) { try ledger.lessons() }
        #expect(throws: LedgerError.newerValue("evolution state", "dreaming")) { try ledger.lastEvolution() }
        #expect("\(LedgerError.newerValue("lesson state", "dreamt"))".contains("newer trace2skill"))
    }

    @Test("knows which lessons the knowledge ref does not hold yet")
    func behindKnowledge() throws {
        let old = held(.support)
        var new = old
        new.updated = 3
        try ledger.save([old])
        #expect(try ledger.lessonsBehindKnowledge() == [old])

        try ledger.markInKnowledge([old])
        #expect(try ledger.lessonsBehindKnowledge() == [])
        try ledger.save([new])
        try ledger.markInKnowledge([old])
        #expect(try ledger.lessonsBehindKnowledge() == [new])
    }

    @Test("keeps an episode once, however many evolutions looked at it")
    func inputsAreSmall() throws {
        var lengths: [Int] = []
        for round in 0..<4 {
            for number in 0..<25 {
                let name = "r\(round)s\(number)"
                try ledger.record([file("d-\(name)", [session(name)])])
            }
            let evolution = "E\(round)"
            try ledger.begin(evolution: evolution, at: Double(round))
            try ledger.end(
                EvolutionEnd(
                    evolution: evolution,
                    time: Double(round),
                    state: .published,
                    summary: [:],
                    supporting: []
                ),
                lessons: []
            )
            lengths.append(try inputsText(of: evolution).utf8.count)
            #expect(try ledger.inputs(of: evolution)?.episodes.count == 25 * (round + 1))
        }
        #expect(try ledger.inputs(of: "E1")?.episodes.filter { $0.pending != nil }.count == 25)
        #expect(lengths[3] < lengths[0] + 100)
    }

    private func inputsText(of evolution: String) throws -> String {
        try ledger.database.read { db in
            try String.fetchOne(db, sql: "SELECT inputs FROM evolution WHERE id = ?", arguments: [evolution]) ?? ""
        }
    }

    @Test("gives back what an evolution looked at")
    func inputs() throws {
        try ledger.begin(evolution: "E0", at: 1)
        try ledger.record([file("d1", [session("a\tb")])])
        let handed = EvolutionInputs.HandedLesson(
            lesson: lesson("l1"),
            sessions: [.init(session: Session.ID("x"), task: "t\tt", source: "s", sketch: "")]
        )
        let evidence = try ledger.begin(evolution: "E1", at: 2, with: [handed])
        try ledger.end(ending(.nothing), lessons: [])
        try ledger.begin(evolution: "E2", at: 3)

        #expect(evidence.pool == (try ledger.pool()) && evidence.pending.map(\.session) == [Session.ID("a\tb")])
        var episode = EvolutionInputs.Episode(session: Session.ID("a\tb"), trajectory: "d1", number: 0)
        #expect(try ledger.inputs(of: "E0")?.isEmpty == true)
        #expect(try ledger.inputs(of: "E2") == EvolutionInputs(episodes: [episode]))
        episode.pending = Session.ID("a\tb")
        #expect(try ledger.inputs(of: "E1") == EvolutionInputs(episodes: [episode], lessons: [handed]))
        #expect(try ledger.inputs(of: "E3") == nil)
        try ledger.end(
            EvolutionEnd(evolution: "E2", time: 4, state: .nothing, summary: [:], supporting: []),
            lessons: []
        )
        #expect(try ledger.inputs(of: "E2")?.isEmpty == true)
    }
}
