import Dispatch
import Foundations
import Glibc
import HTTP
import Synchronization
import TestSupport

/// A client for the time of `body`.
///
/// - Parameter certificate: a file with the only certificates that it trusts; `nil` for those of the system.
func withClient<Value>(
    trusting certificate: String? = nil,
    _ body: (Client) async throws -> Value
) async throws -> Value {
    let client = try Client(authorities: certificate)
    do {
        let value = try await body(client)
        await client.shutDown()
        return value
    } catch {
        await client.shutDown()
        throw error
    }
}

func withServer(
    _ script: @escaping ModelServer.Script,
    _ body: (ModelServer, Client) async throws -> Void
) async throws {
    try await ModelServer.run(script) { server in
        try await withClient { client in try await body(server, client) }
    }
}

func post(to server: ModelServer, _ body: String, headers: [Header] = []) throws -> Request {
    Request(
        to: try Address("\(server.address)/v1/chat/completions"),
        headers: [Header("Content-Type", "application/json")] + headers,
        body: Array(body.utf8)
    )
}

/// Four of five end in one fault or another.
func exchangeAndShutDown(requests count: Int) async throws {
    try await withServer { request in
        switch request.index % 5 {
        case 0: .failing(.reset)
        case 1: .failing(.truncated)
        case 2: .failing(.status(500))
        case 3: .failing(.close)
        default: ModelReply("answer")
        }
    } _: { server, client in
        for _ in 0..<count {
            // Failing is what it is to do here.
            _ = try? await client.send(try post(to: server, "{}"))
        }
    }
}

func openDescriptors() throws -> Int { try FolderEntries.names(in: "/proc/self/fd").count }

/// Holds back all threads until enough of them have arrived.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let missing: Mutex<Int>

    init(opensAt count: Int) {
        missing = Mutex(count)
    }

    func pass() {
        let left = missing.withLock {
            $0 -= 1
            return $0
        }
        if left > 0 { semaphore.wait() }
        // Each lets the next one through.
        semaphore.signal()
    }
}
