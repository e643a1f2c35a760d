package import JSON

/// The parsed beginning of a file, from which its format is recognised.
package struct FormatSample: Sendable {
    /// Up to 60 records: root values, or elements of a root array.
    package var records: [JSON]
    /// Whether the root value is an array.
    package var rootIsArray: Bool
    /// Names of the first root object's members (all of them if the file is small, otherwise those near its start).
    package var members: Set<String>
    /// The first 4 kB as text, for formats that are not JSON.
    package var head: String

    /// A sample of a file.
    package init(records: [JSON], rootIsArray: Bool, members: Set<String>, head: String) {
        self.records = records
        self.rootIsArray = rootIsArray
        self.members = members
        self.head = head
    }

    /// The first record.
    package var first: JSON? { records.first }
    /// Whether any record passes a test.
    package func any(_ test: (JSON) -> Bool) -> Bool { records.contains(where: test) }
}
