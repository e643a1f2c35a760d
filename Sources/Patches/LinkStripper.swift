internal import Foundations
internal import Markdown
internal import Skills

/// Replaces links to missing files in a new text by their link text, so that a bad link does not reject a lesson.
struct LinkStripper {
    /// The skill in which the links are resolved.
    let skill: Skill
    /// The path of the file for which the text is meant.
    let path: String

    /// The text without links to missing files; adds a note for each link that was removed.
    ///
    /// - Throws: A rejection if the link text is the path itself, or if the link's syntax cannot be removed safely.
    func strip(_ bytes: [UInt8], notes: inout [String]) throws(Rejection) -> [UInt8] {
        var bytes = bytes
        for link in Document(body: bytes).links {
            guard case .missing(let missing) = skill.target(ofLink: link.destination, in: path) else { continue }
            let name = missing.split(separator: "/").last.map(String.init) ?? missing
            guard !link.text.contains(name), let stripped = Self.strip(link, from: bytes) else {
                throw Rejection(.danglingLink, "a link leads to \(missing), which neither exists nor is created")
            }
            bytes = stripped
            notes.append("the link to \(missing), which is missing, was taken out")
        }
        return bytes
    }

    /// The text with `[words](destination "title")` replaced by `words`; `nil` if it has another form.
    private static func strip(_ link: Link, from bytes: [UInt8]) -> [UInt8]? {
        for spelling in ["](\(link.destination))", "](<\(link.destination)>)", "](\(link.destination) "] {
            let middle = Array(spelling.utf8)
            guard let start = ByteSearch(middle).first(in: bytes),
                var open = opening(of: start, in: bytes)
            else { continue }
            let words = bytes[(open + 1)..<start]
            guard let end = bytes[(start + middle.count - 1)...].firstIndex(of: UInt8(ascii: ")")) else { continue }
            if open > 0, bytes[open - 1] == UInt8(ascii: "!") { open -= 1 }
            return Array(bytes[..<open] + words + bytes[(end + 1)...])
        }
        return nil
    }

    /// The index of the opening bracket that belongs to the closing one at `index`.
    private static func opening(of index: Int, in bytes: [UInt8]) -> Int? {
        var depth = 0
        for place in bytes[..<index].indices.reversed() {
            switch bytes[place] {
            case UInt8(ascii: "]"): depth += 1
            case UInt8(ascii: "[") where depth == 0: return place
            case UInt8(ascii: "["): depth -= 1
            default: break
            }
        }
        return nil
    }
}
