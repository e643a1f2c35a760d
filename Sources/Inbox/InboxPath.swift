/// A place inside an inbox: the root as it was configured, and the way from there.
///
/// The two parts stay apart because the first folder of `relative` routes a file to a skill, and because a file is
/// opened from its root component by component, so that no symbolic link on the way is followed.
package struct InboxPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The inbox folder, without a slash at its end.
    package let root: String
    /// Components joined by `/`; empty for the root itself.
    package let relative: String

    /// Joins nothing and checks nothing: slashes at the end of `root` are dropped, `relative` is kept as it is.
    package init(root: String, relative: String = "") {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.init(trimmedRoot: root, relative: relative)
    }

    /// The same for a root that is known to end without a slash; scanning makes one for every file.
    init(trimmedRoot root: String, relative: String) {
        self.root = root
        self.relative = relative
    }

    /// The path for the operating system.
    package var absolute: String { relative.isEmpty ? root : "\(root)/\(relative)" }

    /// The way from the root, component by component. Cut by bytes, as the operating system does it: to Swift a slash
    /// and an accent behind it are one character.
    package var components: [String] { relative.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) } }

    /// The last component, or the root where there is none.
    package var name: String { components.last ?? root }

    /// The path of `name` in this folder.
    package func appending(_ name: String) -> InboxPath {
        InboxPath(trimmedRoot: root, relative: relative.isEmpty ? name : "\(relative)/\(name)")
    }

    /// Whether this is `folder` or lies anywhere inside it.
    package func isWithin(_ folder: InboxPath) -> Bool {
        guard root == folder.root else { return false }
        return folder.relative.isEmpty || relative == folder.relative || relative.hasPrefix("\(folder.relative)/")
    }

    package var description: String { absolute }

    package static func < (left: InboxPath, right: InboxPath) -> Bool {
        left.root == right.root ? left.relative < right.relative : left.root < right.root
    }
}
