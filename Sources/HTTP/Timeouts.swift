/// How long a request may take, each part of it on a clock that a change of the wall clock does not move.
package struct Timeouts: Sendable, Equatable {
    /// The part of a request that a limit is for.
    package enum Phase: Sendable, Equatable, CustomStringConvertible {
        case connect, firstByte, idle, total

        /// The phase in words: `connecting`.
        package var description: String {
            switch self {
            case .connect: "connecting"
            case .firstByte: "waiting for the first byte"
            case .idle: "waiting for the next byte"
            case .total: "the whole request"
            }
        }
    }

    /// Name look-up, TCP and TLS.
    package var connect: Duration
    /// From the start to the first byte of the body.
    package var firstByte: Duration
    /// Between two arrivals of bytes of the body.
    package var idle: Duration
    /// From the start to the end.
    package var total: Duration

    /// Limits that suit requests to a model.
    package init(
        connect: Duration = .seconds(10),
        firstByte: Duration = .seconds(120),
        idle: Duration = .seconds(60),
        total: Duration = .seconds(300)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}
