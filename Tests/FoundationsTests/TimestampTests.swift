import Testing

import Foundations

@Suite("A time of a recorder")
struct TimestampTests {
    @Test(
        "is read with and without zone and fraction",
        arguments: zip(
            [
                "1970-01-01T00:00:00Z", "2026-01-01T00:00:01.000Z", "2026-01-01T00:00:01", "2026-01-01 00:00:01",
                "2024-02-29T12:00:00+02:00", "2024-02-29T12:00:00-0530",
                "2024-02-29T12:00:00.250+00", "1969-12-31T23:59:59Z", "2000-03-01T00:00:00Z", "0001-01-01T00:00:00Z",
            ],
            [
                0, 1_767_225_601, 1_767_225_601, 1_767_225_601, 1_709_200_800, 1_709_227_800, 1_709_208_000.25, -1,
                951_868_800, -62_135_596_800,
            ]
        )
    )
    func iso(text: String, seconds: Double) throws {
        let read = try #require(Timestamp.seconds(iso8601: text))
        #expect(abs(read - seconds) < 1e-6, "\(read)")
    }

    @Test(
        "is not found in other text",
        arguments: [
            "", "now", "2026-01-01", "2026-13-01T00:00:00", "2026-00-01T00:00:00", "2026-01-32T00:00:00",
            "20260101T000000Z", "2026-01-01T0a:00:00",
        ]
    )
    func none(text: String) {
        #expect(Timestamp.seconds(iso8601: text) == nil)
    }

    @Test("counts seconds or milliseconds")
    func epoch() {
        #expect(Timestamp.seconds(epoch: 1_700_000_000) == 1_700_000_000)
        #expect(Timestamp.seconds(epoch: 1_700_000_000_500) == 1_700_000_000.5)
    }
}
