internal import Foundations
internal import JSON

/// The output of a command without what the harness recorded around it.
///
/// Some harnesses give an agent the output in a frame, and record nothing but this text. Any format may hold it.
struct ResultFrame: Equatable {
    /// The output alone.
    var output: String
    /// The exit code that the frame holds.
    var exitCode: Int?
    /// Whether the frame says that the command ran out of time.
    var timedOut = false
    /// Whether the frame says that the harness did not run the command, as it does for a command that ends the run.
    var wasNotRun = false

    /// Reads a frame; nil if the text has none.
    init?(_ text: String) {
        guard
            let frame = text.withBytes(Self.form).flatMap({
                $0 == .tags ? Self.tags(text) : $0 == .json ? Self.json(text) : Self.fields(text)
            })
        else { return nil }
        self = frame
    }

    init(output: String, exitCode: Int?) {
        self.output = output
        self.exitCode = exitCode
    }

    private enum Form { case tags, json, fields }

    private static func form(of bytes: UnsafeBufferPointer<UInt8>) -> Form? {
        let start = bytes.trimmedStart
        if start.begins(with: "<returncode>") || start.begins(with: "<exception>") { return .tags }
        if start.first == UInt8(ascii: "{") {
            return UnsafeBufferPointer(rebasing: start.prefix(200)).containsBytes(of: "code\"")
                || UnsafeBufferPointer(rebasing: start.suffix(300)).containsBytes(of: "code\"") ? .json : nil
        }
        return ["Command: ", "Output: ", "Stdout: "].contains { start.begins(with: $0) } ? .fields : nil
    }

    // MARK: Tags

    /// `<returncode>1</returncode>` and the output between tags, after an exception of the harness if there was one.
    private static func tags(_ text: String) -> ResultFrame? {
        if let frame = text.withBytes(plainTags) { return frame }
        var rest = text[...].trimmed
        var exception: String?
        if rest.hasPrefix("<exception>"), let end = rest.firstByteRange(of: "</exception>") {
            exception = String(rest[..<end.lowerBound].dropFirst("<exception>".count))
            rest = rest[end.upperBound...].trimmed
        }
        guard rest.hasPrefix("<returncode>"), let code = ToolStatus.exitCode(in: rest) else { return nil }
        var frame = ResultFrame(output: MiniSWEAgentRun.unwrapped(rest), exitCode: code)
        frame.add(exception: exception)
        return frame
    }

    /// The frame that nearly every text with tags has, without copies of all of it.
    private static func plainTags(_ text: UnsafeBufferPointer<UInt8>) -> ResultFrame? {
        guard text.begins(with: "<returncode>"), let code = ToolStatus.exitCode(in: text),
            let output = MiniSWEAgentRun.output(in: text)
        else { return nil }
        return ResultFrame(output: output, exitCode: code)
    }

    /// Notes what the harness says that stopped the command.
    private mutating func add(exception: String?) {
        guard let exception, !exception.isEmpty else { return }
        wasNotRun = exception.containsBytes(of: "action was not executed")
        timedOut = exception.containsBytes(of: "timed out") || exception.containsBytes(of: "TimeoutExpired")
        if output.isEmpty { output = exception }
    }

    // MARK: JSON

    /// `{"returncode": 1, "output": "…"}` and the like.
    private static func json(_ text: String) -> ResultFrame? {
        guard let object = try? JSON(parsing: Array(text.utf8)), object.kind == .object else { return nil }
        let details = object["metadata"] ?? object
        guard let code = code(in: object) ?? code(in: details) else { return nil }
        var parts = ["output", "stdout", "stderr"].compactMap { object[$0]?.string }
        if parts.isEmpty, let head = object["output_head"]?.string {
            parts = [head, object["output_tail"]?.string ?? ""]
        }
        guard !parts.isEmpty else { return nil }
        var frame = ResultFrame(output: parts.filter { !$0.isEmpty }.joined(separator: "\n"), exitCode: code)
        frame.add(exception: (object["exception_info"] ?? object["error"])?.string)
        return frame
    }

    private static func code(in object: JSON) -> Int? {
        (object["returncode"] ?? object["exit_code"] ?? object["exitCode"] ?? object["return_code"])?.int
    }

    // MARK: Fields

    /// The names in front of an output, and those behind it, each group in the order of the text.
    private static let heads = ["Command: ", "Directory: ", "Output: ", "Stdout: ", "Stderr: "]
    private static let ends = ["Error: ", "Exit Code: ", "Signal: ", "Background PIDs: ", "Process Group PGID: "]

    /// `Output: …`, `Error: (none)`, `Exit Code: 1`: one field a line, all of them after every command.
    ///
    /// The output may hold such lines as well, so that the fields behind it are the last ones.
    private static func fields(_ text: String) -> ResultFrame? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var starts: [(name: String, line: Int)] = []
        var limit = lines.endIndex
        for name in ends.reversed() {
            guard let line = lines[..<limit].lastIndex(where: { $0.hasPrefix(name) }) else { continue }
            starts.insert((name, line), at: 0)
            limit = line
        }
        guard starts.contains(where: { $0.name != "Error: " }) else { return nil }
        var start = lines.startIndex
        var place = 0
        for name in heads {
            guard let line = lines[start..<limit].firstIndex(where: { $0.hasPrefix(name) }) else { continue }
            starts.insert((name, line), at: place)
            start = line + 1
            place += 1
        }
        func value(_ name: String) -> String? {
            guard let index = starts.firstIndex(where: { $0.name == name }) else { return nil }
            let end = index + 1 < starts.count ? starts[index + 1].line : lines.endIndex
            let value = lines[starts[index].line..<end].joined(separator: "\n").dropFirst(name.count).trimmed
            return ["", "(none)", "(empty)"].contains(value) ? nil : value
        }
        let code = value("Exit Code: ").flatMap { Int($0.prefix { $0.isNumber || $0 == "-" }) }
        let parts = ["Output: ", "Stdout: ", "Stderr: ", "Error: "].compactMap(value)
        return ResultFrame(output: parts.joined(separator: "\n"), exitCode: code)
    }
}
