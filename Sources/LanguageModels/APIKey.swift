internal import Glibc
internal import HTTP

/// A provider's key. It can be sent, and it can be hidden from a text; it cannot be printed.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private static let sizeLimit = 4_096

    private let secret: String

    /// Throws ``ModelError/authentication(_:)`` naming `origin` if the text cannot be a key.
    init(_ text: some StringProtocol, origin: String) throws(ModelError) {
        let bytes = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
        guard !bytes.isEmpty else { throw .authentication("\(origin) is empty") }
        guard bytes.count <= Self.sizeLimit, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .authentication("\(origin) holds no key: it has to be one line of printable characters")
        }
        secret = String(decoding: Array(bytes), as: UTF8.self)
    }

    /// The key in the variable `name` of an environment.
    package init(variable name: String, of environment: [String: String]) throws(ModelError) {
        guard let value = environment[name] else {
            throw .authentication("the environment variable \(name) is not set")
        }
        try self.init(value, origin: "the environment variable \(name)")
    }

    /// The key in a file that nobody else may read.
    package init(file path: String) throws(ModelError) {
        try self.init(Self.read(path, isPrivate: true), origin: path)
    }

    /// The key in the credential `name` that systemd's `LoadCredential=` put into `$CREDENTIALS_DIRECTORY`.
    package init(credential name: String, of environment: [String: String]) throws(ModelError) {
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
            throw .authentication("CREDENTIALS_DIRECTORY is not set, so there is no credential \(name)")
        }
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
            throw .authentication("\(name) is no name of a credential")
        }
        let path = "\(directory)/\(name)"
        // Who owns the file is systemd's affair: with a dynamic user it is root.
        try self.init(Self.read(path, isPrivate: false), origin: path)
    }

    private static func read(_ path: String, isPrivate: Bool) throws(ModelError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .authentication("could not read the key in \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .authentication("\(path) is no file")
        }
        if isPrivate {
            guard status.st_uid == geteuid() else {
                throw .authentication("\(path) belongs to another user; its owner has to be the one who runs this")
            }
            guard status.st_mode & 0o077 == 0 else {
                throw .authentication("\(path) can be read by others; run chmod 600 \(path)")
            }
        }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 2)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            throw .authentication("could not read the key in \(path): \(String(cString: strerror(errno)))")
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// The key as the value of a header, with what stands before it.
    func header(_ name: String, prefix: String = "") -> Header { Header(name, prefix + secret) }

    /// The text with every piece of the key (six characters and more) taken out: servers like to quote parts of it.
    package func hidden(in text: String) -> String {
        let key = Array(secret.utf8)
        let bytes = Array(text.utf8)
        let shortest = min(6, key.count)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let longest =
                key.indices.map { start in
                    zip(key[start...], bytes[position...]).prefix { $0 == $1 }.count
                }.max() ?? 0
            if longest >= shortest {
                result += Array("[key]".utf8)
                position += longest
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    package var description: String { "[key]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
