internal import HTTP
internal import Synchronization

/// What has arrived of one answer. Filled on the client's thread, read by the task when the transfer has ended.
final class Reception<Reader: AnswerReader>: Sendable {
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
