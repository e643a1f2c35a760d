internal import Markdown

extension Skill {
    /// The target of a link.
    package enum LinkTarget: Sendable, Equatable {
        /// A URL, an absolute path, or a place in the same file.
        case external
        /// A file or folder of the skill.
        case file(String)
        /// A relative path at which the skill has no file.
        case missing(String)
    }

    /// The target of a link in the file at `path`. A relative link is resolved against the folder of the file and, as
    /// many skills write it, against the folder of the skill.
    package func target(ofLink destination: String, in path: String) -> LinkTarget {
        guard let relative = Self.relativePath(destination) else { return .external }
        let folder = path.split(separator: "/").dropLast().map(String.init)
        for base in [folder, []] {
            guard let resolved = Self.resolve(relative, from: base) else { continue }
            if files[resolved] != nil || files.keys.contains(where: { $0.hasPrefix(resolved + "/") }) {
                return .file(resolved)
            }
        }
        return .missing(relative)
    }

    /// Problems of links without a target, and of references that no link and no mention leads to.
    func linkProblems() -> [Problem] {
        var problems: [Problem] = []
        var mentions: [String: Set<String>] = [:]
        let references = paths.filter(Self.isReference)
        for path in paths where path == Self.mainPath || Self.isReference(path) {
            guard let bytes = files[path], bytes.count <= Self.maximumMarkdownBytes else { continue }
            for link in Document(bytes).links {
                switch target(ofLink: link.destination, in: path) {
                case .external: break
                case .file(let file): mentions[path, default: []].insert(file)
                case .missing(let missing):
                    problems.append(
                        Problem(.danglingLink, path, line: link.line, "a link leads to \(missing), which is missing")
                    )
                }
            }
            for reference in references where reference != path && bytes.mentions(reference) {
                mentions[path, default: []].insert(reference)
            }
        }
        let direct = mentions[Self.mainPath] ?? []
        let reachable = Self.closure(of: Self.mainPath, over: mentions)
        for reference in references where !direct.contains(reference) {
            if reachable.contains(reference) {
                let message = "\(reference) is linked from another reference only, not from \(Self.mainPath)"
                problems.append(Problem(.indirectReference, reference, message, .warning))
            } else {
                problems.append(
                    Problem(.unlinkedReference, reference, "no link in \(Self.mainPath) leads to \(reference)")
                )
            }
        }
        return problems
    }

    private static func closure(of start: String, over edges: [String: Set<String>]) -> Set<String> {
        var seen: Set<String> = [start]
        var queue = [start]
        while let path = queue.popLast() {
            for next in edges[path] ?? [] where seen.insert(next).inserted { queue.append(next) }
        }
        return seen
    }

    /// The path of a relative link, without query and fragment and with percent-encoding decoded.
    private static func relativePath(_ destination: String) -> String? {
        let path = destination.prefix { $0 != "#" && $0 != "?" }
        guard !path.isEmpty, path.first != "/" else { return nil }
        // A scheme: letters before the first colon, and no slash before it.
        if let colon = path.firstIndex(of: ":"), !path[..<colon].contains("/") { return nil }
        return percentDecoded(String(path))
    }

    private static func resolve(_ path: String, from folder: [String]) -> String? {
        var parts = folder
        for part in path.split(separator: "/") {
            switch part {
            case ".": break
            case "..":
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    private static func percentDecoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Whether these bytes contain `path` as a whole, and not only as a part of a longer path.
    fileprivate func mentions(_ path: String) -> Bool {
        let needle = Array(path.utf8)
        guard let first = needle.first, count >= needle.count else { return false }
        for start in 0...(count - needle.count) where self[start] == first {
            let end = start + needle.count
            guard self[start..<end].elementsEqual(needle) else { continue }
            let before = start > 0 ? self[start - 1] : Byte.space
            let after = end < count ? self[end] : Byte.space
            if !Self.isWord(before) || before == UInt8(ascii: "/"), !Self.isWord(after) { return true }
        }
        return false
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: Byte.isDigit(byte)
        }
    }
}
