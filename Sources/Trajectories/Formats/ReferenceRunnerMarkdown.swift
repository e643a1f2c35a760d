internal import Foundations

/// Logs of the runner of the published method as Markdown: numbered sections `## [n] ROLE`, then `## RESULT`.
///
/// A message may contain such lines too, so that a section begins only after a rule, with the next number.
struct ReferenceRunnerMarkdown: TextTrajectoryFormat {
    static var name: String { "reference-runner" }

    static func recognises(head: String) -> Bool {
        guard head.hasPrefix("# Chat History: ") else { return false }
        return head.containsBytes(of: "\n## [1] ") || head.containsBytes(of: "**Timestamp**:")
    }

    private enum Place { case header, message(role: String), result }

    private static let limit = 1 << 20

    private var run: ReferenceRunnerRun
    private var place = Place.header
    private var number = 0
    private var lines: [String] = []
    /// The last two lines.
    private var before = ("", "")
    private var bytes = 0
    private var success: Bool?
    private var error: String?

    init(file: FileContext) { run = ReferenceRunnerRun(format: Self.name, file: file) }

    mutating func read(line: String, into output: inout SessionOutput) {
        let line = line.hasSuffix("\r") ? String(line.dropLast()) : line
        defer { before = (before.1, line) }
        let isAfterRule = before == ("---", "")
        if isAfterRule, let role = role(ofSection: line) {
            close()
            number += 1
            place = .message(role: role)
        } else if isAfterRule, line == "## RESULT", number > 0 {
            close()
            place = .result
        } else {
            add(line)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        close()
        run.result(success: success, error: error)
        output.emit(run.finish())
    }

    private func role(ofSection line: String) -> String? {
        let start = "## [\(number + 1)] "
        guard line.hasPrefix(start) else { return nil }
        let role = String(line.dropFirst(start.count))
        return ["SYSTEM", "USER", "ASSISTANT"].contains(role) ? role : nil
    }

    private mutating func add(_ line: String) {
        switch place {
        case .header:
            if line.hasPrefix("# Chat History: ") {
                run.start(agent: String(line.dropFirst("# Chat History: ".count)), at: nil)
            }
            if line.hasPrefix("**Timestamp**: ") {
                run.start(
                    agent: run.builder.agent.name,
                    at: Timestamp.seconds(iso8601: String(line.dropFirst("**Timestamp**: ".count)))
                )
            }
        case .message:
            bytes += line.utf8.count
            if bytes < Self.limit { lines.append(line) }
        case .result:
            if line.hasPrefix("- Success: ") { success = line.hasSuffix("True") }
            if line.hasPrefix("- Error: ") { error = String(line.dropFirst("- Error: ".count)) }
        }
    }

    /// Adds the section that ends here, without the rule below it.
    private mutating func close() {
        defer {
            lines = []
            bytes = 0
        }
        guard case .message(let role) = place else { return }
        while let last = lines.last, last.isEmpty || last == "---" {
            lines.removeLast()
            if last == "---" { break }
        }
        run.message(role: role, text: lines.joined(separator: "\n")[...].trimmed, at: nil)
    }
}
