import HTTP
import Synchronization
import TestSupport
import Testing

@Suite("An HTTP client", .timeLimit(.minutes(1)))
struct ClientTests {
    @Test("sends a body and headers and brings back status, headers and body")
    func exchange() async throws {
        try await withServer { _ in
            .failing(.status(418, headers: ["X-Kind": "teapot"], body: "short and stout"))
        } _: { server, client in
            let request = try post(to: server, "{}", headers: [Header("X-Mine", "1"), Header("X-Empty", "")])
            let response = try await client.send(request)

            #expect(response.status == 418)
            #expect(response.head["x-kind"] == "teapot")
            #expect(response.body == Array("short and stout".utf8))
            let seen = try #require(server.requests.first)
            #expect(seen.method == "POST" && seen.path == "/v1/chat/completions")
            #expect(seen.body == Array("{}".utf8))
            #expect(seen.headers["x-mine"] == "1")
            #expect(seen.headers["expect"] == nil)
        }
    }

    @Test("gives a successful body to the consumer as it arrives")
    func streaming() async throws {
        let text = String(repeating: "word ", count: 40)
        try await withServer { _ in
            var reply = ModelReply(text)
            reply.interval = .milliseconds(2)
            return reply
        } _: { server, client in
            let pieces = Recorder<[UInt8]>()
            let response = try await client.send(try post(to: server, #"{"stream":true}"#)) { head, bytes in
                pieces.add(Array(bytes))
                return head.status == 200
            }
            #expect(response.body.isEmpty)
            let received = pieces.all.flatMap { $0 }
            #expect(response.byteCount == received.count)
            #expect(pieces.all.count > 2)
            #expect(String(decoding: received, as: UTF8.self).hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test("ends the transfer when the consumer has had enough")
    func stopped() async throws {
        try await withServer { _ in
            ModelReply("answer")
        } _: { server, client in
            let request = try post(to: server, "{}")
            await #expect(throws: HTTPError.stopped) { try await client.send(request) { _, _ in false } }
        }
    }

    @Test("keeps the body of a failure for its sender, not for the consumer")
    func failureBody() async throws {
        try await withServer { _ in
            .failing(.status(500, body: "broken"))
        } _: { server, client in
            let response = try await client.send(try post(to: server, "{}")) { _, _ in false }
            #expect(response.status == 500)
            #expect(response.body == Array("broken".utf8))
        }
    }

    @Test("uses a connection again")
    func reuse() async throws {
        try await withServer { _ in
            ModelReply("answer")
        } _: { server, client in
            for _ in 0..<20 { _ = try await client.send(try post(to: server, "{}")) }
            #expect(server.accepted == 1)
        }
    }

    @Test("fails with a reason when nobody listens")
    func cannotConnect() async throws {
        try await ModelServer.withDeafAddress { address in
            let request = Request(to: try Address(address))
            try await withClient { client in
                let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
                guard case .cannotConnect = error else { return #expect(Bool(false), "\(String(describing: error))") }
            }
        }
    }

    @Test("does not follow a redirect, nor send a header there")
    func redirect() async throws {
        let elsewhere = try ModelServer { _ in ModelReply("stolen") }
        let target = "\(elsewhere.address)/v1/chat/completions"
        try await withServer { _ in
            .failing(.redirect(target))
        } _: { server, client in
            let response = try await client.send(try post(to: server, "{}", headers: [Header("X-Key", "k")]))
            #expect(response.status == 307)
        }
        #expect(elsewhere.accepted == 0)
        await elsewhere.stop()
    }

    @Test("refuses a header that would be two, and does not say its value")
    func header() async throws {
        try await withServer { _ in
            ModelReply()
        } _: { server, client in
            let request = try post(to: server, "{}", headers: [Header("X-Key", "hush\r\nX-Other: 1")])
            let error = await #expect(throws: HTTPError.header(name: "X-Key")) { try await client.send(request) }
            #expect(error.map { !"\($0)".contains("hush") } == true)
            #expect(server.accepted == 0)
        }
    }

    @Test("opens as many descriptors as it closes")
    func descriptors() async {
        // In a process of its own: nobody else opens any there.
        await #expect(processExitsWith: .success) {
            try await exchangeAndShutDown(requests: 5)
            let before = try openDescriptors()
            try await exchangeAndShutDown(requests: 200)
            #expect(try openDescriptors() == before)
        }
    }

    @Test("has a thousand requests under way at once")
    func thousand() async throws {
        let gate = Gate(opensAt: 1_000)
        try await withServer { request in
            gate.pass()
            return ModelReply("answer \(request.index)")
        } _: { server, client in
            let request = try post(to: server, "{}")
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<1_000 { group.addTask { try await client.send(request).status } }
                return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
            }
            #expect(answered == 1_000)
            #expect(server.peak == 1_000)
        }
    }
}
