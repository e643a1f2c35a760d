package import JSON

/// A format of trajectories.
///
/// A reader is a value that takes records in the order of the file and emits sessions. A new format is one file in
/// `Formats/`, a line in ``TrajectoryFormats/all`` and a test.
package protocol TrajectoryFormat: SendableMetatype {
    /// The name in the ledger and in commands: lower case, hyphens.
    static var name: String { get }
    /// Members of the root object whose arrays are passed element by element, so that a large document streams. Empty
    /// for formats of one record a line.
    static var streams: Set<String> { get }
    /// Whether the beginning of a file is of this format. Only the content counts, because names can be wrong.
    static func recognises(_ sample: FormatSample) -> Bool

    /// A reader of a file.
    init(file: FileContext)
    /// Takes the next record.
    mutating func read(_ record: JSONRecord, into output: inout SessionOutput)
    /// Emits the last sessions at the end of the file.
    mutating func finish(into output: inout SessionOutput)
}

extension TrajectoryFormat {
    /// No members: one record a line.
    package static var streams: Set<String> { [] }
}

/// A format of text that is not JSON. Its reader takes lines without their ends.
package protocol TextTrajectoryFormat: SendableMetatype {
    /// The name in the ledger and in commands: lower case, hyphens.
    static var name: String { get }
    /// Whether the beginning of a file, up to 4 kB, is of this format.
    static func recognises(head: String) -> Bool

    /// A reader of a file.
    init(file: FileContext)
    /// Takes the next line.
    mutating func read(line: String, into output: inout SessionOutput)
    /// Emits the last sessions at the end of the file.
    mutating func finish(into output: inout SessionOutput)
}
