import JSON
import Testing

func json(_ text: String) throws(JSONError) -> JSON { try JSON(parsing: Array(text.utf8)) }

@Suite("A JSON value")
struct JSONTests {
    @Test(
        "knows what it is",
        arguments: [
            ("null", JSON.Kind.null), ("true", .bool), ("-1.5e+3", .number), (#""x""#, .string), ("[1]", .array),
            ("{}", .object), ("NaN", .number), ("-Infinity", .number),
        ]
    )
    func kinds(text: String, kind: JSON.Kind) throws {
        let value = try json(" \r\n\t\(text)\n")

        #expect(value.kind == kind)
        #expect(value.source == Array(text.utf8))
        #expect(value.byteCount == text.utf8.count)
        #expect(value.isNull == (kind == .null))
    }

    @Test(
        "reads numbers",
        arguments: [
            ("0", 0, 0.0), ("-0", 0, 0), ("12", 12, 12), ("9223372036854775807", Int.max, 9.223372036854775807e18),
            ("9223372036854775808", nil, 9.223372036854775808e18), ("3.0", 3, 3), ("1e3", 1000, 1000),
            ("0.25", nil, 0.25), ("-1E-2", nil, -0.01), ("Infinity", nil, .infinity), ("-Infinity", nil, -.infinity),
            ("1e400", nil, .infinity),
        ] as [(String, Int?, Double)]
    )
    func numbers(text: String, int: Int?, double: Double) throws {
        let value = try json(text)

        #expect(value.int == int)
        #expect(value.double == double)
        #expect(value.string == nil)
        #expect(value.bool == nil)
    }

    @Test("reads NaN as a number") func notANumber() throws {
        #expect(try json("NaN").double?.isNaN == true)
        #expect(try json("NaN").int == nil)
    }

    @Test("reads truth") func truth() throws {
        #expect(try json("[true,false]").array?.map(\.bool) == [true, false])
        #expect(try json("1").bool == nil)
    }

    @Test("finds members by literal, by constant and by computed name") func members() throws {
        let value = try json(#"{"a":{"b":[1,[2,3],{"c":4}]},"":5,"é":6}"#)
        let name = String("ba".dropLast())
        let constant: StaticString = "a"

        #expect(value["a"]?[name]?[2]?["c"]?.int == 4)
        #expect(value["a"]?["b"]?[1]?[1]?.int == 3)
        #expect(value[constant]?["b"]?.count == 3)
        #expect(value[""]?.int == 5)
        #expect(value["é"]?.int == 6)
        #expect(value["c"] == nil)
        #expect(value[0] == nil)
        #expect(value["a"]?["b"]?["c"] == nil)
        #expect(value["a"]?["b"]?[3] == nil)
        #expect(value["a"]?["b"]?[-1] == nil)
        #expect(value.has("a"))
        #expect(!value.has("b"))
    }

    @Test("finds members whose names are escaped or no UTF-8") func escapedNames() throws {
        let value = try json(#"{"\u0061\n":1,"\ud83d\ude00":2}"#)
        let broken = try JSON(parsing: Array(#"{"x"#.utf8) + [0xFF] + Array(#"":3}"#.utf8))

        #expect(value["a\n"]?.int == 1)
        #expect(value["😀"]?.int == 2)
        #expect(broken["x\u{FFFD}"]?.int == 3)
        #expect(broken.members.map(\.key) == ["x\u{FFFD}"])
    }

    @Test("takes the last of equal names, and lists them all") func repeatedNames() throws {
        let value = try json(#"{"a":1,"b":{"a":9},"a":2}"#)

        #expect(value["a"]?.int == 2)
        #expect(value.members.map(\.key) == ["a", "b", "a"])
        #expect(value.count == 3)
    }

    @Test("walks elements and members past nested ones") func children() throws {
        let value = try json(#"[[1,[2]],{"a":[3]},4]"#)

        #expect(value.count == 3)
        #expect(value.elements.map { String(decoding: $0.source, as: UTF8.self) } == ["[1,[2]]", #"{"a":[3]}"#, "4"])
        #expect(value.array?.count == 3)
        #expect(value[1]?.members.map { $0.value.count } == [1])
        #expect(Array(value.members.map(\.key)).isEmpty)
        #expect(try json("7").array == nil)
        #expect(try json("7").count == 0)
        #expect(Array(try json(#"{"a":1}"#).elements.map(\.kind)).isEmpty)
    }

    @Test(
        "follows pointers",
        arguments: [
            ("", nil), ("/a/1", 2), ("/a/01", nil), ("/a/-1", nil), ("/a/+1", nil), ("/a/9", nil), ("/x~1y/m~0n", 3),
            ("/~01", 4), ("//", 5), ("/a/1/b", nil),
        ] as [(String, Int?)]
    )
    func pointers(text: String, int: Int?) throws {
        let value = try json(#"{"a":[1,2],"x/y":{"m~n":3},"~1":4,"":{"":5}}"#)

        #expect(value[pointer: try JSONPointer(parsing: text)]?.int == int)
    }

    @Test("refuses an invalid pointer", arguments: [("a", 0), ("/a~", 2), ("/~2", 1), ("/a/~x", 3)])
    func badPointers(text: String, offset: Int) {
        #expect(throws: JSONError(offset: offset, reason: .badPointer)) { try JSONPointer(parsing: text) }
    }

    @Test("is read from a slice, with offsets from the slice's beginning") func slices() throws {
        let bytes = Array(#"xx{"a":1}xx{"a":}"#.utf8)

        #expect(try JSON(parsing: bytes[2..<9])["a"]?.int == 1)
        #expect(throws: JSONError(offset: 5, reason: .unexpected(UInt8(ascii: "}")))) {
            try JSON(parsing: bytes[11...])
        }
    }
}

@Suite("The JSON reader")
struct JSONLeniencyTests {
    @Test(
        "takes what agents write",
        arguments: [
            "\u{FEFF}{\"a\":1}", "{\r\n\"a\":1\r\n}\r\n", #"{"a":1,}"#, "[1,2,]", #"{"a":[NaN,Infinity,-Infinity]}"#,
            "\"line\nbreak\u{0}\u{1}\"", #""\ud800""#, #"{"a":1,"a":2}"#, "[\n]", "{ }",
        ]
    )
    func takes(text: String) throws {
        _ = try json(text)
    }

    @Test("takes nesting up to 512, and never more") func depth() throws {
        let brackets = { (count: Int) in
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }

        var value = try json(brackets(512))
        var depth = 1
        while let inner = value[0] { (value, depth) = (inner, depth + 1) }
        #expect(depth == 512)
        #expect(throws: JSONError(offset: 512, reason: .tooDeep)) { try json(brackets(513)) }
        #expect(throws: JSONError(offset: 512 * 4, reason: .tooDeep)) {
            try json(String(repeating: #"{"":"#, count: 100_000))
        }
    }

    @Test(
        "refuses a text that ends inside a value",
        arguments: [
            "", " ", "\u{FEFF}", "{", "[", "[1", "[1,", #"{"a"#, #"{"a""#, #"{"a":"#, #"{"a":1,"#, "tru", "-", "1.",
            "1e", #""\"#, #""\u00"#, #""a\""#,
        ]
    )
    func truncated(text: String) {
        #expect(throws: JSONError(offset: text.utf8.count, reason: .truncated)) { try json(text) }
    }

    @Test(
        "refuses other garbage, with its place",
        arguments: [
            ("nothing", 1), ("[1 2]", 3), ("{1:2}", 1), (#"{"a" 1}"#, 5), (#"{"a":1]"#, 6), ("[1}", 2), ("[,]", 1),
            ("{,}", 1), ("[1,,2]", 3), ("01", 1), ("+1", 0), (".5", 0), ("1x", 1), ("{} {}", 3), ("'a'", 0), ("]", 0),
            ("trux", 3), ("--1", 1), ("[1.]", 3), (#"{"a":}"#, 5),
        ]
    )
    func garbage(text: String, offset: Int) {
        let byte = Array(text.utf8)[offset]

        #expect(throws: JSONError(offset: offset, reason: .unexpected(byte))) { try json(text) }
    }

    @Test("refuses invalid escapes", arguments: [(#""ab\x""#, 3), (#""\u12G4""#, 1), (#"{"\'":1}"#, 2)])
    func escapes(text: String, offset: Int) {
        #expect(throws: JSONError(offset: offset, reason: .badEscape)) { try json(text) }
    }

    @Test(
        "says what is wrong and what to do",
        arguments: [
            (
                "[1",
                "could not read the JSON text: it ends inside a value at byte 2; "
                    + "wait until it is written, or write it again"
            ),
            ("[x]", #"could not read the JSON text: "x" is not allowed at byte 1; correct the text there"#),
            ("[\u{1}]", "could not read the JSON text: the byte 0x01 is not allowed at byte 1; correct the text there"),
        ]
    )
    func descriptions(text: String, description: String) throws {
        let error = try #require(throws: JSONError.self) { try json(text) }

        #expect(error.description == description)
    }
}
