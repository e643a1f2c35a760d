internal import Foundations
internal import Prompting

/// The changes of a copy, compared with the files as they were left and with the check's own files.
struct ArtifactChanges: Sendable {
    /// The most bytes of a file that are searched.
    private static let readable = 4 << 20

    /// The paths of files and links that were added, or changed in content, target or executable bit; sorted.
    let made: [String]
    /// The reason why a pass of the check would prove nothing, as a sentence; `nil` if it would be a proof.
    let objection: String?

    /// - Parameters:
    ///   - left: the files as the agent left them.
    ///   - answers: the check's own files.
    init(from left: FileTree, to copy: FileTree, answers: FileTree?) throws(ArtifactFault) {
        let before = Dictionary(firstValues: try left.entries().map { ($0.path, $0.kind) })
        let after = try copy.entries()
        let changed = after.filter { $0.kind != .other && $0.kind != before[$0.path] }
        made = changed.map(\.path).sorted()
        let isReduced = before.keys.contains { path in !after.contains { $0.path == path } }
        guard !made.isEmpty else {
            objection =
                isReduced
                ? "files were only taken away, and nothing was repaired" : "nothing was changed in the copy"
            return
        }
        let known = Set(try answers?.entries().compactMap { Self.content($0.kind) } ?? [])
        let given = Set(before.values.compactMap(Self.content))
        guard
            changed.contains(where: { Self.content($0.kind).map { !known.contains($0) || given.contains($0) } ?? true })
        else {
            objection =
                "what was added is a copy of a file of the check; repair what makes that file, then make it anew"
            return
        }
        for entry in changed where try Self.speaksOfCheck(entry, in: copy) {
            if let old = before[entry.path], try Self.speaksOfCheck(.init(path: entry.path, kind: old), in: left) {
                continue
            }
            // words: allow
            objection = "\(Excerpt.line(of: entry.path, limit: 200)) speaks of \(ArtifactRunner.check)"
            return
        }
        objection = nil
    }

    /// The size and hash by which two files are equal; `nil` for empty files and for everything that is not a file.
    private static func content(_ kind: FileTree.Entry.Kind) -> Content? {
        guard case .file(let size, let hash, _) = kind, size > 0 else { return nil }
        return Content(size: size, hash: hash)
    }

    private struct Content: Hashable {
        let size: Int
        let hash: UInt64
    }

    private static func speaksOfCheck(_ entry: FileTree.Entry, in tree: FileTree) throws(ArtifactFault) -> Bool {
        switch entry.kind {
        case .file: names(ArtifactRunner.check, in: try tree.read(entry.path, limit: readable).bytes)
        case .link(let target): names(ArtifactRunner.check, in: Array(target.utf8))
        case .other: false
        }
    }

    /// Whether a text contains a path as the beginning of an absolute path: not `src/check`, not `/checkout`.
    static func names(_ path: String, in bytes: [UInt8]) -> Bool {
        for place in ByteSearch(path).all(in: bytes) {
            let end = place + path.utf8.count
            let isInside = place > 0 && (isName(bytes[place - 1]) || [0x29, 0x2E, 0x7D].contains(bytes[place - 1]))
            let isLonger = end < bytes.count && (isName(bytes[end]) || bytes[end] == 0x2E)
            if !isInside, !isLonger { return true }
        }
        return false
    }

    /// Whether a byte is a letter, a digit, `_`, `-`, or beyond ASCII.
    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x80...: true
        default: false
        }
    }
}
