import JSON
import Testing

@Suite("A JSON writer")
struct JSONWriterTests {
    private func write(_ order: JSONWriter.Order = .given, _ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(order: order)
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("writes every kind of value") func values() {
        let text = write { writer in
            writer.array { writer in
                writer.null()
                writer.bool(true)
                writer.int(-3)
                writer.double(0.5)
                writer.double(.nan)
                writer.string("a")
                writer.array { _ in }
                writer.object { _ in }
            }
        }

        #expect(text == #"[null,true,-3,0.5,null,"a",[],{}]"#)
    }

    @Test("escapes what must be", arguments: ["\"\\/", "\n\r\t\u{0}\u{1F}\u{8}", "é世😀", "\u{7F}\u{2028}", ""])
    func escapes(text: String) throws {
        let written = write { $0.string(text) }

        #expect(try json(written).string == text)
        #expect(written.utf8.allSatisfy { $0 >= 0x20 })
    }

    @Test(
        "writes doubles that read the same",
        arguments: [0.1, 1e300, -Double.leastNonzeroMagnitude, 1e16, 123_456_789.125, Double.greatestFiniteMagnitude]
    )
    func doubles(value: Double) throws {
        #expect(try json(write { $0.double(value) }).double == value)
    }

    @Test(
        "keeps the given order of members, or sorts by the bytes of names",
        arguments: [
            (.given, #"{"b":1,"a":{"z":[1,2],"y":null},"B":"x"}"#),
            (.sorted, #"{"B":"x","a":{"y":null,"z":[1,2]},"b":1}"#),
        ] as [(JSONWriter.Order, String)]
    )
    func order(order: JSONWriter.Order, expected: String) {
        let text = write(order) { writer in
            writer.object { writer in
                writer.key("b")
                writer.int(1)
                writer.key("a")
                writer.object { writer in
                    writer.key("z")
                    writer.array { writer in
                        writer.int(1)
                        writer.int(2)
                    }
                    writer.key("y")
                    writer.null()
                }
                writer.key("B")
                writer.string("x")
            }
        }

        #expect(text == expected)
    }

    @Test("passes on what its body throws") func errors() {
        var writer = JSONWriter()

        #expect(throws: JSONError.self) {
            try writer.object { _ throws(JSONError) in throw JSONError(offset: 0, reason: .truncated) }
        }
    }
}
