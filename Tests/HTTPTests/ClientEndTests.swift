import HTTP
import TestSupport
import Testing

@Suite("A request that does not end well", .timeLimit(.minutes(1)))
struct ClientEndTests {
    private static let patient = Timeouts(firstByte: .seconds(60), idle: .seconds(60), total: .seconds(60))

    @Test("is told when the first byte does not come")
    func firstByte() async throws {
        var timeouts = Self.patient
        timeouts.firstByte = .milliseconds(80)
        try await expect(.timedOut(.firstByte, after: .milliseconds(80)), of: .hang, timeouts)
    }

    @Test("is told when the next byte does not come")
    func idle() async throws {
        var timeouts = Self.patient
        timeouts.idle = .milliseconds(80)
        try await expect(.timedOut(.idle, after: .milliseconds(80)), of: .stall, timeouts)
    }

    @Test("is told when bytes come too slowly to ever be done")
    func slowLoris() async throws {
        var timeouts = Self.patient
        timeouts.total = .milliseconds(200)
        try await expect(.timedOut(.total, after: .milliseconds(200)), of: .slowLoris(.milliseconds(10)), timeouts)
    }

    @Test("is told when the response is too large, however it is packed", arguments: [false, true])
    func tooLarge(isPacked: Bool) async throws {
        let fault: ModelReply.Fault = isPacked ? .gzipBomb(20 << 20) : .huge(200 << 20)
        try await expect(.tooLarge(limit: 1 << 20), of: fault, Self.patient)
    }

    @Test("is told when the connection breaks", arguments: [ModelReply.Fault.reset, .truncated, .close])
    func broken(fault: ModelReply.Fault) async throws {
        try await withServer { _ in
            .failing(fault)
        } _: { server, client in
            let request = try post(to: server, "{}")
            let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
            guard case .transport = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("stops waiting when its task is cancelled")
    func cancellation() async throws {
        try await withServer { _ in
            .failing(.hang)
        } _: { server, client in
            let request = try post(to: server, "{}")
            let task = Task { try await client.send(request) }
            await server.received()
            task.cancel()
            await #expect(throws: HTTPError.cancelled) { try await task.value }
        }
    }

    @Test("is never sent when its task is cancelled already")
    func cancelledBefore() async throws {
        try await withServer { _ in
            ModelReply()
        } _: { server, client in
            let request = try post(to: server, "{}")
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(request)
            }
            await #expect(throws: HTTPError.cancelled) { try await task.value }
            #expect(server.requests.isEmpty)
        }
    }

    @Test("ends with the client")
    func shutDown() async throws {
        try await ModelServer.run { _ in
            .failing(.hang)
        } _: { server in
            let client = try Client()
            let request = try post(to: server, "{}")
            let task = Task { try await client.send(request) }
            await server.received()

            await client.shutDown()

            await #expect(throws: HTTPError.shutDown) { try await task.value }
            await #expect(throws: HTTPError.shutDown) { try await client.send(request) }
            await client.shutDown()
        }
    }

    private func expect(_ expected: HTTPError, of fault: ModelReply.Fault, _ timeouts: Timeouts) async throws {
        try await withServer { _ in
            .failing(fault)
        } _: { server, client in
            var request = try post(to: server, "{}")
            request.timeouts = timeouts
            await #expect(throws: expected) { try await client.send(request) }
        }
    }
}
