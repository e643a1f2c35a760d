/// A place inside an inbox: the root as it was configured, and the path from there.
///
/// The two parts are kept apart because the first folder of `relative` routes a file to a skill, and because a file is
/// opened from its root component by component, so that no symbolic link in between is followed.
package struct InboxPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The inbox folder, without a slash at its end.
    package let root: String
    /// Components joined by `/`; empty for the root itself.
    package let relative: String

    /// A path from its two parts, unchecked. Slashes at the end of `root` are dropped.
    package init(root: String, relative: String = "") {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.init(trimmedRoot: root, relative: relative)
    }

    /// A path with a root that ends without a slash, for scans, which make a path for every file.
    init(trimmedRoot root: String, relative: String) {
        self.root = root
        self.relative = relative
    }

    /// The whole path, for the operating system.
    package var absolute: String { relative.isEmpty ? root : "\(root)/\(relative)" }

    /// The components of ``relative``. They are split by bytes, as the operating system does it, because to Swift a
    /// slash with a combining accent is one character.
    package var components: [String] { relative.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) } }

    /// The last component; the root if there is none.
    package var name: String { components.last ?? root }

    /// The folder that contains this place; the root is in itself.
    package var parent: InboxPath {
        InboxPath(trimmedRoot: root, relative: components.dropLast().joined(separator: "/"))
    }

    /// Returns the path of `name` in this folder.
    package func appending(_ name: String) -> InboxPath {
        InboxPath(trimmedRoot: root, relative: relative.isEmpty ? name : "\(relative)/\(name)")
    }

    /// Whether this is `folder` or anywhere inside it.
    package func isWithin(_ folder: InboxPath) -> Bool {
        guard root == folder.root else { return false }
        return folder.relative.isEmpty || relative == folder.relative || relative.hasPrefix("\(folder.relative)/")
    }

    /// The whole path.
    package var description: String { absolute }

    /// Whether `left` comes before `right`, by root and then by the path from there.
    package static func < (left: InboxPath, right: InboxPath) -> Bool {
        left.root == right.root ? left.relative < right.relative : left.root < right.root
    }
}
