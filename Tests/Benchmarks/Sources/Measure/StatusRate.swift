internal import TestSupport
internal import Trajectories

/// The share of actions whose status is read right, on shapes of actions that were judged by hand.
enum StatusRate {
    /// The table's rate as a text of two lines.
    static var text: String {
        "status of actions: \(line(StatusCase.sample)) of a drawn sample\n                   \(line(StatusCase.more)) further shapes"
    }

    private static func line(_ shapes: [StatusCase]) -> String {
        let right = shapes.filter { status(of: $0) == $0.status }.reduce(0) { $0 + $1.count }
        let all = shapes.reduce(0) { $0 + $1.count }
        let percent = (Double(right) / Double(max(1, all)) * 1_000).rounded() / 10
        return "right for \(right) of \(all) (\(percent) %)"
    }

    private static func status(of shape: StatusCase) -> String? {
        var builder = SessionBuilder(format: "shape", id: "shape")
        let arguments = shape.arguments.sorted { $0.key < $1.key }
        builder.call(
            id: "call",
            tool: shape.tool,
            arguments: arguments.map { ToolCall.Argument(name: $0.key, value: $0.value) }
        )
        builder.result(
            of: "call",
            text: shape.output,
            signs: ToolStatus.Signs(failed: shape.failed, exitCode: shape.exitCode)
        )
        let session = builder.finish(fallbackID: "shape")
        return session?.episodes.flatMap(\.calls).first?.call.observation?.status.rawValue
    }
}
