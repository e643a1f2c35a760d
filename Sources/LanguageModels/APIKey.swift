internal import Foundations
internal import Glibc
internal import HTTP

/// A provider's API key. It can be sent as a header and removed from a text, but never printed.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Bytes of the longest key that is accepted.
    private static let sizeLimit = 4_096

    private let secret: String

    /// Accepts a text as key, without the white space around it.
    ///
    /// - Throws: ``ModelError/authentication(_:)``, which names `origin` and never the text, if the text cannot be a key.
    init(_ text: some StringProtocol, origin: String) throws(ModelError) {
        let bytes = text.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed()
        guard !bytes.isEmpty else { throw .authentication("\(origin) is empty") }
        guard bytes.count <= Self.sizeLimit, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .authentication("\(origin) does not contain a key: it has to be one line of printable characters")
        }
        secret = String(decoding: Array(bytes), as: UTF8.self)
    }

    /// The key in an environment variable.
    ///
    /// - Throws: ``ModelError/authentication(_:)`` if the variable is not set or its value cannot be a key.
    package init(variable name: String, in environment: [String: String]) throws(ModelError) {
        guard let value = environment[name] else {
            throw .authentication("the environment variable \(name) is not set")
        }
        try self.init(value, origin: "the environment variable \(name)")
    }

    /// The key in a file of the current user that nobody else may read.
    ///
    /// - Throws: ``ModelError/authentication(_:)`` if the file cannot be read, is not private, or its text cannot be a key.
    package init(file path: String) throws(ModelError) {
        try self.init(Self.read(path, isPrivate: true), origin: path)
    }

    /// The key in the credential that systemd's `LoadCredential=` put into `$CREDENTIALS_DIRECTORY`.
    ///
    /// - Throws: ``ModelError/authentication(_:)`` if there is no such credential or its text cannot be a key.
    package init(credential name: String, in environment: [String: String]) throws(ModelError) {
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
            throw .authentication(
                "CREDENTIALS_DIRECTORY is not set, so there is no credential \(name); set LoadCredential= in the unit"
            )
        }
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/") else {
            throw .authentication("\(name) is not the name of a credential: it has to be a plain file name")
        }
        let path = "\(directory)/\(name)"
        // systemd chooses the owner of the file: with a dynamic user it is root.
        try self.init(Self.read(path, isPrivate: false), origin: path)
    }

    private static func read(_ path: String, isPrivate: Bool) throws(ModelError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .authentication("could not read the key in \(path): \(SystemError.last)")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .authentication("\(path) is not a regular file")
        }
        if isPrivate {
            guard status.st_uid == geteuid() else {
                throw .authentication("\(path) belongs to another user; its owner has to be the user who runs this")
            }
            guard status.st_mode & 0o077 == 0 else {
                throw .authentication("\(path) can be read by others; run chmod 600 \(path)")
            }
        }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 2)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else {
            throw .authentication("could not read the key in \(path): \(SystemError.last)")
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// A header whose value is `prefix` and the key.
    func header(_ name: String, prefix: String = "") -> Header { Header(name, prefix + secret) }

    /// Replaces every part of the key of six characters or more in a text: error messages of servers quote such parts.
    package func removed(from text: String) -> String {
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

    /// A placeholder, never the key.
    package var description: String { "[key]" }
    /// A placeholder, never the key.
    package var debugDescription: String { description }
    /// An empty mirror, so that `dump` does not print the key.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
