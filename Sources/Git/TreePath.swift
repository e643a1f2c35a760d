/// A path inside a repository, checked once: no way out of it, and none into git's own directory.
///
/// libgit2 lets some spellings of `.git` pass that other file systems fold into it, so they are refused here.
struct TreePath: Hashable, Comparable, CustomStringConvertible {
    let components: [String]

    var description: String { components.joined(separator: "/") }
    var directory: ArraySlice<String> { components.dropLast() }
    var name: String { components[components.endIndex - 1] }

    init(_ path: String) throws(GitError) {
        let components = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard path.utf8.count < 4096, components.allSatisfy(Self.isUsable) else {
            throw GitError(
                .invalid,
                "use the path \(path.debugDescription)",
                reason: "it is empty, absolute, leaves the repository, names git's own directory, "
                    + "or holds a backslash or a control character"
            )
        }
        self.components = components
    }

    static func < (left: Self, right: Self) -> Bool { left.components.lexicographicallyPrecedes(right.components) }

    private static func isUsable(_ component: String) -> Bool {
        guard !component.isEmpty, component != ".", component != "..", component.utf8.count < 256 else { return false }
        guard component.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }) else { return false }
        return !foldsToGitDirectory(component)
    }

    /// Whether HFS+ or NTFS would take this name for `.git`.
    private static func foldsToGitDirectory(_ component: String) -> Bool {
        var folded = String.UnicodeScalarView()
        for scalar in component.unicodeScalars where !ignoredByHFS(scalar) { folded.append(scalar) }
        // On NTFS a colon starts a stream's name, and blanks and dots at the end do not count.
        var name = String(folded).lowercased().prefix { $0 != ":" }
        while name.last == " " || name.last == "." { name.removeLast() }
        return name == ".git" || name == "git~1"
    }

    private static func ignoredByHFS(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200c...0x200f, 0x202a...0x202e, 0x206a...0x206f, 0xfeff: true
        default: false
        }
    }
}
