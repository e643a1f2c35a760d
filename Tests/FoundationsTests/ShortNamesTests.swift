import Foundations
import TestSupport
import Testing

@Suite("Short names")
struct ShortNamesTests {
    @Test(
        "have eight characters, and more where another name begins alike",
        arguments: [
            ("0123456789ab", "01234567"), ("aaaaaaaaaa-1", "aaaaaaaaaa-1"), ("aaaaaaaaaa-2x", "aaaaaaaaaa-2"),
            ("short", "short"), ("longer-than", "longer-than"), ("longer-than-that", "longer-than-"),
        ]
    )
    func short(name: String, expected: String) {
        let names = [
            "0123456789ab", "aaaaaaaaaa-1", "aaaaaaaaaa-2x", "short", "longer-than", "longer-than-that", "zzzz",
        ]
        #expect(ShortNames(names).short(name) == expected)
    }

    @Test("are the beginnings of no other name", arguments: SeededGenerator.seeds(20))
    func unique(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = Set(
            (0..<60).map { _ in
                String(
                    (0..<Int.random(in: 9...14, using: &random)).map { _ in "ab".randomElement(using: &random) ?? "a" }
                )
            }
        )
        let short = ShortNames(names)
        for name in names {
            let others = names.filter { $0.hasPrefix(short.short(name)) && $0 != name }
            #expect(others.isEmpty || short.short(name) == name, "\(name) as \(short.short(name)): \(others)")
        }
    }
}
