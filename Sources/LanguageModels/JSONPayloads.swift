package import JSON

/// Finds every JSON value in an answer, whatever text surrounds it.
///
/// A value that begins in a code block marked as JSON or unmarked, or at the beginning of a line, must be readable to its
/// end: a broken value is an error and never skipped. Strings and brackets of the value itself determine where it ends,
/// so that a code fence inside a string is text. Braces within prose are prose.
package enum JSONPayloads {
    /// The deepest nesting that is accepted: no answer that is asked for needs more.
    static let depthLimit = 32

    /// The most `</think>` markers that are tried: each one costs a scan of all text after it.
    private static let markerLimit = 8

    /// The values in the order of the answer, at least one.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no value or one cannot be read.
    package static func find(in text: String) throws(UnreadableAnswer) -> [JSON] {
        let bytes = Array(text.utf8)
        let marker = Array("</think>".utf8)
        // A marker may also be part of a string of the answer: then the text after it is not readable.
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
            let line = AnswerLine(at: position, in: bytes)
            if let fence = line.fence {
                if !isInFence, !fence.mayContainJSON {
                    position = try fence.end(after: line.end, in: bytes)
                    continue
                }
                isInFence.toggle()
                // Some models write the value on the line of the fence.
                let rest = AnswerLine(at: fence.contentStart, in: bytes)
                position = rest.isValue || rest.fence != nil ? fence.contentStart : line.end
            } else if line.isValue {
                let end = try ending(of: line.start, in: bytes)
                let isBrace = line.firstByte == UInt8(ascii: "{")
                let rest = AnswerLine(at: end, in: bytes)
                // Prose may begin with a bracket, such as that of a footnote. A brace or a code block is a value.
                let mustBeJSON = isInFence || isBrace
                if mustBeJSON || rest.firstByte == nil || rest.isValue || rest.fence != nil,
                    let value = try read(bytes[line.start..<end], mustBeJSON: mustBeJSON)
                {
                    found.append(value)
                }
                position = end
            } else if isInFence, line.firstByte != nil {
                // words: allow
                throw UnreadableAnswer("in the code fence there is text that is no JSON: \(line.excerpt(of: bytes))")
            } else {
                position = line.end
            }
        }
        guard !found.isEmpty else { throw UnreadableAnswer("there is no JSON in the answer") }
        return found
    }

    private static func read(_ bytes: ArraySlice<UInt8>, mustBeJSON: Bool) throws(UnreadableAnswer) -> JSON? {
        do {
            return try JSON(parsing: Array(bytes))
        } catch {
            guard mustBeJSON else { return nil }
            throw UnreadableAnswer("the JSON cannot be read: \(error)")
        }
    }

    /// The position after the bracket that closes the one at `start`.
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
                guard depth <= depthLimit else {
                    throw UnreadableAnswer("the JSON is nested deeper than \(depthLimit)")
                }
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
