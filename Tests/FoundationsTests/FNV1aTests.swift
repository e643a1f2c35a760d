import Foundations
import Testing

@Suite("The hash FNV-1a")
struct FNV1aTests {
    @Test(
        "has the values that its authors give",
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ] as [(String, UInt64)]
    )
    func values(text: String, value: UInt64) {
        #expect(FNV1a(text).value == value)
        #expect(FNV1a(Array(text.utf8)).value == value)
        #expect(FNV1a(text.utf8.lazy.map { $0 }).value == value)
        #expect(UInt64(FNV1a(text).digits, radix: 16) == value)
        #expect(FNV1a(text).digits.count == 16)
    }

    @Test("is the same wherever a content is cut", arguments: 0...6)
    func pieces(cut: Int) {
        let bytes = Array("foobar".utf8)
        var hash = FNV1a(bytes[..<cut])
        hash.add(bytes[cut...])

        #expect(hash == FNV1a(bytes))
    }

    @Test("is shortened to eight digits of both halves")
    func short() {
        #expect(FNV1a("foobar").shortDigits == "72ad2699")
        #expect(FNV1a("").shortDigits.count == 8)
    }
}
