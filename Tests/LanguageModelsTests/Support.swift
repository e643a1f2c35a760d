import Glibc
import HTTP
import LanguageModels
import Synchronization
import TestSupport

/// A model without a server that answers by a closure of the call and the number of calls before it.
final class ScriptedModel: LanguageModel {
    let identity: String
    let canCallTools = true
    private let script: @Sendable (ModelCall, Int) async throws(ModelError) -> Answer
    private let calls = Mutex([ModelCall]())

    init(
        identity: String = "scripted",
        _ script: @escaping @Sendable (ModelCall, Int) async throws(ModelError) -> Answer
    ) {
        self.identity = identity
        self.script = script
    }

    var asked: [ModelCall] { calls.withLock { $0 } }

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        let number = calls.withLock {
            $0.append(call)
            return $0.count - 1
        }
        return try await script(call, number)
    }
}

/// A clock on which every sleep ends at once; it records the durations.
final class HastyClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private let state = Mutex((offset: Duration.zero, waits: [Duration]()))

    var now: Instant { Instant(offset: state.withLock { $0.offset }) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var waits: [Duration] { state.withLock { $0.waits } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.waits.append(deadline.offset - $0.offset)
            $0.offset = deadline.offset
        }
    }
}

/// The records that a meter received.
final class Records: Sendable {
    private let state = Mutex([CallRecord]())

    var all: [CallRecord] { state.withLock { $0 } }

    func add(_ record: CallRecord) { state.withLock { $0.append(record) } }

    func response(_ key: RequestKey) -> [UInt8]? { all.first { $0.key == key && $0.response != nil }?.response }
}

enum Dialect: String, CaseIterable {
    case chat, anthropic

    func provider(
        _ address: String,
        _ client: Client,
        key: APIKey? = nil,
        timeouts: Timeouts = Timeouts()
    ) throws -> any LanguageModel {
        let base = try Address(address + (self == .chat ? "/v1" : ""))
        return switch self {
        case .chat: try ChatCompletions(base: base, client: client, key: key, timeouts: timeouts)
        case .anthropic: try AnthropicMessages(base: base, client: client, key: key, timeouts: timeouts)
        }
    }
}

let settings = ModelSettings(name: "m", maximumTokens: 100)

func call(_ prompt: Prompt = Prompt("hello"), _ settings: ModelSettings = settings) -> ModelCall {
    ModelCall(prompt, settings: settings, provider: "p")
}

func answered(_ text: String, prompt: Int = 10, completion: Int = 5) -> Answer {
    Answer(text: text, usage: Usage(prompt: prompt, completion: completion))
}

/// Runs `body` with a server, and with a provider that asks it.
func withProvider(
    _ dialect: Dialect,
    key: APIKey? = nil,
    timeouts: Timeouts = Timeouts(),
    _ script: @escaping ModelServer.Script,
    _ body: (ModelServer, any LanguageModel) async throws -> Void
) async throws {
    try await ModelServer.run(script) { server in
        let client = try Client()
        do {
            try await body(server, dialect.provider(server.address, client, key: key, timeouts: timeouts))
            await client.shutDown()
        } catch {
            await client.shutDown()
            throw error
        }
    }
}

/// Runs `body` with the path of a temporary folder.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    var template = Array("/tmp/language-models-XXXXXX".utf8CString)
    guard let path = mkdtemp(&template) else { throw ModelError.unavailable("no folder: \(errno)") }
    let folder = String(cString: path)
    defer {
        for name in names(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
    return try await body(folder)
}

func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

func write(_ text: String, to path: String, mode: mode_t = 0o600) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    fchmod(descriptor, mode)
}

func read(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}
