extension StringProtocol {
    /// The lines that are not empty, without their ends.
    ///
    /// They are found one after the other, by their bytes: the first line of a long text costs no more than that of a
    /// short one.
    package var filledLines: FilledLines { FilledLines(rest: Substring(self)) }

    /// The last line that fulfils a condition, without its end; nil if none does. Empty lines are passed over, and no more
    /// of the text is looked at.
    package func lastFilledLine(where isWanted: (Substring) -> Bool) -> Substring? {
        let text = Substring(self)
        let found = text.withBytes { bytes -> Range<Int>? in
            guard let start = bytes.baseAddress else { return nil }
            for line in bytes.linesFromEnd {
                guard let place = line.baseAddress.map(start.distance(to:)) else { continue }
                let range = place..<place + line.count
                if isWanted(text.part(range)) { return range }
            }
            return nil
        }
        return found.map(text.part)
    }
}

extension Substring {
    /// The part between two offsets in bytes.
    fileprivate func part(_ range: Range<Int>) -> Substring {
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return self[start..<utf8.index(start, offsetBy: range.count)]
    }
}

/// The lines of a text that are not empty.
package struct FilledLines: Sequence, IteratorProtocol {
    fileprivate var rest: Substring

    /// The next line; nil at the end of the text.
    package mutating func next() -> Substring? {
        while !rest.isEmpty {
            let end = rest.withBytes { $0.firstIndex(of: UInt8(ascii: "\n")) }
            let place = end.map { rest.utf8.index(rest.startIndex, offsetBy: $0) } ?? rest.endIndex
            var line = rest[..<place]
            rest = end == nil ? "" : rest[rest.utf8.index(after: place)...]
            if line.utf8.last == UInt8(ascii: "\r") { line = Substring(line.utf8.dropLast()) }
            if !line.isEmpty { return line }
        }
        return nil
    }
}
