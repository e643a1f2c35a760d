import HTTP
import LanguageModels
import TestSupport
import Testing

/// A fault of a server, and the class of error that it has to become.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fault: ModelReply.Fault
    let kind: ModelError.Kind
    /// Whether only a timeout ends it.
    let isSlow: Bool

    init(_ description: String, _ fault: ModelReply.Fault, _ kind: ModelError.Kind, isSlow: Bool = false) {
        testDescription = description
        self.fault = fault
        self.kind = kind
        self.isSlow = isSlow
    }

    static func status(_ status: Int, _ kind: ModelError.Kind, _ message: String = "no") -> FaultCase {
        let body = #"{"error":{"message":"\#(message)","type":"x"}}"#
        return FaultCase("status \(status) \(message)", .status(status, body: body), kind)
    }

    static let all: [FaultCase] = [
        .status(400, .badRequest), .status(400, .tooLong, "This model's maximum context length is 8192 tokens"),
        .status(400, .tooLong, "prompt is too long: 9 > 8"), .status(401, .authentication),
        .status(402, .budget), .status(403, .authentication), .status(404, .badRequest), .status(408, .unavailable),
        .status(413, .tooLong), .status(422, .badRequest), .status(429, .rateLimited),
        .status(429, .budget, "You exceeded your current quota"), .status(500, .unavailable),
        .status(502, .unavailable),
        .status(503, .unavailable), .status(529, .unavailable),
        FaultCase("HTML with status 502", .status(502, body: "<html>bad gateway</html>"), .unavailable),
        FaultCase("an empty 204", .status(204), .malformed),
        FaultCase("a redirect", .redirect("http://127.0.0.1:9/"), .badRequest),
        FaultCase("a reset in mid-body", .reset, .unavailable),
        FaultCase("a truncated body", .truncated, .unavailable),
        FaultCase("a stream without its end", .unfinished, .unavailable),
        FaultCase("a connection closed at once", .close, .unavailable),
        FaultCase("a page of HTML", .garbage("<html>log in</html>"), .malformed),
        FaultCase("truncated JSON", .garbage(#"{"choices":[{"message":{"content":"hal"#), .malformed),
        FaultCase("JSON of another kind", .garbage("[1,2,3]"), .malformed),
        FaultCase("nothing", .garbage(""), .malformed),
        FaultCase(
            "an error with status 200",
            .garbage(#"{"error":{"type":"overloaded_error","message":"o"}}"#),
            .unavailable
        ),
        FaultCase("silence", .hang, .unavailable, isSlow: true),
        FaultCase("silence in mid-body", .stall, .unavailable, isSlow: true),
        FaultCase("a byte now and then", .slowLoris(.milliseconds(15)), .unavailable, isSlow: true),
        FaultCase("200 MB", .huge(200 << 20), .malformed),
        FaultCase("a gzip bomb", .gzipBomb(20 << 20), .malformed),
    ]
}

@Suite("A provider in trouble", .timeLimit(.minutes(1)))
struct ProviderFaultTests {
    private static let impatient = Timeouts(
        connect: .seconds(5),
        firstByte: .milliseconds(300),
        idle: .milliseconds(300),
        total: .milliseconds(800)
    )

    @Test(
        "Every fault of a provider has its class of error, without the key",
        arguments: Dialect.allCases,
        FaultCase.all
    )
    func faultsAreClassified(dialect: Dialect, fault: FaultCase) async throws {
        let (key, secret) = try Self.key()
        try await withProvider(dialect, key: key, timeouts: fault.isSlow ? Self.impatient : Timeouts()) { _ in
            .failing(fault.fault)
        } _: { server, model in
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error?.kind == fault.kind, "\(String(describing: error))")
            #expect(!String(reflecting: error).contains(secret.prefix(6)))
            // The key was sent in its header.
            let headers = try #require(server.requests.first?.headers)
            #expect(headers["authorization"] == "Bearer \(secret)" || headers["x-api-key"] == secret)
        }
    }

    @Test(
        "A key that the server quotes is not repeated, not even in part",
        arguments: Dialect.allCases,
        [200, 400, 401, 403, 404, 429, 500]
    )
    func quotedKeyIsRemoved(dialect: Dialect, status: Int) async throws {
        let (key, secret) = try Self.key()
        let quotes = "bad key \(secret), that is \(secret.prefix(9))***\(secret.suffix(7))"
        let body = #"{"error":{"message":"\#(quotes)","type":"x"}}"#
        try await withProvider(dialect, key: key) { _ in
            .failing(status == 200 ? .garbage(body) : .status(status, body: body))
        } _: { _, model in
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            let text = "\(String(describing: error)) \(String(reflecting: error))"
            for piece in [secret, String(secret.prefix(9)), String(secret.suffix(7))] { #expect(!text.contains(piece)) }
        }
    }

    @Test("The delay that a server asks for is reported", arguments: Dialect.allCases)
    func retryAfterIsReported(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            .failing(.status(429, headers: ["Retry-After": "7"]))
        } _: { _, model in
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error?.retryAfter == .seconds(7))
        }
    }

    @Test("A refusal is an error and not an answer", arguments: Dialect.allCases)
    func refusalIsAnError(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            var reply = ModelReply("I cannot help with that")
            reply.stop = "content_filter"
            return reply
        } _: { _, model in
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error == .refused("I cannot help with that"))
        }
    }

    @Test("An empty answer is an error", arguments: Dialect.allCases, ["stop", "length"])
    func emptyAnswerIsAnError(dialect: Dialect, stop: String) async throws {
        try await withProvider(dialect) { _ in
            var reply = ModelReply(" \n")
            reply.stop = stop
            return reply
        } _: { _, model in
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test("A call ends when its task is cancelled", arguments: Dialect.allCases)
    func cancellationEndsCall(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            .failing(.hang)
        } _: { server, model in
            let task = Task { try await model.answer(call()) }
            await server.received()
            task.cancel()
            await #expect(throws: ModelError.cancelled) { try await task.value }
        }
    }

    @Test("A server that does not listen cannot be reached")
    func deafServerIsUnreachable() async throws {
        try await ModelServer.withDeafAddress { address in
            let client = try Client()
            let model = try Dialect.chat.provider(address, client)
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error?.kind == .unreachable)
            await client.shutDown()
        }
    }

    /// A random key, so that no file contains it.
    private static func key() throws -> (APIKey, String) {
        let secret = (0..<4).map { _ in String(UInt64.random(in: (1 << 60)..<(1 << 61)), radix: 36) }.joined(
            separator: "-"
        )
        return (try APIKey(variable: "KEY", in: ["KEY": secret]), secret)
    }
}
