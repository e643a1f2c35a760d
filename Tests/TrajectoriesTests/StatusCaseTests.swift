import TestSupport
import Testing

@testable import Trajectories

@Suite("The status of an action is what its output shows")
struct StatusCaseTests {
    private func status(of shape: StatusCase) throws -> String {
        var builder = SessionBuilder(format: "test", id: "s")
        builder.user("Moor it")
        let arguments = shape.arguments.sorted { $0.key < $1.key }.map {
            ToolCall.Argument(name: $0.key, value: $0.value)
        }
        builder.call(id: "c", tool: shape.tool, arguments: arguments)
        builder.result(
            of: "c",
            text: shape.output,
            signs: ToolStatus.Signs(failed: shape.failed, exitCode: shape.exitCode)
        )
        let session = try #require(builder.finish(fallbackID: "s"))
        return try #require(session.calls.first?.observation).status.rawValue
    }

    @Test("for the shapes of recorded actions", arguments: StatusCase.sample)
    func sample(shape: StatusCase) throws { #expect(try status(of: shape) == shape.status) }

    @Test("for other runners, programs, shells and harnesses", arguments: StatusCase.more)
    func more(shape: StatusCase) throws { #expect(try status(of: shape) == shape.status) }

    @Test("and the sample counts 300 actions, more than a third of them with a hidden exit status")
    func size() {
        let hidden = StatusCase.sample.filter { shape in
            shape.arguments["command"].map { CommandOutline($0).parts.contains { $0.isHidden } } ?? false
        }
        #expect(StatusCase.sample.reduce(0) { $0 + $1.count } == 300)
        #expect(hidden.reduce(0) { $0 + $1.count } > 100)
    }
}
