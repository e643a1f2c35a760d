import JSON
import Testing

@Suite("A root object in parts")
struct JSONStreamingTests {
    private static let text = #"{"info":{"n":1},"messages":[{"a":1}, 2,"x"],"none":[],"other":[7],"messages":8}"#

    @Test("is given out member by member, and named arrays by element") func parts() throws {
        let reading = try Reading(Self.text + "\n5\n{}", streaming: ["messages", "none"])

        #expect(
            reading.records == [
                #"0.info {"n":1}"#, #"0.messages[0] {"a":1}"#, "0.messages[1] 2", #"0.messages[2] "x""#, "0.other [7]",
                "0.messages 8", "0.end null", "1 5", "2.end null",
            ]
        )
        #expect(reading.skipped.isEmpty)
    }

    @Test("has each part's place in the stream") func offsets() throws {
        let reading = try Reading(#"{"a":1,"b":[22, 3]}"#, streaming: ["b"])

        #expect(reading.offsets == [5, 12, 16, 19])
    }

    @Test("loses only the parts beyond the limit") func limits() throws {
        let long = "\"\(String(repeating: "x", count: 10_000))\""
        let text = #"{"a":\#(long),"m":[1,\#(long),{"b":\#(long)},2],"c":3}"#

        let reading = try Reading(text, limit: 1000, streaming: ["m"])

        #expect(reading.records == ["0.m[0] 1", "0.m[3] 2", "0.c 3", "0.end null"])
        #expect(reading.skipped.oversize.count == 3)
    }

    @Test(
        "ends broken where the stream ends inside",
        arguments: [
            "{", #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#, #"{"m":["#, #"{"m":[1"#, #"{"m":[{"x"#, #"{"a":"xy"#,
        ]
    )
    func truncated(text: String) throws {
        let reading = try Reading(text, streaming: ["m"])

        #expect(reading.records.last == "0.end null broken")
        #expect(reading.skipped.partialTail != nil)
        #expect(reading.skipped.unparsable.count == 0)
    }

    @Test(
        "ends broken where it cannot be read, and the next line is tried",
        arguments: [
            #"{"a":x}"#, #"{"a" 1}"#, "{1}", #"{"m":[x]}"#, #"{"m":[1}"#, #"{"a":}"#, #"{"a":"b"#, #"{"a"#, #"{"a":1]"#,
        ]
    )
    func garbage(text: String) throws {
        let reading = try Reading(text + "\n" + #"{"z":9}"# + "\n{}", streaming: ["m"])

        #expect(reading.records.suffix(4).dropFirst() == ["1.z 9", "1.end null", "2.end null"])
        #expect(reading.records.contains("0.end null broken"))
        #expect(reading.skipped.unparsable.count == 1)
    }
}
