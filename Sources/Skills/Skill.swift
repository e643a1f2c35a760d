package import Markdown

/// A skill as a value: its name and the files of its folder.
package struct Skill: Sendable, Equatable {
    /// The path of the file that every skill has.
    package static let mainPath = "SKILL.md"

    package let name: Name
    /// The bytes of each file by its path relative to the skill's folder.
    package private(set) var files: [String: [UInt8]]

    /// Throws ``SkillError/invalidPath(_:)`` if a path leaves the folder or names a file that git reads as its own.
    /// Whether the files make a good skill is what ``validate()`` says.
    package init(name: Name, files: [String: [UInt8]]) throws(SkillError) {
        for path in files.keys.sorted() where !Self.isPath(path) { throw .invalidPath(path) }
        self.name = name
        self.files = files
    }

    /// The paths of all files, in the order of their bytes.
    package var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The structure of SKILL.md; none if there is no such file.
    package var main: Document? { document(Self.mainPath) }

    /// The structure of a Markdown file; none if there is no such file.
    package func document(_ path: String) -> Document? { files[path].map { Document($0) } }

    /// The same skill with one file written, or removed where `bytes` is nil.
    /// Throws ``SkillError/invalidPath(_:)`` if the path leaves the folder.
    package func with(_ bytes: [UInt8]?, at path: String) throws(SkillError) -> Skill {
        guard Self.isPath(path) else { throw .invalidPath(path) }
        var copy = self
        copy.files[path] = bytes
        return copy
    }

    /// Whether `path` is relative, goes down only, and holds nothing that a file system or git reads in its own way.
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

    /// Whether evolution may make a file of this path: `references/`, a name of `a-z`, `0-9` and hyphens, `.md`.
    package static func isNewReference(_ path: String) -> Bool {
        guard isReference(path) else { return false }
        return Name.isName(String(path.dropFirst("references/".count).dropLast(".md".count)))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters are invisible, and some file systems ignore them: `.g<joiner>it` is `.git` there.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: scalar != "\\" && scalar != ":"
        }
    }
}
