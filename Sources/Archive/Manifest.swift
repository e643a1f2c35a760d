/// What a folder held: each file with its path, its content's digest and whether it is a program.
///
/// Written one line a file, by path: mode, digest, size in bytes, path, with one space between; in a path `\n` stands for
/// a line feed and `\\` for a backslash. Equal folders have equal manifests.
package struct Manifest: Sendable, Hashable {
    /// A file of the folder.
    package struct Entry: Sendable, Hashable {
        /// Components joined by `/`.
        package let path: String
        /// The content of the file.
        package let digest: ContentDigest
        /// Bytes.
        package let size: Int64
        /// Whether the owner may run the file.
        package let isExecutable: Bool

        /// Describes one file of a folder.
        package init(path: String, digest: ContentDigest, size: Int64, isExecutable: Bool) {
            self.path = path
            self.digest = digest
            self.size = size
            self.isExecutable = isExecutable
        }

        fileprivate var line: [UInt8] {
            // By bytes: to Swift a carriage return and a line feed are one character.
            let name = path.utf8.flatMap { byte in
                switch byte {
                case UInt8(ascii: "\\"): Array("\\\\".utf8)
                case UInt8(ascii: "\n"): Array("\\n".utf8)
                default: [byte]
                }
            }
            return Array("\(isExecutable ? "0755" : "0644") \(digest) \(size) ".utf8) + name + [UInt8(ascii: "\n")]
        }
    }

    /// By path.
    package let entries: [Entry]

    /// Lists the files of a folder; nil if a path leads out of the folder or is there twice.
    package init?(_ entries: [Entry]) {
        // By bytes, as the file system tells names apart: to Swift two spellings of one letter are the same.
        self.entries = entries.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let isUnique = zip(self.entries, self.entries.dropFirst()).allSatisfy {
            !$0.path.utf8.elementsEqual($1.path.utf8)
        }
        guard isUnique, entries.allSatisfy({ Self.isPath($0.path) && $0.size >= 0 }) else { return nil }
    }

    /// Whether `path` leads to a place inside a folder.
    package static func isPath(_ path: String) -> Bool {
        !path.utf8.contains(0)
            && path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
            }
    }

    /// Bytes of all files together.
    package var size: Int64 { entries.reduce(0) { $0 &+ $1.size } }

    /// The manifest as it is stored.
    package var bytes: [UInt8] { Array(entries.map(\.line).joined()) }

    /// Reads a manifest; nil if the bytes are not one.
    package init?(reading bytes: [UInt8]) {
        var entries: [Entry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            // By bytes: to Swift a carriage return and a line feed are one character.
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")), let entry = Self.entry(of: rest[..<end]) else {
                return nil
            }
            entries.append(entry)
            rest = rest[(end + 1)...]
        }
        self.init(entries)
    }

    private static func entry(of line: ArraySlice<UInt8>) -> Entry? {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let mode = String(validating: parts[0], as: UTF8.self),
            ["0644", "0755"].contains(mode),
            let digest = String(validating: parts[1], as: UTF8.self).flatMap(ContentDigest.init(hex:)),
            let size = String(validating: parts[2], as: UTF8.self).flatMap({ Int64($0) }),
            let path = path(of: parts[3])
        else { return nil }
        return Entry(path: path, digest: digest, size: size, isExecutable: mode == "0755")
    }

    private static func path(of escaped: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in escaped {
            if !isEscape, byte == UInt8(ascii: "\\") {
                isEscape = true
                continue
            }
            if isEscape, byte != UInt8(ascii: "n"), byte != UInt8(ascii: "\\") { return nil }
            bytes.append(isEscape && byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
            isEscape = false
        }
        return isEscape ? nil : String(validating: bytes, as: UTF8.self)
    }
}
