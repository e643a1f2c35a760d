package import Markdown

/// A skill as a value: the name and the files of its folder.
package struct Skill: Sendable, Equatable {
    /// The path of the file that every skill has.
    package static let mainPath = "SKILL.md"

    /// The name of the skill and of its folder.
    package let name: Name
    /// The bytes of each file by its path relative to the skill's folder.
    package private(set) var files: [String: [UInt8]]

    /// Checks the paths only; ``validate(limits:)`` checks the content.
    ///
    /// - Throws: ``SkillError/invalidPath(_:)`` if a path leaves the folder or is the name of one of git's own files.
    package init(name: Name, files: [String: [UInt8]]) throws(SkillError) {
        for path in files.keys.sorted() where !Self.isPath(path) { throw .invalidPath(path) }
        self.name = name
        self.files = files
    }

    /// The paths of all files, in the order of their bytes.
    package var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The structure of SKILL.md; `nil` if there is no such file.
    package var main: Document? { document(at: Self.mainPath) }

    /// The structure of a Markdown file; `nil` if there is no such file.
    package func document(at path: String) -> Document? { files[path].map { Document($0) } }

    /// A copy with one file written, or removed if `bytes` is `nil`.
    ///
    /// - Throws: ``SkillError/invalidPath(_:)`` if the path leaves the folder or is the name of one of git's own files.
    package func with(_ bytes: [UInt8]?, at path: String) throws(SkillError) -> Skill {
        guard Self.isPath(path) else { throw .invalidPath(path) }
        var copy = self
        copy.files[path] = bytes
        return copy
    }

    /// Whether `path` is relative, has no `..`, and contains nothing that a file system or git interprets.
    package static func isPath(_ path: String) -> Bool {
        guard !path.isEmpty, path.utf8.count <= 1024, path.unicodeScalars.allSatisfy(isPlain) else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            let lower = part.lowercased()
            return !part.isEmpty && part != "." && part != ".." && !lower.hasPrefix(".git") && !lower.hasPrefix("git~")
        }
    }

    /// Whether `path` is a Markdown file directly in `references/`.
    package static func isReference(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "references" && parts[1].hasSuffix(".md") && parts[1].count > 3
    }

    /// Whether evolution may create a file at this path: `references/`, a name of `a-z`, `0-9` and hyphens, `.md`.
    package static func isNewReference(_ path: String) -> Bool {
        guard isReference(path) else { return false }
        return Name.isName(String(path.dropFirst("references/".count).dropLast(".md".count)))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Some file systems ignore format characters, which are invisible: `.g<joiner>it` is `.git` there.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: scalar != "\\" && scalar != ":"
        }
    }
}
