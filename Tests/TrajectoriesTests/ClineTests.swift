import JSON
import Testing

@testable import Trajectories

@Suite("A reader of the conversations of Cline")
struct ClineTests {
    private static func message(_ role: String, _ texts: String...) -> String {
        let blocks = texts.map { text in
            let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return #"{"type":"text","text":"\#(escaped)"}"#
        }
        return #"{"role":"\#(role)","content":[\#(blocks.joined(separator: ","))],"ts":1767323045000}"#
    }

    private static let details = "<environment_details>\n# Current Time\nnoon\n</environment_details>"

    private static let conversation = [
        message("user", "<task>\nRepair the export.\n</task>", details),
        message(
            "assistant",
            "<thinking>First the file.</thinking>\n\nI read it.\n\n<read_file>\n<path>src/a.c</path>\n</read_file>"
        ),
        message("user", "[read_file for 'src/a.c'] Result:", "int main() {}", details),
        message("assistant", "<execute_command>\n<command>make all</command>\n</execute_command>"),
        message(
            "user",
            "[execute_command for 'make all'] Result:\n\nThe tool execution failed with the following error:\n<error>\nno rule\n</error>",
            details
        ),
        message(
            "assistant",
            "<write_to_file>\n<path>b.html</path>\n<content>\n<p>x</p>\n<content>y</content>\n</content>\n</write_to_file>"
        ),
        message("user", "[write_to_file for 'b.html'] Result:", "The content was saved.", details),
        message("assistant", "<attempt_completion>\n<result>It works.</result>\n</attempt_completion>"),
        message("user", "[attempt_completion] Result:", "<feedback>\nNo, the header is missing.\n</feedback>", details),
    ]

    private func session() throws -> Session {
        try #require(try read(Cline.self, "[" + Self.conversation.joined(separator: ",") + "]").first)
    }

    @Test("is chosen by the context that the harness adds to every message of the user")
    func recognition() throws {
        let text = "[" + Self.conversation.joined(separator: ",") + "]"
        #expect(Cline.recognises(try sample(text)))
        #expect(
            !Cline.recognises(try sample(#"[{"role":"user","content":"Go"},{"role":"assistant","content":"Done"}]"#))
        )
    }

    @Test("takes the tags in the agent's texts for actions, and the next message for their result")
    func actions() throws {
        let session = try session()

        #expect(session.calls.map(\.tool) == ["read_file", "execute_command", "write_to_file"])
        #expect(session.calls.map(\.command) == [nil, "make all", nil])
        #expect(session.calls.map(\.observation?.status) == [.ok, .error, .ok])
        #expect(session.calls[0].observation?.text == "int main() {}")
        #expect(session.calls[1].observation?.text.contains("no rule") == true)
        #expect(session.calls[2][argument: "content"] == "<p>x</p>\n<content>y</content>")
    }

    @Test("takes only the words of the user for requests, and feedback for a correction")
    func words() throws {
        let session = try session()

        #expect(session.task == "Repair the export.")
        #expect(session.episodes.count == 1)
        #expect(
            session.steps.filter { $0.source == .user }.map(\.text) == [
                "Repair the export.", "No, the header is missing.",
            ]
        )
        #expect(session.steps.filter { $0.source == .agent }.map(\.text) == ["I read it.", "", "", "It works."])
        #expect(session.steps.first { $0.source == .agent }?.reasoning == "First the file.")
        #expect(session.startedAt == 1_767_323_045)
    }

    @Test("reads actions that are blocks")
    func blocks() throws {
        let text = [
            Self.message("user", "<task>Go</task>", Self.details),
            #"{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"execute_command","input":{"command":"ls"}}]}"#,
            #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"a.c"},{"type":"text","text":"\#(Self.details.replacing("\n", with: "\\n"))"}]}"#,
        ]
        let session = try #require(try read(Cline.self, "[" + text.joined(separator: ",") + "]").first)

        #expect(session.calls.map(\.command) == ["ls"])
        #expect(session.calls.map(\.observation?.text) == ["a.c"])
        #expect(session.episodes.count == 1)
    }
}
