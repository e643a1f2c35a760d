import FoundationEssentials
import Glibc
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("With a model", .timeLimit(.minutes(5)))
struct ModelTests {
    /// What `status --json` says of models.
    private struct Report: Decodable {
        struct Sum: Decodable, Equatable {
            var calls: Int
            var prompt: Int
            var cached: Int
            var completion: Int
            var cost: Double?
        }
        struct Spending: Decodable {
            var tokensToday: Int
            var tokensPerDay: Int?
            var tokensLeftToday: Int?
            var costLeftToday: Double?
            var currency: String?
            var today: Sum
            var lastEvolution: Sum?
            var altogether: Sum
        }
        var pending: Int
        var health: [String]
        var spending: Spending
    }

    private let place: Workplace

    init() throws { place = try Workplace() }

    private func status() throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(try place.succeed("status", "--json").utf8))
    }

    /// Sets the model in the workplace's configuration, with other lines for it and for the budget.
    private func ask(_ server: ModelServer, model lines: [String] = [], budget: [String] = []) throws {
        let model = ["provider: openai", "name: small", "base-url: \(server.address)/v1"] + lines
        let text = """
            repository: \(place.skills)
            inboxes: [\(place.inbox)]
            state: \(place.state)
            evolution: {minimum-lessons: 1, after: 2}
            model: {\(model.joined(separator: ", "))}
            budget: {\(budget.joined(separator: ", "))}

            """
        try place.write(text, to: place.configuration)
    }

    /// Drops runs that ended badly, for the skill `sheets`.
    private func drop(_ ids: String...) throws {
        _ = try place.start(["mkdir", "-p", place.inbox + "/sheets"]).end(within: 20)
        for id in ids {
            let path = "\(place.inbox)/sheets/\(id).json"
            try place.write(#"{"outcome":"failure"}"#, to: path + ".trace2skill.json")
            try place.write(Self.run(id), to: path)
        }
    }

    private static func run(_ id: String) -> String {
        func step(_ number: Int, _ command: String, _ output: String) -> String {
            #"{"step_id":\#(number),"source":"agent","message":"","tool_calls":[{"tool_call_id":"k\#(number)","function_name":"bash","arguments":{"command":"\#(command)"}}],"#
                + #""observation":{"results":[{"source_call_id":"k\#(number)","content":"\#(output)","extra":{"exit_code":0}}]}}"#
        }
        let steps = [
            #"{"step_id":1,"source":"user","message":"Sum up \#(id)"}"#,
            step(2, "head export-\(id).csv", "\(id) has rows"),
            step(3, "python3 sum_\(id).py", "StaleValue: cell C7 came back empty"),
            step(4, "python3 send_\(id).py", "sent \(id)"),
        ]
        return
            #"{"schema_version":"ATIF-v1.7","session_id":"\#(id)","agent":{"name":"robo","version":"3"},"steps":[\#(steps.joined(separator: ","))]}"#
    }

    // MARK: What the model says

    private static func answer(_ request: ModelRequest) -> ModelReply {
        var reply = reply(request, title: "refresh the cache before totals are read")
        reply.tokens = (1000, 400, 100)
        return reply
    }

    private static func reply(_ request: ModelRequest, title: String) -> ModelReply {
        guard !request.systemText.contains("Find those that say the same thing") else {
            return ModelReply(#"{"keep":[],"join":[],"drop":[],"conflicts":[]}"#)
        }
        if request.systemText.contains("You are the editor of a skill") { return ModelReply(edits(request)) }
        let lesson =
            #"{"title":"\#(title)","when":"a total is read back","do":"\#(title)","check":"no total is empty","why":"totals are cached","#
            + #""section":"Sheets","kind":"failure","quotes":[{"step":3,"text":"StaleValue: cell C7 came back empty"}],"cause":"unverified","suggestion":""}"#
        let text = #"{"lessons":[\#(lesson)]}"#
        guard request.json?["tools"] != nil else { return ModelReply(text) }
        var reply = ModelReply()
        reply.toolCalls = [ModelReply.ToolCall(id: "t", name: "submit_report", arguments: text)]
        reply.stop = "tool_calls"
        return reply
    }

    /// An edit for each lesson that the request holds: its title as an item of a section.
    private static func edits(_ request: ModelRequest) -> String {
        let lines = request.lastText.split(separator: "\n")
        let ids = lines.filter { $0.contains(", support ") }.map { $0.prefix { $0 != " " } }
        let titles = lines.filter { $0.hasPrefix("title: ") }.map { $0.dropFirst(7) }
        let edits = zip(ids, titles).enumerated().map { index, lesson in
            let (id, title) = lesson
            return ###"{"id":"e\###(index)","group":"","file":"SKILL.md","op":"append_to_section","###
                + ###""target_section":"## Sheets","###
                + ###""target_text":"","old_text":"","after_section":"","content":"- Always \###(title).","lessons":["\###(id)"]}"###
        }
        return #"{"reasoning":"so","edits":[\#(edits.joined(separator: ","))],"declined":[]}"#
    }

    // MARK: Tests

    @Test("evolve publishes what it says, and status tells what it took and what is left")
    func spending() async throws {
        try await ModelServer.run(Self.answer) { server in
            try ask(
                server,
                model: ["prices: {prompt: 1, cached: 0.5, completion: 10, currency: EUR}"],
                budget: ["tokens-per-day: 100000", "cost-per-day: 2"]
            )
            try drop("s1", "s2")
            try place.succeed("ingest")
            #expect(try place.succeed("evolve").contains("a model analysed 2 episodes and used 3300 tokens"))

            #expect(try place.git("log", "-1", "--format=%B", "main").contains("Model-Tokens: 3300"))
            let report = try status()
            #expect(report.pending == 0 && report.health.isEmpty)
            let sum = Report.Sum(calls: 3, prompt: 3000, cached: 1200, completion: 300, cost: 0.0054)
            for other in [
                report.spending.today, report.spending.altogether, try #require(report.spending.lastEvolution),
            ] {
                #expect(other.calls == sum.calls && other.prompt == sum.prompt && other.cached == sum.cached)
                #expect(other.completion == sum.completion && abs((other.cost ?? 0) - 0.0054) < 1e-9)
            }
            #expect(report.spending.tokensLeftToday == 96_700 && report.spending.currency == "EUR")
            #expect(abs((report.spending.costLeftToday ?? 0) - 1.9946) < 1e-9)
            let text = try place.succeed("status")
            #expect(
                text.contains(
                    "today 3300 tokens in 3 calls: 3000 prompt, 1200 of these cached, 300 completion; 0.0054 EUR"
                )
            )
            #expect(text.contains("100000 tokens a day, 96700 left today; 2.00 EUR a day, 1.9946 left today"))
        }
    }

    @Test("without prices status speaks of tokens alone")
    func noPrices() async throws {
        try await ModelServer.run(Self.answer) { server in
            try ask(server)
            try drop("s1", "s2")
            try place.succeed("ingest")
            try place.succeed("evolve")

            let spending = try #require(
                try place.succeed("status").split(separator: "\n").first { $0.contains("today") }
            )
            #expect(spending.hasSuffix("3300 tokens in 3 calls: 3000 prompt, 1200 of these cached, 300 completion"))
            #expect(try status().spending.today.cost == nil)
        }
    }

    @Test("a budget that is used up leaves the episodes waiting, and status says so", arguments: [true, false])
    func budget(isMoney: Bool) async throws {
        try await ModelServer.run(Self.answer) { server in
            let prices = ["prices: {prompt: 1, completion: 10}"]
            try ask(server, model: prices, budget: [isMoney ? "cost-per-day: 0.0001" : "tokens-per-day: 100"])
            try drop("s1", "s2")
            try place.succeed("ingest")
            let output = try place.run("evolve")

            #expect(output.status == 69)
            #expect(
                output.errors.contains("2 episodes could not be analysed in this evolution and will be tried again")
            )
            #expect(server.requests.isEmpty)
            let report = try status()
            #expect(report.pending == 2)
            #expect(report.health.contains { $0.hasPrefix("2 episodes") && $0.contains("budget is used up") })

            try ask(server)
            try place.succeed("evolve")
            #expect(try status().pending == 0)
            #expect(try status().health.isEmpty)
        }
    }

    @Test("replay makes the same again without a call, and asks another model beside the history")
    func replay() async throws {
        let title = Mutex("refresh the cache before totals are read")
        let script: ModelServer.Script = { Self.reply($0, title: title.withLock { $0 }) }
        try await ModelServer.run(script) { server in
            try ask(server)
            try drop("s1", "s2")
            try place.succeed("ingest")
            try place.succeed("evolve")
            let calls = server.requests.count
            #expect(try place.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)

            title.withLock { $0 = "recalculate every total" }
            let log = try place.succeed("log", "--json")
            let said = try place.succeed("replay", "sheets/v1", "--model", "large:9b")
            let ref = "refs/trace2skill/scratch/sheets-v1-large-9b"
            #expect(said.contains("diff sheets/v1 \(ref)"))
            #expect(server.requests.count == calls + 3)
            #expect(try place.git("diff", "sheets/v1", ref).contains("+- Always recalculate every total."))
            #expect(try place.succeed("log", "--json") == log)
            #expect(try place.succeed("verify").contains("no problems found"))
            #expect(try status().spending.altogether.calls == calls + 3)
            #expect(try status().spending.lastEvolution?.calls == calls)
        }
    }

    @Test("lessons of another program's records are worded, published and replayed")
    func records() async throws {
        try await ModelServer.run(Self.answer) { server in
            try ask(server)
            let records = ["a1", "b2"].map { id in
                #"{"instance_id":"\#(id)","source_file":"x","items":[{"type":"failure_memory","number":1,"#
                    + #""title":"Refresh totals","description":"totals are read","content":"Refresh the\ttotals."}]}"#
            }
            try place.write("[\(records.joined(separator: ","))]", to: place.folder + "/records.json")
            #expect(
                try place.succeed("evolve", "sheets", "--records", place.folder + "/records.json")
                    .contains("published sheets/v1")
            )
            #expect(try place.git("log", "--format=%B", "main").contains("\nEvidence:\n  record:a1\n  record:b2\n"))
            let calls = server.requests.count
            #expect(try place.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)
        }
    }

    @Test("evolve says that lessons wait where the model is gone when they are to be worded, and words them later")
    func gone() async throws {
        let isThere = Mutex(false)
        let script: ModelServer.Script = { request in
            let isEditor = request.systemText.contains("You are the editor of a skill")
            return isEditor && !isThere.withLock { $0 } ? .failing(.status(401, body: "{}")) : Self.answer(request)
        }
        try await ModelServer.run(script) { server in
            try ask(server)
            try drop("s1", "s2")
            try place.succeed("ingest")
            let output = try place.run("evolve")
            #expect(output.status == 69)
            #expect(output.errors.contains("lessons wait for the next evolution to be worded: "))
            #expect(try status().pending == 0)

            isThere.withLock { $0 = true }
            let calls = server.requests.count
            #expect(try place.succeed("evolve").contains("published sheets/v1"))
            #expect(server.requests.count == calls + 1)
        }
    }

    @Test("evolve and show tell of answers that could not be read")
    func losses() async throws {
        let script: ModelServer.Script = { request in
            var reply = Self.answer(request)
            if request.json?["tools"] != nil {
                let text = reply.toolCalls[0].arguments
                reply.toolCalls[0].arguments = text.replacing(#"{"lessons":["#, with: #"{"lessons":[{"title":"x"},"#)
            }
            return reply
        }
        try await ModelServer.run(script) { server in
            try ask(server)
            try drop("s1", "s2")
            try place.succeed("ingest")
            let said = try place.succeed("evolve")

            let line = try #require(said.split(separator: "\n").first { $0.contains("answer part") })
            #expect(line.hasPrefix("2 unreadable answer parts; see trace2skill show "))
            let id = String(try #require(line.split(separator: " ").last))
            let shown = try place.succeed("show", id)
            #expect(shown.contains("answer not fully used (unreadable): lesson 1:"))
            #expect(shown.contains("session s1") && shown.contains("session s2"))
        }
    }

    @Test("the daemon keeps waiting episodes while the model turns calls away, and publishes when it does not")
    func daemon() async throws {
        let isOpen = Mutex(false)
        let script: ModelServer.Script = { request in
            isOpen.withLock { $0 } ? Self.answer(request) : .failing(.status(401, body: "{}"))
        }
        try await ModelServer.run(script) { server in
            try ask(server)
            try drop("s1", "s2")
            let first = try place.start("daemon")
            #expect(first.says("episodes could not be analysed; they wait", within: 30), "\(first.errors)")
            first.send(SIGTERM)
            #expect(first.end(within: 5).status == 0)
            let report = try status()
            #expect(report.pending == 2)
            #expect(
                report.health.contains { $0.hasPrefix("2 episodes could not be analysed and will be tried again: ") }
            )

            isOpen.withLock { $0 = true }
            let second = try place.start("daemon")
            #expect(second.says("published", within: 30), "\(second.errors)")
            second.send(SIGTERM)
            #expect(second.end(within: 5).status == 0)
            #expect(try status().pending == 0)
        }
    }
}
