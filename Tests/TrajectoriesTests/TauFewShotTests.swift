import JSON
import Testing

@testable import Trajectories

@Suite("A reader of tau-bench's few-shot examples")
struct TauFewShotTests {
    @Test("takes displayed text apart into messages, with results of actions without a name")
    func displayed() throws {
        let text =
            #"{"messages_display":"user: Cancel my order\nassistant: None\ntool: Error: order not found\nassistant: Which order?\n - one\nuser: R1: the last\nassistant: None\ntool: {\"status\": \"cancelled\"}"}"#
        #expect(TauFewShot.recognises(try sample(text)))
        let session = try #require(try read(TauFewShot.self, text).first)

        #expect(session.episodes.count == 1)
        #expect(session.task == "Cancel my order")
        #expect(session.calls.map(\.observation?.status) == [.error, .ok])
        #expect(
            session.transcript == [
                "user: Cancel my order", "agent: ", "agent: Which order?\n - one", "user: R1: the last", "agent: ",
            ]
        )
        #expect(session.notes.count == 1)
    }

    @Test("reads a conversation from every line, and none without the agent")
    func lines() throws {
        let text = #"""
            {"messages_display":"user: Hi\nassistant: Ho"}
            {"messages_display":"user: Hi"}
            {"messages_display":"user: Hey\nassistant: Ha"}
            """#

        #expect(try read(TauFewShot.self, text).map(\.id.rawValue) == ["0123456789abcdef#0", "0123456789abcdef#2"])
    }
}
