/// The names that an inbox passes over, files and folders alike.
package enum IgnoredName {
    private static let endings = [".tmp", ".part", ".swp", "~"]

    /// Whether `name`, one component, is hidden (`.rejected`, `.#lock`), a write under way (`*.tmp`, `*.part`) or an
    /// editor's leftover (`*~`, `*.swp`).
    package static func covers(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: ".") || endings.contains { name.hasSuffix($0) }
    }

    /// Whether a folder of this name is passed over with all that lies in it: besides the names above, a folder that
    /// belongs to the trajectory beside it.
    package static func coversFolder(_ name: String) -> Bool { covers(name) || AttachedFolder.isName(name) }

    /// Whether any component of `relative` is such a name.
    package static func coversAny(of relative: String) -> Bool {
        relative.split(separator: "/").contains { covers(String($0)) }
    }
}
