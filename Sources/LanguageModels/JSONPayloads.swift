package import JSON

/// Finds the JSON in an answer, whatever stands around it, and loses none of it.
///
/// Every value that begins in a code fence marked as JSON or unmarked, or at the beginning of a line, has to be read to
/// its end: a broken one is an error, never left out. Where a value ends is told by its own strings and brackets, so
/// that a fence inside a string is text. Braces in the middle of prose are prose.
package enum JSONPayloads {
    /// Deeper nesting than this is no answer to anything we ask.
    static let deepest = 32

    /// More markers than this are not tried: each costs a look at all that follows it.
    private static let markerLimit = 8

    /// All values, first to last; at least one.
    package static func find(in text: String) throws(UnreadableAnswer) -> [JSON] {
        let bytes = Array(text.utf8)
        let marker = Array("</think>".utf8)
        // A marker may also stand in a string of the answer itself: then what follows it cannot be read.
        let ends = bytes.indices.filter { bytes[$0...].starts(with: marker) }.map { $0 + marker.count }
        var first: UnreadableAnswer?
        for start in ends.suffix(markerLimit).reversed() + [0] {
            do throws(UnreadableAnswer) {
                return try values(in: bytes[start...])
            } catch {
                if first == nil { first = error }
            }
        }
        throw first ?? UnreadableAnswer("there is no JSON in the answer")
    }

    private static func values(in bytes: ArraySlice<UInt8>) throws(UnreadableAnswer) -> [JSON] {
        var found: [JSON] = []
        var position = bytes.startIndex
        var isInFence = false
        while position < bytes.endIndex {
            let line = Line(at: position, in: bytes)
            if let fence = line.fence {
                if !isInFence, !fence.mayHoldJSON {
                    position = try Line.endOfFence(fence, after: line.end, in: bytes)
                    continue
                }
                isInFence.toggle()
                // Some write the value on the fence's own line.
                let rest = Line(at: fence.contentStart, in: bytes)
                position = rest.isValue || rest.fence != nil ? fence.contentStart : line.end
            } else if line.isValue {
                let end = try ending(of: line.start, in: bytes)
                let isBrace = line.firstByte == UInt8(ascii: "{")
                let rest = Line(at: end, in: bytes)
                // A line of prose may begin with brackets, as of a footnote; a brace or a fence is meant.
                let isMeant = isInFence || isBrace
                if isMeant || rest.firstByte == nil || rest.isValue || rest.fence != nil,
                    let value = try read(bytes[line.start..<end], isMeant: isMeant)
                {
                    found.append(value)
                }
                position = end
            } else if isInFence, line.firstByte != nil {
                throw UnreadableAnswer("in the code fence there is text that is no JSON: \(line.quoted(in: bytes))")
            } else {
                position = line.end
            }
        }
        guard !found.isEmpty else { throw UnreadableAnswer("there is no JSON in the answer") }
        return found
    }

    private static func read(_ bytes: ArraySlice<UInt8>, isMeant: Bool) throws(UnreadableAnswer) -> JSON? {
        do {
            return try JSON(parsing: Array(bytes))
        } catch {
            guard isMeant else { return nil }
            throw UnreadableAnswer("the JSON cannot be read: \(error)")
        }
    }

    /// Behind the bracket that closes the one at `start`.
    private static func ending(of start: Int, in bytes: ArraySlice<UInt8>) throws(UnreadableAnswer) -> Int {
        var depth = 0
        var isInString = false
        var position = start
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\\") where isInString: position += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                guard depth <= deepest else { throw UnreadableAnswer("the JSON is nested deeper than \(deepest)") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return position }
            default: break
            }
        }
        let reason = isInString ? "a string is not closed" : "\(depth) brackets are not closed"
        throw UnreadableAnswer("the JSON breaks off: \(reason) at the end of the answer")
    }
}
