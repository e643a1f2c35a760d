import Foundations
import Testing

@Suite("A table")
struct TextTableTests {
    @Test("has columns as wide as their widest cell")
    func columns() {
        var table = TextTable(
            [.init("lesson"), .init("sessions", .trailing), .init("support", minimumWidth: 8), .init("rule")],
            indentation: 2
        )
        table.add(["xlsx-1a2b", "7", "7 of 23", "recalculate"])
        table.add(["x", "1234567890", "–", ""])

        #expect(
            table.lines == [
                "  lesson       sessions  support   rule",
                "  xlsx-1a2b           7  7 of 23   recalculate",
                "  x          1234567890  –",
            ]
        )
    }

    @Test("without rows is its headings")
    func empty() {
        #expect(TextTable([.init("a"), .init("b")]).lines == ["a  b"])
    }

    @Test("pads a text at either end, and cuts none")
    func padding() {
        #expect("é".padded(to: 3) == "é  ")
        #expect("12".padded(to: 3, .trailing) == " 12")
        #expect("1234".padded(to: 3) == "1234")
        #expect("7".leading(zeroes: 3) == "007")
        #expect("1234".leading(zeroes: 3) == "1234")
    }
}
