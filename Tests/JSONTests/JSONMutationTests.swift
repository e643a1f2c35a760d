import JSON
import TestSupport
import Testing

@Suite("A damaged JSON text")
struct JSONMutationTests {
    private static let seeds = [
        #"{"type":"user","message":{"role":"user","content":[{"type":"text","t":"a\nb \ud83d\ude00 é"}]},"n":-1e3}"#,
        "{\"a\":1}\n{\"b\":[true,false,null]}\r\n{\"c\":\"\\\"\\\\\"}\n",
        "[\n  {\"m\": [1, [2, {\"x\": {}}]], \"é\": \"世\"},\n  \"tail\"\n]\n",
        "INFO [x] {\"m\":[{\"a\":1},{\"b\":2}],\"n\":NaN,}\nTraceback\n{\"m\":[]}",
    ]
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\n", "\n{", " ", "null", "-", "1e9", "\u{FEFF}",
        "\u{1E}",
    ].map { Array($0.utf8) }

    private static func mutate(_ text: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...text.count, using: &random)
            let end = min(text.count, at + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: text.replaceSubrange(at..<end, with: [])
            case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 2: text.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: at)
            case 3: text.insert(contentsOf: Array(text[at..<end]), at: at)
            default: text = Array(text[..<at])
            }
        }
        return text
    }

    /// Touches everything that can be asked of a value.
    private static func walk(_ value: JSON) -> Int {
        var sum = value.byteCount + (value.string?.utf8.count ?? 0) + (value.text(head: 3, tail: 3)?.omitted ?? 0)
        sum += value.double == nil ? 0 : 1
        sum += value.int == nil ? 0 : 1
        for element in value.elements { sum += walk(element) }
        for member in value.members { sum += walk(member.value) + (value[member.key] == nil ? 1 << 20 : 0) }
        return sum
    }

    @Test(
        "is read or refused, and read the same in pieces",
        .timeLimit(.minutes(1)),
        arguments: SeededGenerator.seeds(8)
    )
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)

        for round in 0..<2_500 {
            let text = Self.mutate(Array(Self.seeds[round % Self.seeds.count].utf8), using: &random)
            let comment = Comment(rawValue: "seed \(seed), round \(round): \(text)")
            do throws(JSONError) {
                let value = try JSON(parsing: text)
                #expect(Self.walk(value) < 1 << 20, comment)
                #expect(try JSON(parsing: value.source).byteCount == value.byteCount, comment)
            } catch {
                #expect(0...text.count ~= error.offset, comment)
            }
            let streaming: Set<String> = round.isMultiple(of: 2) ? ["m"] : []
            let limit = [1 << 20, 20][round / 4 % 2]
            let whole = try Reading(text, limit: limit, streaming: streaming)
            let pieces = try Reading(text, limit: limit, streaming: streaming, chunk: 1 + round % 5)
            #expect(whole == pieces, comment)
        }
    }

    @Test("never reads more than the undamaged prefix promises") func prefixes() throws {
        let text = Array(Self.seeds[0].utf8)

        for end in 0..<text.count {
            #expect(throws: JSONError(offset: end, reason: .truncated)) { try JSON(parsing: text[..<end]) }
        }
    }
}
