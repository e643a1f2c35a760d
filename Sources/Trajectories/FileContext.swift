/// The properties of a file that a reader may use in addition to its records.
package struct FileContext: Sendable {
    /// The file's name without folders: the last resort for an identity, and the label in formats that have it there.
    package var name: String
    /// The first 16 hexadecimal digits of the file's hash: the stem of identities for sessions without one.
    package var digest: String

    /// The properties of a file.
    package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
    }
}
