/// The result of reading a file, apart from its sessions.
package struct ReadingReport: Sendable, Equatable {
    /// The name of the format.
    package let format: String
    /// The number of sessions.
    package var sessions = 0
    /// The number of records, or of lines of a text.
    package var records = 0
    /// The number of records of each kind that the reader does not know.
    package var unknown: [String: Int] = [:]
    /// The records that could not be read, in sentences.
    package var skipped: [String] = []
    /// Whether the last record is incomplete, so that an agent may still be writing.
    package var hasPartialTail = false
}
