internal import Crypto

extension Skill {
    /// The SHA-256 of a skill's files: equal if and only if all paths and bytes are equal.
    package struct Digest: Sendable, Hashable, CustomStringConvertible {
        /// 64 lower-case hexadecimal digits.
        package let hex: String

        /// The same digits.
        package var description: String { hex }
    }

    /// The digest of all files. It does not depend on the skill's name.
    package var digest: Digest {
        var hash = SHA256()
        for path in paths {
            let bytes = files[path] ?? []
            // The lengths make the stream unambiguous: different sets of files have different streams.
            hash.update(data: Array("\(path.utf8.count):\(path)\(bytes.count):".utf8))
            hash.update(data: bytes)
        }
        return Digest(hex: hash.finalize().map { Self.hexByte($0) }.joined())
    }

    private static func hexByte(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.utf8.count < 2 ? "0" + text : text
    }
}
