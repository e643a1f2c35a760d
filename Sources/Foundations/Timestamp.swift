/// Times as recorders write them.
package enum Timestamp {
    /// Returns the seconds since 1970 of an ISO 8601 date and time, in UTC unless it names a zone; nil for another
    /// text.
    package static func seconds(iso8601 text: String) -> Double? {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[start..<start + count] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = Double(daysSince1970(year, month, day)) * 86400 + Double(hour * 3600 + minute * 60 + second)
        var position = 19
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            var scale = 0.1
            position += 1
            while position < bytes.count, (48...57).contains(bytes[position]) {
                seconds += Double(bytes[position] - 48) * scale
                scale /= 10
                position += 1
            }
        }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-"),
            let hours = number(position + 1, 2)
        else { return seconds }
        let colon = position + 3 < bytes.count && bytes[position + 3] == UInt8(ascii: ":")
        let minutes = number(position + (colon ? 4 : 3), 2) ?? 0
        let offset = Double(hours * 3600 + minutes * 60)
        return bytes[position] == UInt8(ascii: "+") ? seconds - offset : seconds + offset
    }

    /// Returns the seconds since 1970 of a number of seconds or milliseconds.
    package static func seconds(epoch value: Double) -> Double { value > 100_000_000_000 ? value / 1000 : value }

    /// Returns the days from 1970-01-01 to a date of the proleptic Gregorian calendar (Howard Hinnant's algorithm).
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
