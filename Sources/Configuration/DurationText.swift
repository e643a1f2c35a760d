/// Lengths of time as people write them.
enum DurationText {
    /// The longest length that is accepted, in seconds: a hundred years of 365 days.
    private static let longest = 36_500.0 * 86_400

    /// Returns the seconds of `90s`, `5m`, `6h`, `2d` or a bare number of seconds; nil for any other text, a negative
    /// number or more than a hundred years.
    static func seconds(_ text: String) -> Double? {
        guard let last = text.last else { return nil }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let number = units[last] == nil ? Double(text) : Double(text.dropLast())
        guard let seconds = number.map({ $0 * (units[last] ?? 1) }), (0...longest).contains(seconds) else { return nil }
        return seconds
    }
}
