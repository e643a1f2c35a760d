internal import FoundationEssentials

/// Times for people.
enum Times {
    /// A time in ISO 8601, from seconds since 1970.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle())
    }
}
