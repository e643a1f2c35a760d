/// Calls in a piece of code.
enum CodeCalls {
    /// `a.b(` as `a.b`: dotted names that are called.
    static func dotted(in code: String) -> Set<String> {
        var names = Set<String>()
        var name: [UInt8] = []
        for byte in code.utf8 {
            let isWord =
                (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            if isWord {
                name.append(byte)
            } else {
                if byte == UInt8(ascii: "("), name.contains(UInt8(ascii: ".")), name.first != UInt8(ascii: "."),
                    name.count < 60
                {
                    names.insert(String(decoding: name, as: UTF8.self))
                }
                name.removeAll(keepingCapacity: true)
            }
        }
        return names
    }
}
