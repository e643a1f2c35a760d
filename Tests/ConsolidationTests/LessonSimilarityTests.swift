@testable import Consolidation
import Lessons
import MethodTestSupport
import Testing
import Trajectories

@Suite("The similarity of lessons", .timeLimit(.minutes(1)))
struct LikenessTests {
    @Test("Similarity ignores the order and endings of words")
    func ignoresOrderAndEndings() {
        #expect(
            LessonSimilarity.areSame(
                lesson("reload the workbook with data_only after recalculating"),
                lesson(
                    "after recalculation, reloads the workbook with data_only",
                    do: "reload workbook with data_only after recalculating"
                )
            )
        )
    }

    @Test("One different word makes lessons different")
    func oneWordMatters() {
        let (one, other) = (
            lesson("freeze the merged header rows in the workbook before saving it"),
            lesson("rename the merged header rows in the workbook before saving it")
        )
        #expect(!LessonSimilarity.areSame(one, other))
        #expect(!LessonSimilarity.areContrary(one, other))
        #expect(LessonSimilarity([one, other]).similarity(one, other) >= LessonSimilarity.related)
    }

    @Test(
        "Opposite lessons are not equal",
        arguments: [
            ("run recalc.py on the workbook", "never run recalc.py on the workbook"),
            ("save the workbook with macros kept", "save the workbook without macros kept"),
            ("convert the sheet before the formulas are written", "convert the sheet after the formulas are written"),
        ]
    )
    func oppositesAreNotEqual(one: String, other: String) {
        #expect(!LessonSimilarity.areSame(lesson(one), lesson(other)))
        #expect(LessonSimilarity.areContrary(lesson(one), lesson(other)))
        #expect(!LessonSimilarity.areContrary(lesson(one), lesson(one)))
    }

    @Test("Lessons of different skills have no similarity")
    func skillsAreSeparate() {
        let (one, other) = (lesson("run recalc.py", skill: "xlsx"), lesson("run recalc.py", skill: "docx"))
        #expect(LessonSimilarity([one, other]).similarity(one, other) == 0)
        #expect(!LessonSimilarity.areSame(one, other))
    }

    @Test("Rare common words weigh more")
    func rareWordsWeighMore() {
        let pool = [
            "merge cells of the header", "merge rows of the header", "unmerge cells of the footer", "zip the header",
        ]
        .map { lesson($0) }
        let likeness = LessonSimilarity(pool)
        #expect(likeness.similarity(pool[0], pool[1]) > likeness.similarity(pool[0], pool[3]))
        #expect(likeness.similarity(pool[0], pool[0]) == 1)
    }
}

@Suite("Support", .timeLimit(.minutes(1)))
struct SupportTests {
    @Test("Support counts sessions, and copies of one session once")
    func supportCountsCopiesOnce() {
        let voices = [
            voice("a", task: "1"), voice("a", task: "2"), voice("b", task: "1", sketch: "x"),
            voice("c", task: "3", sketch: "x"),
        ]
        let support = Lesson.Support(of: voices, pool: 1)
        #expect(support.sessions.map(\.rawValue) == ["a", "b"])
        #expect(support.tasks == 2)
        #expect(support.pool == 2)
    }
}
