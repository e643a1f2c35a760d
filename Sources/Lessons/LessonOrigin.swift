/// The operation that last wrote what is known of a lesson.
package enum LessonOrigin: Sendable, Hashable {
    /// An evolution, by its id.
    case evolution(String)
    /// Reading back what people did to the history.
    case readBack
    /// `trace2skill rollback`.
    case rollback
    /// `trace2skill review`.
    case review
    /// `trace2skill forget`.
    case forget
    /// `trace2skill rebuild`.
    case rebuild
    /// The exchange with another machine.
    case exchange
}

extension LessonOrigin: RawRepresentable, Codable {
    /// Reads a name of the ledger or of a trailer; whatever is not the name of another operation is an evolution's id.
    package init(rawValue: String) {
        let operations: [Self] = [.readBack, .rollback, .review, .forget, .rebuild, .exchange]
        self = operations.first { $0.rawValue == rawValue } ?? .evolution(rawValue)
    }

    /// The name in the ledger and in the knowledge ref's trailers.
    package var rawValue: String {
        switch self {
        case .evolution(let id): id
        case .readBack: "read-back"
        case .rollback: "rollback"
        case .review: "review"
        case .forget: "forget"
        case .rebuild: "rebuild"
        case .exchange: "exchange"
        }
    }
}
