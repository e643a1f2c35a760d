internal import Foundations

/// The runs of consecutive words of a text (shingles), for finding copied passages.
package struct Shingles {
    /// The number of words of a run: long enough not to occur in two texts by chance.
    package static let width = 5

    /// The hashes of all runs of a text. A shorter text is one run if it has at least three words.
    package let hashes: Set<UInt64>
    private let width: Int

    /// Hashes the runs of a text.
    package init(of text: String) {
        let words = Self.words(of: text)
        width = min(Self.width, words.count)
        guard width >= 3 else {
            hashes = []
            return
        }
        let width = width
        hashes = Set((0...(words.count - width)).map { Self.hash(words[$0..<$0 + width]) })
    }

    /// The hashes of those runs that `text` contains too.
    package func found(in text: String) -> Set<UInt64> {
        guard !hashes.isEmpty else { return [] }
        let words = Self.words(of: text)
        guard words.count >= width else { return [] }
        var found: Set<UInt64> = []
        for start in 0...(words.count - width) {
            let hash = Self.hash(words[start..<start + width])
            if hashes.contains(hash) { found.insert(hash) }
        }
        return found
    }

    private static func hash(_ words: ArraySlice<UInt64>) -> UInt64 {
        words.reduce(into: FNV1a()) { $0.add(word: $1) }.value
    }

    /// A hash for each word of a text: letters in lower case, digits, underscores and all bytes beyond ASCII.
    private static func words(of text: String) -> [UInt64] {
        var words: [UInt64] = []
        var hash = FNV1a()
        var isInWord = false
        for byte in text.utf8 {
            let isLetter = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte >= 0x80
            if isLetter || byte == UInt8(ascii: "_") {
                if !isInWord { hash = FNV1a() }
                isInWord = true
                hash.add((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            } else if isInWord, byte != UInt8(ascii: "'") {
                isInWord = false
                words.append(hash.value)
            }
        }
        if isInWord { words.append(hash.value) }
        return words
    }
}
