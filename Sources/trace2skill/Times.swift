internal import FoundationEssentials
internal import Glibc

/// Times for people and for programs.
enum Times {
    /// A time in ISO 8601, from seconds since 1970, as `--json` has it.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle())
    }

    /// A time in the zone of the user, from seconds since 1970, as git writes it with `--date=iso`.
    static func local(_ seconds: Double) -> String {
        guard var second = time_t(exactly: seconds.rounded(.down)) else { return text(seconds) }
        var parts = tm()
        guard localtime_r(&second, &parts) != nil else { return text(seconds) }
        var buffer = [CChar](repeating: 0, count: 64)
        let length = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S %z", &parts)
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
