import JSON
import Testing

/// A source that gives at most `chunk` bytes at a time.
func source(_ bytes: [UInt8], chunk: Int = .max) -> ByteSource {
    var rest = bytes[...]
    return { buffer in
        let count = min(buffer.count, chunk, rest.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

/// What a stream gives out, in a form that can be compared.
struct Reading: Equatable {
    var records: [String] = []
    var offsets: [Int] = []
    var skipped: JSONSkipped

    init(_ bytes: [UInt8], limit: Int = 1 << 20, streaming: Set<String> = [], chunk: Int = .max) throws {
        var reader = JSONRecords(limit: limit, streaming: streaming, source: source(bytes, chunk: chunk))
        while let record = try reader.next() {
            let text = String(decoding: record.value.source, as: UTF8.self)
            let place =
                switch record.place {
                case .whole: "\(record.index)"
                case .member(let name): "\(record.index).\(name)"
                case .element(let name, let number): "\(record.index).\(name)[\(number)]"
                case .end: "\(record.index).end"
                }
            records.append("\(place) \(text)" + (record.isComplete ? "" : " broken"))
            offsets.append(record.offset)
        }
        skipped = reader.skipped
    }

    init(_ text: String, limit: Int = 1 << 20, streaming: Set<String> = [], chunk: Int = .max) throws {
        try self.init(Array(text.utf8), limit: limit, streaming: streaming, chunk: chunk)
    }
}

@Suite("A reader of JSON records")
struct JSONRecordsTests {
    @Test(
        "finds root values, however they are separated",
        arguments: [
            ("{\"a\":1}\n{\"b\":2}\n", [#"0 {"a":1}"#, #"1 {"b":2}"#]),
            (#"{"a":1}{"b":2}"#, [#"0 {"a":1}"#, #"1 {"b":2}"#]),
            ("{\r\n  \"a\": 1\r\n}\r\n\r\n{}", ["0 {\r\n  \"a\": 1\r\n}", "1 {}"]), ("{},\n{}", ["0 {}", "1 {}"]),
            ("\u{1E}{\"a\":1}\n\u{1E}{}\n", [#"0 {"a":1}"#, "1 {}"]), ("\u{FEFF}{}\n\u{FEFF}{}", ["0 {}", "1 {}"]),
            ("1\n\"x\"\nnull\n12", ["0 1", "1 \"x\"", "2 null", "3 12"]), ("", []), (" \n\n", []),
        ]
    )
    func roots(text: String, records: [String]) throws {
        let reading = try Reading(text)

        #expect(reading.records == records)
        #expect(reading.skipped.isEmpty)
    }

    @Test(
        "gives the elements of a leading array one by one",
        arguments: [
            ("[1,[2],{\"a\":3}]", ["0 1", "1 [2]", #"2 {"a":3}"#]), ("[\n{},\n{}\n]\n", ["0 {}", "1 {}"]), ("[]\n", []),
            ("[1]\n[2]", ["0 1", "1 [2]"]), ("{}\n[1,2]", ["0 {}", "1 [1,2]"]),
        ]
    )
    func arrays(text: String, records: [String]) throws {
        let reading = try Reading(text)

        #expect(reading.records == records)
        #expect(reading.skipped.isEmpty)
    }

    @Test("gives the place of each record in the stream") func offsets() throws {
        #expect(try Reading(" {}\n [1]\n{}").offsets == [1, 5, 9])
        #expect(try Reading("[1, 22]").offsets == [1, 4])
    }

    @Test("passes over lines that are not JSON, and says where they are") func garbage() throws {
        let text = "{\"a\":1}\nTraceback (most recent call last):\n  File \"x\"\n12:30 INFO\n{\"b\":2}\n{\"c\":]}\n{}"

        let reading = try Reading(text)

        #expect(reading.records == [#"0 {"a":1}"#, #"1 {"b":2}"#, "2 {}"])
        #expect(reading.skipped.unparsable.count == 4)
        #expect(reading.skipped.unparsable.bytes == 35 + 9 + 11 + 8)
        #expect(reading.skipped.problems.map(\.offset) == [8, 45, 56, 78])
        #expect(reading.skipped.partialTail == nil)
    }

    @Test(
        "goes on after a record that broke off",
        arguments: [
            "{\"a\":\"hel\n{\"b\":2}\n{\"c\":3}\n", "{\"a\":[1,\n{\"b\":2}\n{\"c\":3}\n",
            "{\"a\n{\"b\":2}\n{\"c\":3}\n",
            "{\n  \"a\": x\n}\n{\"b\":2}\n{\"c\":3}", "{\"a\":{\"x\":\n{\"b\":2}\n{\"c\":3}\n",
        ]
    )
    func brokenRecords(text: String) throws {
        let reading = try Reading(text)

        #expect(reading.records == [#"0 {"b":2}"#, #"1 {"c":3}"#])
        #expect(reading.skipped.unparsable.count == 1)
    }

    @Test(
        "forgives text before the first value, on its line and above",
        arguments: [
            "data: {\"a\":1}\n{}", "INFO start {\"a\":1}\n{}", "banner\n{\"a\":1}\n{}", "[INFO] {\"a\":1}\n{}",
            "[INFO] hello\n[{\"a\":1}, {}]", "var x = [{\"a\":1},{}]", "12:30 {\"a\":1}\n{}",
        ]
    )
    func prefixes(text: String) throws {
        let reading = try Reading(text)

        #expect(reading.records == [#"0 {"a":1}"#, "1 {}"])
        #expect(reading.skipped.unparsable.count == 1)
    }

    @Test(
        "tells a last record that is not whole from garbage",
        arguments: [
            ("{}\n{\"a\":\"x", 3..<10), ("{}\n{\n \"a\": [", 3..<12), ("[{},\n{\"a", 5..<8), ("[{},", 4..<4),
            ("{}\ntru", 3..<6),
        ]
    )
    func partialTails(text: String, tail: Range<Int>) throws {
        let reading = try Reading(text)

        #expect(reading.records == ["0 {}"])
        #expect(reading.skipped.partialTail == tail)
        #expect(reading.skipped.unparsable.count == 0)
    }

    @Test("passes over records beyond the limit, and counts them", arguments: [1, 7, 1 << 20]) func limits(chunk: Int)
        throws
    {
        let long = #"{"a":"\#(String(repeating: #"x\"]"#, count: 50_000))"}"#

        let lines = try Reading("{}\n\(long)\n{\"b\":2}", limit: 100, chunk: chunk)
        let array = try Reading("[\(long),1,[\(long)]]", limit: 100, chunk: chunk)

        #expect(lines.records == ["0 {}", #"2 {"b":2}"#])
        #expect(lines.skipped.oversize.bytes == long.utf8.count)
        #expect(array.records == ["1 1"])
        #expect(array.skipped.oversize.count == 2)
    }

    @Test("says that a record beyond the limit has no end") func endlessRecords() throws {
        let reading = try Reading("{}\n[\(String(repeating: "1,", count: 100_000))", limit: 100)

        #expect(reading.skipped.partialTail == 3..<200_004)
    }

    @Test("keeps the buffer near the largest record") func memory() throws {
        let line = Array("{\"a\":\"\(String(repeating: "x", count: 1000))\"}\n".utf8)
        let total = 5000 * line.count
        var given = 0
        var largest = 0
        var reader = JSONRecords(limit: 1 << 30) { buffer in
            largest = max(largest, buffer.count)
            let rest = line[(given % line.count)...].prefix(min(buffer.count, total - given))
            buffer.copyBytes(from: rest)
            given += rest.count
            return rest.count
        }
        var count = 0
        while try reader.next() != nil { count += 1 }

        #expect(count == 5000)
        #expect(largest <= 256 << 10)
    }

    @Test("throws what its source throws") func sourceErrors() {
        struct Broken: Error {}

        #expect(throws: Broken.self) {
            var reader = JSONRecords { _ in throw Broken() }
            _ = try reader.next()
        }
    }

    @Test("takes time in proportion to streams that are nothing but beginnings", .timeLimit(.minutes(1)))
    func beginnings() throws {
        let text = String(repeating: "{\"\":\n", count: 100_000)

        let reading = try Reading(text)

        #expect(reading.records.isEmpty)
        #expect(reading.skipped.unparsable.count > 0)
    }
}
