import HTTP
import Testing

@testable import LanguageModels

@Suite("A wait before another try", .timeLimit(.minutes(1)))
struct RetryTests {
    @Test("A delay is at most twice the one before and at most a minute")
    func delaysDouble() {
        let policy = RetryPolicy(maximumAttempts: 20)
        let longest = (1...10).map { policy.delay(after: .unavailable("x"), attempt: $0, jitter: 1) }
        #expect(longest == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map { .seconds($0) })
        #expect(policy.delay(after: .unavailable("x"), attempt: 5, jitter: 0) == .zero)
    }

    @Test("A delay is never shorter than the provider asks for, up to an hour")
    func delayHonoursProvider() {
        let policy = RetryPolicy()
        #expect(policy.delay(after: .rateLimited("x", retryAfter: .seconds(9)), attempt: 1, jitter: 0) == .seconds(9))
        #expect(
            policy.delay(after: .rateLimited("x", retryAfter: .seconds(90_000)), attempt: 1, jitter: 0)
                == .seconds(3_600)
        )
    }

    @Test(
        "The requested delay is read from the response's headers",
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
    func readsRetryAfter(headers: [String: String], expected: Duration?) {
        let head = Response.Head(status: 429, headers: headers.map { Header($0.key, $0.value) })
        #expect(RetryAfter.duration(in: head) == expected)
    }

    @Test(
        "HTTP dates follow the calendar",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Fri, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
        ]
    )
    func readsHTTPDates(text: String, expected: Int) {
        #expect(RetryAfter.secondsSince1970(text) == expected)
    }
}

@Suite("A stream of events", .timeLimit(.minutes(1)))
struct EventStreamTests {
    private let bytes = Array(
        ": hello\r\n\r\ndata: one\n\nevent: x\ndata:two\r\ndata: lines\r\n\r\nid: 7\n\ndata: 三\rdata: \r\rdata: rest"
            .utf8
    )
    private let expected = ["one", "two\nlines", "三\n"]

    @Test("A stream gives the same events whatever the chunks", arguments: 1...20)
    func eventsDoNotDependOnChunks(size: Int) {
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
