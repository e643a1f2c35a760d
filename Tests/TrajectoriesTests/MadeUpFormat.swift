import TestSupport

/// A value of JSON that a test writes.
indirect enum Tree {
    case text(String)
    case number(Int)
    case flag(Bool)
    case none
    case list([Tree])
    case object([(String, Tree)])

    /// The value as JSON text.
    var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .none: "null"
        case .list(let list): "[\(list.map(\.json).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\(Self.quoted($0.0)):\($0.1.json)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(inner)\""
    }
}

/// What a session holds, before it is written in any format.
struct MadeUpSession {
    struct Call {
        var tool: String
        var arguments: [(name: String, value: String)]
        var output: String
        var hasFailed: Bool
        var id: String
        /// Whether the recorder lost the result.
        var isLost = false
    }

    struct Turn {
        var said: String
        var calls: [Call]
    }

    var request: String
    var turns: [Turn]
    var answer: String

    init(number: Int, using random: inout SeededGenerator, most: Int) {
        let things = ["parser", "report", "invoice", "index", "queue", "schema"]
        let thing = things.randomElement(using: &random) ?? "parser"
        request = "Please repair the \(thing) of project \(number) and tell me what was wrong."
        var turns: [Turn] = []
        for turn in 0..<Int.random(in: 3...5, using: &random) {
            var calls: [Call] = []
            for place in 0..<Int.random(in: 1...most, using: &random) {
                calls.append(Self.call("\(number)\(turn)\(place)", thing, &random))
            }
            turns.append(Turn(said: "Now I look at part \(turn) of the \(thing).", calls: calls))
        }
        self.turns = turns
        answer = "The \(thing) of project \(number) works again; a comma was missing."
    }

    private static func call(_ number: String, _ thing: String, _ random: inout SeededGenerator) -> Call {
        let hasFailed = Int.random(in: 0..<4, using: &random) == 0
        let id = "q" + number + "x" + String(UInt32.random(in: .min ... .max, using: &random), radix: 16)
        let tools: [(String, [(String, String)])] = [
            ("read_file", [("path", "src/\(thing)\(number).txt")]),
            ("grep", [("pattern", "comma \(number)"), ("folder", "src")]),
            ("execute", [("command", "make \(thing)-\(number) all")]),
            ("write_file", [("path", "a\(number).md"), ("text", "new text \(number)")]),
        ]
        let (tool, arguments) = tools.randomElement(using: &random) ?? tools[0]
        let output = hasFailed ? "there is no such target in \(number)" : "line one of \(number)\nline two, \(thing)"
        return Call(tool: tool, arguments: arguments, output: output, hasFailed: hasFailed, id: id)
    }
}

/// A format that was put together from independent choices.
struct MadeUpFormat: CustomStringConvertible {
    enum Container: CaseIterable { case lines, array, document, nestedDocument, sessionLines, sessionList }
    enum CallSite: CaseIterable { case step, list, event }
    enum ResultSite: CaseIterable { case inCall, step, list }
    enum Arguments: CaseIterable { case object, text, command }
    enum Failure: CaseIterable { case flag, success, code, word, text }

    struct Vocabulary {
        var role, said, steps, calls, tool, input, command, id, results, result, reference, wrapper: String
        var flag, success, code, word, trouble: String
        var user, agent, call, tool_: String
    }

    var names: Vocabulary
    var container: Container
    var callSite: CallSite
    var resultSite: ResultSite
    var arguments: Arguments
    var failure: Failure
    var isWrapped: Bool
    var hasIDs: Bool
    var hasTimes: Bool
    /// Members that mean nothing here: counts, notes, properties.
    var extras: Set<Extra> = []

    enum Extra: CaseIterable { case index, usage, properties, title, note, duration, tags }

    var description: String {
        "\(names.role)/\(names.said)/\(names.calls) \(container) \(callSite) \(resultSite) \(arguments) \(failure)"
            + "\(isWrapped ? " wrapped" : "")\(hasIDs ? " ids" : "")"
    }

    init(_ names: Vocabulary, using random: inout SeededGenerator) {
        self.names = names
        container = Container.allCases.randomElement(using: &random) ?? .lines
        callSite = CallSite.allCases.randomElement(using: &random) ?? .list
        resultSite = ResultSite.allCases.randomElement(using: &random) ?? .step
        arguments = Arguments.allCases.randomElement(using: &random) ?? .object
        failure = Failure.allCases.randomElement(using: &random) ?? .flag
        isWrapped = Bool.random(using: &random)
        hasIDs = Bool.random(using: &random)
        hasTimes = Bool.random(using: &random)
    }

    /// How many actions a turn may have: where neither identifiers nor lists pair them, only one.
    var mostCalls: Int { callSite == .list && (hasIDs || resultSite != .step) ? 3 : 1 }
}

// MARK: - Writing

extension MadeUpFormat {
    /// The sessions as a file of this format.
    func file(_ sessions: [MadeUpSession]) -> String {
        let all = sessions.map { steps(of: $0) }
        switch container {
        case .lines: return (all.first ?? []).map(\.json).joined(separator: "\n") + "\n"
        case .array: return Tree.list(all.first ?? []).json
        case .document: return Tree.object([("version", .number(3)), (names.steps, .list(all.first ?? []))]).json
        case .nestedDocument:
            let inner = Tree.object([("label", .text("nightly")), (names.steps, .list(all.first ?? []))])
            return Tree.object([("about", .text("an export")), ("payload_of_run", inner)]).json
        case .sessionLines:
            return all.map { Tree.object([("name", .text("x")), (names.steps, .list($0))]).json }.joined(
                separator: "\n"
            )
        case .sessionList:
            return Tree.object([("batch", .list(all.map { .object([(names.steps, .list($0))]) }))]).json
        }
    }

    /// How many sessions a file of this format holds.
    var sessionCount: Int { container == .sessionLines || container == .sessionList ? 3 : 1 }

    private func steps(of session: MadeUpSession) -> [Tree] {
        var list = [message(names.user, session.request, [])]
        for turn in session.turns {
            switch callSite {
            case .list:
                list.append(
                    message(names.agent, turn.said, [(names.calls, .list(turn.calls.map { .object(call($0)) }))])
                )
                list += results(of: turn.calls)
            case .step:
                for call in turn.calls {
                    list.append(message(names.agent, turn.said, self.call(call)))
                    list += results(of: [call])
                }
            case .event:
                list.append(message(names.agent, turn.said, []))
                for call in turn.calls {
                    list.append(message(names.call, nil, self.call(call)))
                    list += results(of: [call])
                }
            }
        }
        list.append(message(names.agent, session.answer, []))
        list = list.enumerated().map { extended($1, $0) }
        guard hasTimes else { return list }
        return list.enumerated().map { index, step in
            guard case .object(let members) = step else { return step }
            return .object([("stamp", .text("2026-03-01T10:00:\(10 + index % 50)Z"))] + members)
        }
    }

    /// A step with the extra members.
    private func extended(_ step: Tree, _ index: Int) -> Tree {
        guard case .object(var members) = step else { return step }
        if extras.contains(.index) { members.insert(("index", .number(index)), at: 0) }
        if extras.contains(.usage) {
            members.append(("usage", .object([("in", .number(9 * index)), ("out", .number(7))])))
        }
        if extras.contains(.properties) {
            members.append(
                ("meta", .object([("lang", .text("en")), ("source", .text("user")), ("channel", .text("tool"))]))
            )
        }
        if extras.contains(.title) { members.append(("title", .text("Part \(index) of the work"))) }
        if extras.contains(.tags) { members.append(("tags", .list([.text("a"), .text("b")]))) }
        return .object(members)
    }

    private func message(_ role: String, _ said: String?, _ more: [(String, Tree)]) -> Tree {
        let members = [(names.role, Tree.text(role))] + (said.map { [(names.said, Tree.text($0))] } ?? []) + more
        return .object(isWrapped ? [(names.wrapper, .object(members))] : members)
    }

    private func call(_ call: MadeUpSession.Call) -> [(String, Tree)] {
        let object = Tree.object(call.arguments.map { ($0.name, .text($0.value)) })
        var members: [(String, Tree)] = []
        switch arguments {
        case .object: members = [(names.tool, .text(call.tool)), (names.input, object)]
        case .text: members = [(names.tool, .text(call.tool)), (names.input, .text(object.json))]
        case .command: members = [(names.command, .text(Self.command(call)))]
        }
        if hasIDs { members.insert((names.id, .text(call.id)), at: 0) }
        if resultSite == .inCall, !call.isLost { members += result(call) }
        if extras.contains(.note) { members.append(("note", .text("because it is needed \(call.id)"))) }
        if extras.contains(.duration) { members.append(("ms", .number(call.output.utf8.count * 3))) }
        return members
    }

    static func command(_ call: MadeUpSession.Call) -> String {
        "\(call.tool) \(call.arguments.map(\.value).joined(separator: " "))"
    }

    private func result(_ call: MadeUpSession.Call, as name: String? = nil) -> [(String, Tree)] {
        let output = (name ?? names.result, Tree.text(call.output))
        return switch failure {
        case .flag: [output, (names.flag, .flag(call.hasFailed))]
        case .success: [output, (names.success, .flag(!call.hasFailed))]
        case .code: [output, (names.code, .number(call.hasFailed ? 2 : 0))]
        case .word: [output, (names.word, .text(call.hasFailed ? "failed" : "ok"))]
        case .text: [output, (names.trouble, call.hasFailed ? .text("exception in \(call.tool)") : .none)]
        }
    }

    private func results(of all: [MadeUpSession.Call]) -> [Tree] {
        let calls = all.filter { !$0.isLost }
        func reference(_ call: MadeUpSession.Call) -> [(String, Tree)] {
            hasIDs ? [(names.reference, .text(call.id))] : []
        }
        switch resultSite {
        case .inCall: return []
        case .step:
            return calls.map { call in
                let members = [(names.role, Tree.text(names.tool_))] + reference(call) + result(call)
                return .object(isWrapped ? [(names.wrapper, .object(members))] : members)
            }
        case .list:
            guard !calls.isEmpty else { return [] }
            let list = Tree.list(calls.map { .object(reference($0) + result($0)) })
            return [message(names.tool_, nil, [(names.results, list)])]
        }
    }
}

// MARK: - Vocabularies

extension MadeUpFormat.Vocabulary {
    /// Ten ways to name the parts of a session.
    static let all: [Self] = [
        Self(
            role: "actor",
            said: "body",
            steps: "record",
            calls: "ops",
            tool: "verb",
            input: "with",
            command: "cmd",
            id: "ref",
            results: "yields",
            result: "gave",
            reference: "ref",
            wrapper: "entry",
            flag: "failed",
            success: "ok",
            code: "rc",
            word: "state",
            trouble: "error",
            user: "human",
            agent: "agent",
            call: "action",
            tool_: "tool"
        ),
        Self(
            role: "speaker",
            said: "utterance",
            steps: "turns",
            calls: "steps",
            tool: "do",
            input: "using",
            command: "command",
            id: "key",
            results: "findings",
            result: "got",
            reference: "for",
            wrapper: "line",
            flag: "is_error",
            success: "success",
            code: "exit_code",
            word: "status",
            trouble: "err",
            user: "user",
            agent: "assistant",
            call: "tool_call",
            tool_: "tool_result"
        ),
        Self(
            role: "author",
            said: "prose",
            steps: "log",
            calls: "invocations",
            tool: "capability",
            input: "settings",
            command: "shell",
            id: "handle",
            results: "echoes",
            result: "echo",
            reference: "handle",
            wrapper: "post",
            flag: "errored",
            success: "succeeded",
            code: "exit",
            word: "outcome",
            trouble: "problem",
            user: "person",
            agent: "bot",
            call: "command",
            tool_: "environment"
        ),
        Self(
            role: "who",
            said: "said",
            steps: "story",
            calls: "moves",
            tool: "what",
            input: "details",
            command: "command_line",
            id: "mark",
            results: "came",
            result: "came_back",
            reference: "to_mark",
            wrapper: "beat",
            flag: "bad",
            success: "worked",
            code: "returncode",
            word: "verdict",
            trouble: "trouble",
            user: "customer",
            agent: "ai",
            call: "tool_use",
            tool_: "sandbox"
        ),
        Self(
            role: "from",
            said: "line",
            steps: "exchange",
            calls: "tasks",
            tool: "operation",
            input: "spec",
            command: "script",
            id: "token",
            results: "replies",
            result: "reply",
            reference: "token_of",
            wrapper: "data",
            flag: "failure",
            success: "passed",
            code: "exitCode",
            word: "Status",
            trouble: "errorMessage",
            user: "USER",
            agent: "MODEL",
            call: "FUNCTION_CALL",
            tool_: "FUNCTION_RESPONSE"
        ),
        Self(
            role: "origin",
            said: "passage",
            steps: "chapters",
            calls: "deeds",
            tool: "deed",
            input: "particulars",
            command: "cmd",
            id: "tag",
            results: "aftermaths",
            result: "aftermath",
            reference: "deed_tag",
            wrapper: "leaf",
            flag: "hasFailed",
            success: "isOk",
            code: "exit_status",
            word: "state",
            trouble: "exception",
            user: "client",
            agent: "llm",
            call: "invoke",
            tool_: "runtime"
        ),
        Self(
            role: "party",
            said: "remark",
            steps: "minutes",
            calls: "requests",
            tool: "function",
            input: "payload",
            command: "bash",
            id: "req",
            results: "responses",
            result: "answer",
            reference: "req",
            wrapper: "item",
            flag: "error",
            success: "completed",
            code: "return_code",
            word: "status",
            trouble: "fault",
            user: "client",
            agent: "assistant",
            call: "function_call",
            tool_: "function"
        ),
        Self(
            // words: allow
            role: "voice",
            said: "sentence",
            steps: "transcript",
            calls: "jobs",
            tool: "job",
            input: "inputs",
            command: "cmdline",
            id: "ticket",
            results: "prints",
            result: "printed",
            reference: "ticket",
            wrapper: "frame",
            flag: "did_fail",
            success: "is_success",
            code: "retcode",
            word: "result_status",
            trouble: "err",
            user: "user",
            agent: "agent",
            call: "exec",
            tool_: "env"
        ),
        Self(
            role: "kind",
            said: "words",
            steps: "events",
            calls: "acts",
            tool: "name",
            input: "params",
            command: "cmd",
            id: "id",
            results: "outs",
            result: "out",
            reference: "call_id",
            wrapper: "event",
            flag: "isError",
            success: "ok",
            code: "code",
            word: "status",
            trouble: "error",
            user: "user_message",
            agent: "agent_message",
            call: "tool_call",
            tool_: "tool_result"
        ),
        Self(
            role: "event",
            said: "detail",
            steps: "timeline",
            calls: "toolUses",
            tool: "toolName",
            input: "toolInput",
            command: "script",
            id: "uid",
            results: "toolOutputs",
            result: "toolOutput",
            reference: "useUid",
            wrapper: "node",
            flag: "failed",
            success: "success",
            code: "rc",
            word: "outcome",
            trouble: "failure",
            user: "UserPrompt",
            agent: "AssistantReply",
            call: "ToolUse",
            tool_: "ToolOutput"
        ),
    ]
}
