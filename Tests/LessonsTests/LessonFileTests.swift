import Lessons
import Testing
import Trajectories

@Suite("A lesson's file")
struct LessonFileTests {
    private let lesson = Lesson(
        id: Lesson.ID("orchard-0badcafe"),
        kind: .environment,
        skill: "orchard",
        section: "Before the first run",
        title: "use find where fd is missing",
        when: "the shell says `fd: command not found`",
        action: "run \"find\"\nthen go on",
        check: "it\u{7}works – ünïcode 🐟",
        why: "2 sessions",
        evidence: [
            Lesson.Evidence(
                session: Session.ID("s/1"),
                trajectory: "ab",
                quotes: [Lesson.Quote(step: 3, text: "bash: fd: command not found"), Lesson.Quote(step: 4, text: "")]
            ),
            Lesson.Evidence(session: Session.ID("s2"), trajectory: "cd", quotes: []),
        ],
        support: Lesson.Support(sessions: [Session.ID("s/1"), Session.ID("s2")], tasks: 2, sources: 1, pool: 23),
        fingerprint: "orchard|x|y",
        lift: 2.75,
        recoveryRate: 1.0 / 3,
        analyst: "embedded/1",
        programs: ["find"],
        rule: Lesson.Rule(triggers: ["shell/missing-program/*"], workspace: "orchard", recoveries: ["useProgram find"])
    )

    @Test("gives back the lesson that was written")
    func roundTrip() throws {
        #expect(try LessonFile.decode(LessonFile.encode(lesson)) == lesson)

        var bare = lesson
        (bare.rule, bare.programs, bare.evidence) = (nil, [], [])
        #expect(try LessonFile.decode(LessonFile.encode(bare)) == bare)
        bare.rule = Lesson.Rule(triggers: [], workspace: nil, recoveries: [])
        #expect(try LessonFile.decode(LessonFile.encode(bare)) == bare)
    }

    @Test("gives back every kind", arguments: Lesson.Kind.allCases)
    func kinds(kind: Lesson.Kind) throws {
        var lesson = lesson
        lesson.kind = kind
        #expect(try LessonFile.decode(LessonFile.encode(lesson)).kind == kind)
    }

    @Test("is the same bytes for the same lesson")
    func stable() throws {
        #expect(LessonFile.encode(lesson) == LessonFile.encode(try LessonFile.decode(LessonFile.encode(lesson))))
    }

    @Test(
        "that is none is refused with what is missing",
        arguments: ["", "[]", "{", "{\"id\":1}", "{\"id\":\"a\",\"kind\":\"failure\"}"]
    )
    func refused(text: String) {
        #expect(throws: LessonFileError.self) { try LessonFile.decode(Array(text.utf8)) }
    }

    @Test("that lacks a member names it")
    func missing() {
        #expect { try LessonFile.decode(Array(#"{"id":"a","kind":"failure"}"#.utf8)) } throws: {
            "\($0)".contains("skill is missing")
        }
    }
}
