/// Names that sort by the time at which they were made: 26 characters of Crockford's base 32, as in a ULID.
package enum TimeOrderedID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// A new name: ten characters of time in milliseconds, then sixteen random ones.
    ///
    /// - Parameter seconds: since 1970.
    package static func make(at seconds: Double) -> String {
        var time = UInt64(max(0, seconds) * 1000)
        var letters: [Character] = []
        for _ in 0..<10 {
            letters.append(alphabet[Int(time & 31)])
            time >>= 5
        }
        letters.reverse()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<16 { letters.append(alphabet[Int.random(in: 0..<32, using: &generator)]) }
        return String(letters)
    }
}
