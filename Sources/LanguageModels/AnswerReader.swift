/// A reader of one provider's responses, as one document or as a stream of events.
protocol AnswerReader: Sendable {
    /// A reader that has read nothing.
    init()
    /// The answer as far as it has been read.
    var draft: AnswerDraft { get }
    /// Reads the data of one event, also of an end marker that is not JSON.
    ///
    /// - Throws: The error that the event reports; ``ModelError/malformed(_:)`` if it cannot be read.
    mutating func read(event: [UInt8]) throws(ModelError)
    /// Reads a response that is not a stream.
    ///
    /// - Throws: The error that the document reports; ``ModelError/malformed(_:)`` if it cannot be read.
    mutating func read(document: [UInt8]) throws(ModelError)
}
