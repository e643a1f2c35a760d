internal import Glibc

extension WallClock {
    /// The clock of the machine.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Names that sort by the time they were made: 26 characters of Crockford's base 32, as ULID has them.
package enum TimeOrderedID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

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
