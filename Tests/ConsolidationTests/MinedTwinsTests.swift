import Consolidation
import Lessons
import MethodTestSupport
import Testing
import Trajectories

@Suite("A model's lesson that says what code mined")
struct MinedTwinsTests {
    private static func mined(
        _ title: String,
        do action: String,
        trigger: String,
        way: String,
        sessions: [String] = ["s1", "s2", "s3"]
    ) -> Lesson {
        var lesson = lesson(title, do: action, sessions: sessions)
        lesson.analyst = Lesson.embeddedAnalyst
        lesson.rule = Lesson.Rule(triggers: [trigger], recoveries: [way])
        return lesson
    }

    private static let scripts = mined(
        "write a script and run it in one command",
        do: "run it in the same command: `cat > check.py <<'EOF'` … `EOF`, and `python check.py` on the next line",
        trigger: "write-then-run",
        way: "together"
    )
    private static let runner = mined(
        "run the tests with pytest",
        do: "run `pytest -q FILE`",
        trigger: "procedure/test",
        way: "pytest"
    )

    private static func twin(_ lesson: Lesson, of mined: Lesson...) -> Lesson.ID? {
        MinedTwins(mined).twin(of: lesson) { _ in true }
    }

    @Test("is known by its words, whatever their order")
    func words() {
        let same = lesson("Write and run throwaway scripts in one command", do: "write the script and run it at once")
        #expect(Self.twin(same, of: Self.runner, Self.scripts) == Self.scripts.id)
        #expect(MinedTwins([Self.scripts]).twin(of: same) { _ in false } == nil)
        let elsewhere = lesson(same.title, do: same.action, sessions: ["s9"])
        #expect(Self.twin(elsewhere, of: Self.scripts) == nil)
    }

    @Test("is known by situation and way, as they were counted")
    func rules() {
        var same = lesson("get the suite going before you change anything", do: "use pytest")
        same.rule = Lesson.Rule(triggers: ["procedure/test"], recoveries: ["pytest"])
        #expect(Self.twin(same, of: Self.scripts, Self.runner) == Self.runner.id)
        same.rule?.recoveries = ["tox"]
        #expect(Self.twin(same, of: Self.runner) == nil)
    }

    @Test("is another one where it names something else, says more, or says the opposite")
    func others() {
        #expect(Self.twin(lesson("run the tests with tox", do: "run tox"), of: Self.runner) == nil)
        let more = lesson("run the tests with pytest", do: "run `pip install -e .`, then `pytest -q FILE`")
        #expect(Self.twin(more, of: Self.runner) == nil)
        // What a session is quoted with is not what the rule says.
        var quoted = Self.runner
        quoted.evidence = [
            Lesson.Evidence(
                session: Session.ID("s1"),
                trajectory: "t1",
                quotes: [Lesson.Quote(step: 4, text: "pytest -q tests/unittest_nodes.py")]
            )
        ]
        var names = lesson("run the tests by their names", do: "run `pytest tests/unittest_nodes.py`")
        names.rule = quoted.rule
        #expect(Self.twin(names, of: quoted) == nil)
        let opposite = lesson("never run the tests with pytest", do: "do not run the tests with pytest")
        #expect(Self.twin(opposite, of: Self.runner) == nil)
    }
}
