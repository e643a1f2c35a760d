internal import HTTP
internal import Synchronization

/// Collects the bytes of one response. Filled on the HTTP client's thread, read by the task when the transfer has ended.
final class ResponseCollector<Reader: AnswerReader>: Sendable {
    private struct State {
        var reader = Reader()
        var events = EventStream()
        var document: [UInt8] = []
        var isStream = false
        var failure: ModelError?
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: The most bytes that are kept.
    init(limit: Int) {
        self.limit = limit
    }

    /// The error for which ``add(_:head:)`` stopped the transfer.
    var failure: ModelError? { state.withLock { $0.failure } }

    /// Adds bytes of the body; `false` stops the transfer.
    func add(_ bytes: UnsafeRawBufferPointer, head: Response.Head) -> Bool {
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

    /// The answer, once the transfer has ended.
    ///
    /// - Throws: What the reader throws for the document, or for the end of the stream.
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
