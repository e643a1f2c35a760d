internal import Foundations

/// Runs of words, for telling whether a text holds words of another. Works on bytes, in one walk.
package struct Shingles {
    /// How many words make a run that is no chance.
    package static let width = 5

    /// The hashes of all runs in a text. A text of fewer words than a run is one run, unless it has fewer than 3.
    package let hashes: Set<UInt64>
    private let width: Int

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

    /// Those of the runs that stand in `text`.
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

    /// A hash for each word: letters in lower case and digits; whatever is no ASCII belongs to a word.
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
