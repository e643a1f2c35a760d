internal import HTTP
internal import JSON
internal import Synchronization

/// One request to a provider's server, and the answer in whatever form it comes.
struct Exchange<Reader: AnswerReader>: Sendable {
    let client: Client
    let key: APIKey?
    /// The most bytes of an answer's texts; a stream may take ``streamFactor`` times that on the wire.
    let answerLimit: Int

    // An event of a token or two is some 250 bytes.
    private static var streamFactor: Int { 64 }

    /// Throws with every piece of the key taken out of the reason.
    func answer(_ request: Request) async throws(ModelError) -> Answer {
        do throws(ModelError) {
            let start = ContinuousClock.now
            var answer = try await read(request)
            answer.duration = start.duration(to: .now)
            return answer
        } catch {
            throw error.rewritten { key?.hidden(in: $0) ?? $0 }
        }
    }

    private func read(_ request: Request) async throws(ModelError) -> Answer {
        var request = request
        request.limit = answerLimit * Self.streamFactor
        let reception = Reception<Reader>(limit: answerLimit)
        let response: Response
        do throws(HTTPError) {
            response = try await client.send(request) { head, bytes in reception.take(head, bytes) }
        } catch {
            throw reception.failure ?? ModelError(error)
        }
        guard response.status == 200 else {
            throw ModelError(status: response.status, head: response.head, body: response.body)
        }
        return try reception.answer()
    }
}

/// What has arrived of one answer. Filled on the client's thread, read by the task when the transfer has ended.
private final class Reception<Reader: AnswerReader>: Sendable {
    private struct State {
        var reader = Reader()
        var events = EventStream()
        var document: [UInt8] = []
        var isStream = false
        var failure: ModelError?
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Why ``take(_:_:)`` asked for no more.
    var failure: ModelError? { state.withLock { $0.failure } }

    func take(_ head: Response.Head, _ bytes: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            do throws(ModelError) {
                state.isStream = head["content-type"]?.lowercased().hasPrefix("text/event-stream") ?? false
                if state.isStream {
                    for event in state.events.add(bytes) { try state.reader.read(event: event) }
                } else {
                    state.document.append(contentsOf: bytes)
                }
                let count = state.document.count + state.events.pendingCount + state.reader.draft.byteCount
                guard count <= limit else { throw .malformed("it is larger than \(limit) bytes") }
                return true
            } catch {
                state.failure = error
                return false
            }
        }
    }

    func answer() throws(ModelError) -> Answer {
        let result = state.withLock { state in
            Result { () throws(ModelError) in
                if state.isStream {
                    if let last = state.events.end() { try state.reader.read(event: last) }
                } else {
                    try state.reader.read(document: state.document)
                }
                return try state.reader.draft.answer()
            }
        }
        return try result.get()
    }
}
