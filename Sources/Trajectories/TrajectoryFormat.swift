package import JSON

/// One format that agents leave trajectories in.
///
/// A reader is a value that is fed records in file order and gives out sessions. A new format is one file in
/// `Formats/`, a line in ``TrajectoryFormats/all`` and a test.
package protocol TrajectoryFormat: SendableMetatype {
    /// The name in the ledger and in commands: lower case, hyphens.
    static var name: String { get }
    /// Members of the root object whose arrays are given out element by element, so that a large document streams.
    /// Empty for formats of one record a line.
    static var streams: Set<String> { get }
    /// Whether the beginning of a file is of this format. Content only: names lie.
    static func recognises(_ sample: FormatSample) -> Bool

    init(file: FileContext)
    mutating func read(_ record: JSONRecord, into output: inout SessionOutput)
    /// The file has ended.
    mutating func finish(into output: inout SessionOutput)
}

extension TrajectoryFormat {
    package static var streams: Set<String> { [] }
}

/// One format of text that is no JSON. Its reader is fed lines without their ends.
package protocol TextTrajectoryFormat: SendableMetatype {
    /// The name in the ledger and in commands: lower case, hyphens.
    static var name: String { get }
    /// Whether the beginning of a file, up to 4 kB, is of this format.
    static func recognises(head: String) -> Bool

    init(file: FileContext)
    mutating func read(line: String, into output: inout SessionOutput)
    /// The file has ended.
    mutating func finish(into output: inout SessionOutput)
}

/// What a reader may know of the file beside its records.
package struct FileContext: Sendable {
    /// The file's name without folders: an identity of last resort, and the label where a format keeps it there.
    package var name: String
    /// The first 16 hexadecimal digits of the file's hash: the stem of identities for sessions that have none.
    package var digest: String
    package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }
}

/// The beginning of a file, parsed, for recognising its format.
package struct FormatSample: Sendable {
    /// Up to 60 records: root values, or elements of a root array.
    package var records: [JSON]
    package var rootIsArray: Bool
    /// Names of the first root object's members (all of them if the file is small, else those near its start).
    package var members: Set<String>
    /// The first 4 kB as text, for formats that are no JSON.
    package var head: String

    package init(records: [JSON], rootIsArray: Bool, members: Set<String>, head: String) {
        self.records = records
        self.rootIsArray = rootIsArray
        self.members = members
        self.head = head
    }

    package var first: JSON? { records.first }
    package func any(_ test: (JSON) -> Bool) -> Bool { records.contains(where: test) }
}

/// Where a reader puts its sessions.
package struct SessionOutput {
    package private(set) var sessions: [Session] = []
    /// Kinds of record that a reader does not know, with their number.
    package private(set) var unknown: [String: Int] = [:]

    package init() {}

    package mutating func emit(_ session: Session?) {
        if let session { sessions.append(session) }
    }

    /// Counts a record that the reader does not know: new kinds appear every few weeks and are no error.
    package mutating func skipUnknown(_ kind: String) { unknown[kind, default: 0] += 1 }

    /// The sessions since the last time, for handing them on before the file ends.
    package mutating func drain() -> [Session] {
        defer { sessions = [] }
        return sessions
    }
}
