internal import Glibc
internal import HTTP

/// The delay that a response asks for before the next request.
enum RetryAfter {
    /// The longest delay that is honoured.
    static let longest = Duration.seconds(3_600)

    /// The delay from `retry-after-ms` or `Retry-After` (seconds or a date); `nil` without a readable value.
    static func duration(in head: Response.Head) -> Duration? {
        if let text = head["retry-after-ms"], let milliseconds = Double(text), milliseconds >= 0 {
            return capped(milliseconds / 1_000)
        }
        guard let text = head["retry-after"] else { return nil }
        if let seconds = Double(text) { return seconds >= 0 ? capped(seconds) : nil }
        guard let date = secondsSince1970(text) else { return nil }
        // Compared with the server's own clock if the response has one, so that this machine's clock does not matter.
        let now = head["date"].flatMap { secondsSince1970($0) } ?? time(nil)
        return capped(Double(max(0, date - now)))
    }

    private static func capped(_ seconds: Double) -> Duration {
        guard seconds.isFinite else { return longest }
        return min(longest, .milliseconds(Int(min(seconds, 1e6) * 1_000)))
    }

    /// Parses a date in the preferred form of RFC 9110: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func secondsSince1970(_ text: String) -> Int? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: String(parts[2])), (1...31).contains(day), (1970...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, clock.allSatisfy({ (0...60).contains($0) }) else { return nil }
        // Days since 1970 in the Gregorian calendar, counted in years that begin in March.
        let shifted = month < 2 ? year - 1 : year
        let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400
        let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
        return (days + dayOfYear - 719_468) * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }
}
