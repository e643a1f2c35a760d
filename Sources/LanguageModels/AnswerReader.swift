/// Reads one provider's answers, whole or event by event, into a draft.
protocol AnswerReader: Sendable {
    init()
    var draft: AnswerDraft { get }
    /// An event of the stream; the end of it where a provider marks that with text that is no JSON.
    mutating func read(event: [UInt8]) throws(ModelError)
    mutating func read(document: [UInt8]) throws(ModelError)
}
