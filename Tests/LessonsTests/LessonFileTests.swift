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
        #expect(try LessonFile.encode(lesson) == LessonFile.encode(LessonFile.decode(LessonFile.encode(lesson))))
        #expect(
            try String(decoding: LessonFile.encode(lesson), as: UTF8.self)
                == #"{"action":"run \"find\"\nthen go on","analyst":"embedded/1","check":"it\u0007works – ünïcode 🐟","#
                + #""evidence":[{"quotes":[{"step":3,"text":"bash: fd: command not found"},{"step":4,"text":""}],"#
                + #""session":"s/1","trajectory":"ab"},{"quotes":[],"session":"s2","trajectory":"cd"}],"#
                + #""fingerprint":"orchard|x|y","id":"orchard-0badcafe","kind":"environment","lift":2.75,"#
                + #""programs":["find"],"recovery-rate":0.3333333333333333,"#
                + #""rule":{"recoveries":["useProgram find"],"triggers":["shell/missing-program/*"],"workspace":"orchard"},"#
                + #""section":"Before the first run","skill":"orchard","#
                + #""support":{"pool":23,"sessions":["s/1","s2"],"sources":1,"tasks":2},"#
                + #""title":"use find where fd is missing","when":"the shell says `fd: command not found`","why":"2 sessions"}"#
        )
    }

    @Test("as version 0.1.0 wrote it is read, with what that version left out")
    func firstVersion() throws {
        let text =
            #"{"action":"a\/b\u00e9","analyst":"x/y","check":"","evidence":[{"proof":"ran","quotes":[],"session":"s","#
            + #""trajectory":""}],"fingerprint":"f","id":"l-1","kind":"loop","lift":1.0,"programs":[],"#
            + #""recovery-rate":1.0,"section":"","skill":"l","suggestion":"more","support":{"pool":0,"sessions":[],"#
            + #""sources":0,"tasks":0},"text":["- one","  two"],"title":"t","when":"w","why":"y"}"#
        let lesson = try LessonFile.decode(Array(text.utf8))

        #expect(lesson.action == "a/bé" && lesson.lift == 1 && lesson.recoveryRate == 1)
        #expect(lesson.evidence.map(\.proof) == ["ran"] && lesson.rule == nil)
        #expect(lesson.text == ["- one", "  two"] && lesson.suggestion == "more")
        let bare =
            #"{"id":"l-1","kind":"loop","skill":"l","section":"","title":"t","when":"w","action":"a","check":"","#
            + #""why":"y","fingerprint":"f","analyst":"x"}"#
        #expect(try LessonFile.decode(Array(bare.utf8)).support.count == 0)
    }

    @Test(
        "gives back every number as it was",
        arguments: [0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, Double.leastNonzeroMagnitude, 2, -0.5]
    )
    func numbers(number: Double) throws {
        var lesson = lesson
        (lesson.lift, lesson.recoveryRate) = (number, number / 7)
        let again = try LessonFile.decode(LessonFile.encode(lesson))
        #expect(again.lift == number && again.recoveryRate == number / 7)
    }

    @Test("has 1 for a number that JSON has none for", arguments: [Double.infinity, .nan])
    func notFinite(number: Double) throws {
        var lesson = lesson
        lesson.lift = number
        #expect(try LessonFile.decode(LessonFile.encode(lesson)).lift == 1)
    }

    @Test("of a kind that a newer version knows says so")
    func newerKind() throws {
        let text = String(decoding: try LessonFile.encode(lesson), as: UTF8.self)
            .replacing(#""kind":"environment""#, with: #""kind":"dream""#)
        #expect {
            try LessonFile.decode(Array(text.utf8))
        } throws: { "\($0)".contains("there is no kind dream; it was written by a newer version") }
    }

    @Test(
        "that is not a lesson is refused with what is missing",
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
