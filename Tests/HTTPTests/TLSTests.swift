import HTTP
import Testing

@Suite(
    "An HTTP client over TLS",
    .enabled(if: TLSServer.isAvailable, "python3 and openssl are needed for a server"),
    .timeLimit(.minutes(1))
)
struct TLSTests {
    private static func answers(_ count: Int, from server: TLSServer, _ client: Client) async throws -> [String] {
        let request = Request(to: try Address(server.address + "/v1"), body: Array("{}".utf8))
        return try await withThrowingTaskGroup(of: String.self) { tasks in
            for _ in 0..<count {
                tasks.addTask { String(decoding: try await client.send(request).body, as: UTF8.self) }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("sends many requests at once over one connection where the server offers HTTP/2")
    func two() async throws {
        let server = try TLSServer(offering: "h2,http/1.1")
        try await withClient(trusting: server.certificate) { client in
            let answers = try await Self.answers(40, from: server, client)
            #expect(Set(answers) == Set((1...40).map { "h2 1 \($0)" }))
        }
    }

    @Test("uses HTTP/1.1 where the server offers nothing else")
    func one() async throws {
        let server = try TLSServer(offering: "http/1.1")
        try await withClient(trusting: server.certificate) { client in
            let first = try await Self.answers(1, from: server, client)
            let second = try await Self.answers(1, from: server, client)
            #expect([first, second] == [["http/1.1 1 1"], ["http/1.1 1 2"]])
        }
    }

    @Test("refuses a certificate that nobody signed whom it trusts, and sends nothing")
    func stranger() async throws {
        let server = try TLSServer(offering: "http/1.1")
        let request = Request(to: try Address(server.address), body: Array("{}".utf8))
        try await withClient(trusting: nil) { client in
            let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
            guard case .notTrusted = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.description.hasPrefix("the server's certificate was not accepted: ") == true)
        }
        try await withClient(trusting: server.certificate) { client in
            let answers = try await Self.answers(1, from: server, client)
            // The first request that it saw.
            #expect(answers == ["http/1.1 1 1"])
        }
    }

    @Test("refuses a certificate that is for another host")
    func otherHost() async throws {
        let server = try TLSServer(offering: "http/1.1")
        let request = Request(to: try Address("https://localhost:\(server.port)"), body: Array("{}".utf8))
        try await withClient(trusting: server.certificate) { client in
            let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
            guard case .notTrusted = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("says so when the file of those whom it trusts is not there")
    func noAuthorities() async throws {
        let server = try TLSServer(offering: "http/1.1")
        let request = Request(to: try Address(server.address), body: Array("{}".utf8))
        try await withClient(trusting: "/nonexistent/authorities") { client in
            let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
            guard case .notTrusted = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
