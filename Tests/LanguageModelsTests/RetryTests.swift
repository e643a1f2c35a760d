import HTTP
import Testing

@testable import LanguageModels

@Suite("A wait before another try")
struct RetryTests {
    @Test("is anything up to twice the one before, and no longer than a minute")
    func jitter() {
        let policy = RetryPolicy(tries: 20)
        let longest = (1...10).map { policy.wait(after: .unavailable("x"), try: $0, chance: 1) }
        #expect(longest == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map { .seconds($0) })
        #expect(policy.wait(after: .unavailable("x"), try: 5, chance: 0) == .zero)
    }

    @Test("is never shorter than what the provider asks for, up to an hour")
    func asked() {
        let policy = RetryPolicy()
        #expect(policy.wait(after: .rateLimited("x", retryAfter: .seconds(9)), try: 1, chance: 0) == .seconds(9))
        #expect(
            policy.wait(after: .rateLimited("x", retryAfter: .seconds(90_000)), try: 1, chance: 0) == .seconds(3_600)
        )
    }

    @Test(
        "is read from the response's headers",
        arguments: [
            (["Retry-After": "7"], Duration.seconds(7)), (["retry-after": "0"], .zero),
            (["Retry-After": "1.5"], .milliseconds(1_500)),
            (["retry-after-ms": "250", "Retry-After": "1"], .milliseconds(250)),
            (["Retry-After": "99999999999999999999"], .seconds(3_600)),
            (["Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"], .seconds(3_600)),
            (["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:30 GMT"], .seconds(7)),
            (["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"], .zero),
            (["Retry-After": "-1"], nil), (["Retry-After": "soon"], nil), (["Retry-After": "nan"], nil), ([:], nil),
        ] as [([String: String], Duration?)]
    )
    func headers(headers: [String: String], expected: Duration?) {
        let head = Response.Head(status: 429, headers: headers.map { Header($0.key, $0.value) })
        #expect(RetryAfter.duration(in: head) == expected)
    }

    @Test(
        "counts dates as the calendar does",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Fri, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
        ]
    )
    func dates(text: String, expected: Int) {
        #expect(RetryAfter.secondsSince1970(text) == expected)
    }
}

@Suite("A stream of events")
struct EventStreamTests {
    private let bytes = Array(
        ": hello\r\n\r\ndata: one\n\nevent: x\ndata:two\r\ndata: lines\r\n\r\nid: 7\n\ndata: 三\rdata: \r\rdata: rest"
            .utf8
    )
    private let expected = ["one", "two\nlines", "三\n"]

    @Test("gives the same events however it is cut", arguments: 1...20)
    func cuts(size: Int) {
        var stream = EventStream()
        var events: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            events += stream.add(rest.prefix(size))
            rest = rest.dropFirst(size)
        }
        #expect(events.map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(stream.end().map { String(decoding: $0, as: UTF8.self) } == "rest")
        #expect(stream.end() == nil)
    }
}
