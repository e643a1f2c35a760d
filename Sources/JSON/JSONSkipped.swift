/// What a reader of records skipped.
package struct JSONSkipped: Sendable, Equatable {
    /// How many, and how long together in bytes.
    package struct Tally: Sendable, Equatable {
        /// How many pieces of text were skipped.
        package internal(set) var count = 0
        /// How many bytes they have together.
        package internal(set) var bytes = 0
    }

    /// How many problems are remembered.
    static let remembered = 8

    /// Records, or parts of records, that are longer than the limit.
    package internal(set) var oversize = Tally()
    /// Lines that are not JSON, and values that break off before the next line begins.
    package internal(set) var unparsable = Tally()
    /// The first few errors that made text unparsable, with offsets in the stream.
    package internal(set) var problems: [JSONError] = []
    /// The offset in the stream of an incomplete last record: its writer may not have finished.
    /// It may be empty, where an array or object has no end.
    package internal(set) var partialTail: Range<Int>?

    /// Whether everything was given out.
    package var isEmpty: Bool { self == JSONSkipped() }

    mutating func note(_ problem: JSONError) {
        unparsable.count += 1
        if problems.count < Self.remembered { problems.append(problem) }
    }

    mutating func noteOversize(_ bytes: Int) {
        oversize.count += 1
        oversize.bytes += bytes
    }
}
