/// The names of files and folders that an inbox ignores.
package enum IgnoredName {
    private static let endings = [".tmp", ".part", ".swp", "~"]

    /// Whether `name`, one component, is hidden (`.rejected`, `.#lock`), a write under way (`*.tmp`, `*.part`) or an
    /// editor's leftover (`*~`, `*.swp`).
    package static func covers(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") || endings.contains { name.hasSuffix($0) }
    }

    /// Whether a folder of this name is ignored with its contents: it has one of the names above, or is an attachment.
    package static func coversFolder(_ name: String) -> Bool { covers(name) || AttachedFolder.isName(name) }
}
