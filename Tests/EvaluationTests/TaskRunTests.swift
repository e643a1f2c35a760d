@testable import Evaluation
import JSON
import Testing

@Suite("What an evaluation's program prints")
struct TaskRunTests {
    private func read(_ text: String, tasks: [String] = ["a", "b"]) throws -> [String: TaskRun] {
        try TaskRun.read(Array(text.utf8), tasks: tasks)
    }

    @Test("is read line by line, in any order, with what is optional")
    func reads() throws {
        let runs = try read(
            """
            {"task": "b", "success": false}

            {"task": "a", "success": true, "reward": 0.5, "group": "g", "seconds": 41.2, "tokens": 18230, "more": []}
            """
        )
        #expect(runs["b"] == TaskRun(task: "b", isSuccess: false))
        let a = try #require(runs["a"])
        #expect(a.isSuccess && a.reward == 0.5 && a.group == "g" && a.seconds == 41.2 && a.tokens == 18230)
    }

    @Test(
        "is refused with the line and the fault",
        arguments: [
            ("Loading model…", "line 1 of its output is not JSON (Loading model…)"),
            ("{\"task\": \"a\", \"success\": true}\n{\"task\": \"b\"", "line 2 of its output is not JSON"),
            ("{\"task\": \"a\", \"success\": \"yes\"}", "line 1 of its output lacks task (a string) or success"),
            ("[1]", "line 1 of its output lacks task"),
            ("{\"task\": \"a\", \"success\": true, \"reward\": 2}", "reward in line 1"),
            ("{\"task\": \"a\", \"success\": true, \"seconds\": NaN}", "seconds in line 1"),
            ("{\"task\": \"c\", \"success\": true}", "it reports c, which it was not asked for"),
            ("{\"task\": \"a\", \"success\": true}\n{\"task\": \"a\", \"success\": true}", "it reports a twice"),
            ("{\"task\": \"a\", \"success\": true}", "it reports nothing of b"),
            ("", "it reports nothing of a and 1 more"),
        ]
    )
    func refuses(output: String, words: String) {
        let error = #expect(throws: TaskRun.Unreadable.self) { try read(output) }
        #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    }

    @Test("for --list are ids, one a line and each once")
    func lists() throws {
        #expect(try TaskRun.tasks(listed: Array(" one\r\n\ntwo words\n".utf8)) == ["one", "two words"])
        #expect(throws: TaskRun.Unreadable.self) { try TaskRun.tasks(listed: Array("\n \n".utf8)) }
        #expect(throws: TaskRun.Unreadable.self) { try TaskRun.tasks(listed: Array("a\nb\na\n".utf8)) }
    }
}
