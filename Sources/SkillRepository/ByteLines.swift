/// The lines of a file as bytes, so that what is not changed comes out as it went in, whatever its encoding.
struct ByteLines {
    /// A change of lines that was made once.
    struct Hunk {
        let removed: [String]
        let added: [String]
    }

    /// Without line feeds; the last one is what follows the last line feed.
    private var lines: [[UInt8]]

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    }

    var bytes: [UInt8] { Array(lines.joined(separator: [UInt8(ascii: "\n")])) }

    /// Undoes changes whose lines are still there as they were written; the others stay.
    mutating func undo(_ hunks: [Hunk]) {
        for hunk in hunks.reversed() {
            let added = Self.trimmed(hunk.added.map(Self.line))
            guard !added.isEmpty, let place = range(of: added) else { continue }
            let removed = Self.trimmed(hunk.removed.map(Self.line))
            lines.replaceSubrange(place, with: removed)
            if removed.isEmpty { closeGap(at: place.lowerBound) }
        }
    }

    /// Removes a lesson: the first of its wordings that is there whole, else its lines that are there, with the line that has
    /// its title. What a person wrote below them stays.
    mutating func erase(_ wordings: [[String]]) {
        let wordings = wordings.map { Self.trimmed($0.map { Array($0.utf8) }) }.filter { !$0.isEmpty }
        for wording in wordings {
            guard let place = range(of: wording) else { continue }
            lines.removeSubrange(place)
            return closeGap(at: place.lowerBound)
        }
        for wording in wordings {
            guard let first = lines.firstIndex(where: { Self.hasTitle($0, of: wording[0]) }) else { continue }
            let known = Set(wordings.joined())
            var end = first + 1
            var last = first
            while end < lines.count, !Self.isBlank(lines[end]), !Self.isItem(lines[end]) {
                if known.contains(lines[end]) { last = end }
                end += 1
            }
            // Lines between those of the lesson are edited ones of it.
            lines.removeSubrange(first...last)
            return closeGap(at: first)
        }
    }

    // MARK: Parts

    /// Removes one of two blank lines that meet where something was between them.
    private mutating func closeGap(at place: Int) {
        if place < lines.count, lines[place].isEmpty, place > 0, lines[place - 1].isEmpty { lines.remove(at: place) }
    }

    private func range(of wanted: [[UInt8]]) -> Range<Int>? {
        guard lines.count >= wanted.count else { return nil }
        return (0...lines.count - wanted.count).first { start in
            // Files with line ends of two bytes hold the same lines.
            zip(lines[start...], wanted).allSatisfy { Self.withoutReturn($0) == $1[...] }
        }.map { $0..<$0 + wanted.count }
    }

    private static func withoutReturn(_ line: [UInt8]) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
    }

    private static func line(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }

    private static func trimmed(_ lines: [[UInt8]]) -> [[UInt8]] {
        var lines = lines[...]
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        return Array(lines)
    }

    private static func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }

    private static func isItem(_ line: [UInt8]) -> Bool { line.starts(with: Array("- ".utf8)) }

    /// Whether a line has the bold title that another one begins with.
    private static func hasTitle(_ line: [UInt8], of first: [UInt8]) -> Bool {
        let text = String(decoding: first, as: UTF8.self)
        guard let start = text.firstRange(of: "**"), let end = text[start.upperBound...].firstRange(of: "**") else {
            return false
        }
        return String(decoding: line, as: UTF8.self).contains(text[start.lowerBound..<end.upperBound])
    }
}
