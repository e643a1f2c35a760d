import Foundations
import Testing

@Suite("A decimal number")
struct DecimalTests {
    @Test(
        "has the decimals that are asked for, rounded",
        arguments: [
            (0.0, 0, "0"), (0.0, 2, "0.00"), (1.5, 0, "2"), (1.5, 2, "1.50"), (0.05, 2, "0.05"), (0.049, 1, "0.0"),
            (12.345, 1, "12.3"), (99.996, 2, "100.00"), (-0.25, 1, "-0.3"), (-0.001, 2, "0.00"), (-3.0, 0, "-3"),
        ]
    )
    func decimals(value: Double, decimals: Int, text: String) {
        #expect(value.fixed(decimals) == text)
    }

    @Test("that has no such form is written as it is")
    func extremes() {
        #expect(Double.infinity.fixed(2) == "inf")
        #expect((-Double.infinity).fixed(2) == "-inf")
        #expect(Double.nan.fixed(1) == "nan")
        #expect(1e300.fixed(2) == "1e+300")
    }

    @Test("that is a share is shown in per cent")
    func shares() {
        #expect([0, 0.004, 0.005, 2.0 / 3, 1].map(\.percent) == ["0 %", "0 %", "1 %", "67 %", "100 %"])
    }
}

@Suite("A count of bytes")
struct ByteCountTests {
    @Test(
        "is shown in the largest unit that it fills",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KB"), (1535, "1 KB"), (1536, "2 KB"),
            (49_152, "48 KB"), (1 << 20, "1 MB"), (3 << 20, "3 MB"), (5 << 30, "5120 MB"),
        ]
    )
    func units(bytes: Int, text: String) {
        #expect("\(ByteCount(bytes))" == text)
    }
}
