import Foundations
import TestSupport
import Testing

@Suite("A search for bytes")
struct ByteSearchTests {
    /// The plain way, to compare with.
    private func all(_ needle: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard !needle.isEmpty, needle.count <= bytes.count else { return [] }
        return (0...bytes.count - needle.count).filter { bytes[$0...].starts(with: needle) }
    }

    @Test(
        "finds the first place and every place",
        arguments: [
            ("", "abc"), ("a", ""), ("abc", "abc"), ("abcd", "abc"), ("c", "abcabc"), ("aa", "aaaa"),
            ("e t", "the tree t"),
            ("ß", "größe"), ("\0x", "a\0x\0x"), ("Error: ", "no\nError: yes\nError: "),
        ]
    )
    func places(needle: String, text: String) {
        let (needle, bytes) = (Array(needle.utf8), Array(text.utf8))
        let expected = all(needle, in: bytes)

        #expect(ByteSearch(needle).all(in: bytes) == expected)
        #expect(ByteSearch(needle).first(in: bytes) == expected.first)
        let unprepared = needle.withUnsafeBytes { needle in bytes.withUnsafeBytes { ByteSearch.first(needle, in: $0) } }
        #expect(unprepared == expected.first)
    }

    @Test(
        "agrees with the plain way on texts of few letters, in which every walk stumbles",
        arguments: SeededGenerator.seeds(40)
    )
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters = 1 + Int(generator.next() % 3)
        func text(_ count: Int) -> [UInt8] { (0..<count).map { _ in 0x61 + UInt8(generator.next() % UInt64(letters)) } }
        let bytes = text(Int(generator.next() % 2_000))
        let needle = text(1 + Int(generator.next() % 12))

        #expect(ByteSearch(needle).all(in: bytes) == all(needle, in: bytes))
    }

    @Test("takes no more than one walk, whatever both hold", .timeLimit(.minutes(1)))
    func hostile() {
        // Hours, where every place is compared to the end.
        let bytes = [UInt8](repeating: 0x7A, count: 20_000_000)
        let needle = [UInt8](repeating: 0x7A, count: 100_000) + [0x79]

        #expect(ByteSearch(needle).first(in: bytes) == nil)
        #expect(ByteSearch(needle.reversed()).first(in: bytes) == nil)
        #expect(ByteSearch(bytes[..<200] + [0x79]).first(in: bytes) == nil)
    }
}
