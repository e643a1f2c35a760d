import Prompting
import Testing

@Suite("Advice")
struct AdviceTests {
    @Test(
        "names a way where one clause tells what to do",
        arguments: [
            "run the tests with `tests/runtests.py`, not with pytest",
            "do not send the same call again: use the earlier result",
            "never edit the generated file; change the template and build again",
            "when the shell has no python, use python3",
            "in this project run the tests from the folder of the package",
            "`pip install -e .`",
            "avoid slices. Read the whole function at once",
        ]
    )
    func way(text: String) { #expect(Advice.namesWay(text)) }

    @Test(
        "names none where every clause forbids or explains",
        arguments: [
            "do not try to run the tests with pytest",
            "not with pytest",
            "never run `pytest` here, because it is not installed",
            "avoid this: opening the file twice",
            "when a command has failed, do not run it again",
            "don't trust the summary, which is older than the file",
            "stop guessing ids",
        ]
    )
    func none(text: String) { #expect(!Advice.namesWay(text)) }

    @Test("counts all texts of a rule")
    func texts() {
        #expect(Advice.namesWay("never guess the id", "look it up with `find_order`"))
        #expect(!Advice.namesWay("never guess the id", "do not guess the id"))
    }
}
