/// Passes over one value that is too long to keep, piece by piece, looking at nothing but brackets and quotes.
struct ValueSkipper {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var hasBegun = false

    /// How many of `bytes` belong to the value, if it ends in them; nil if it continues.
    mutating func end(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var at = 0
        while at < bytes.count {
            if isInString {
                at = skipString(bytes, at)
                if !isInString, depth == 0 { return at }
                continue
            }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // A bare number or word ends before the bracket of its container.
                if depth == 0 { return at }
                depth -= 1
                if depth == 0 { return at + 1 }
            case let byte where byte == UInt8(ascii: ",") || byte.isJSONSpace:
                if depth == 0, hasBegun { return at }
            default:
                break
            }
            hasBegun = true
            at += 1
        }
        return nil
    }

    /// The index after the string, or after `bytes` if it continues.
    private mutating func skipString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start
        if isEscaped {
            isEscaped = false
            at += 1
        }
        while true {
            at = Scanner.quoteOrBackslash(in: bytes, from: at)
            guard at < bytes.count else { return bytes.count }
            if bytes[at] == UInt8(ascii: "\"") {
                isInString = false
                return at + 1
            }
            guard at + 1 < bytes.count else {
                isEscaped = true
                return bytes.count
            }
            at += 2
        }
    }
}
