internal import CLibCurl

/// Where requests go: an `https` address, or an `http` one of this machine.
///
/// Checked once, when it is made: text of a response never becomes an address.
package struct Address: Sendable, Equatable, CustomStringConvertible {
    /// The address in the form that libcurl gave it, without credentials or fragment.
    package let text: String
    /// The name or number of the host, as libcurl reads it.
    package let host: String
    /// Whether the scheme is `https`.
    package let isEncrypted: Bool
    private let allowsPlainHTTP: Bool

    /// Throws ``HTTPError/address(_:)`` for another scheme, credentials in the address, a link-local host (the
    /// metadata services of clouds live there) and, unless allowed, for `http` to another machine.
    package init(_ text: String, allowingPlainHTTP: Bool = false) throws(HTTPError) {
        let url = try ParsedURL()
        try url.parse(text)
        guard let scheme = try url.part(CURLUPART_SCHEME), scheme == "https" || scheme == "http" else {
            throw .address("it does not begin with https:// or http://")
        }
        guard let host = try url.part(CURLUPART_HOST), !host.isEmpty else { throw .address("it names no host") }
        guard try url.part(CURLUPART_USER) == nil, try url.part(CURLUPART_PASSWORD) == nil else {
            throw .address("it holds a user name or password; give the key by environment or file")
        }
        let kind = HostKind(host)
        guard kind != .linkLocal else { throw .address("\(host) is a link-local host, which is never asked") }
        guard scheme == "https" || kind == .loopback || allowingPlainHTTP else {
            throw .address("http:// to \(host) would send keys and texts in the clear; use https://")
        }
        guard try url.part(CURLUPART_FRAGMENT) == nil, let whole = try url.part(CURLUPART_URL) else {
            throw .address("it has a part after #")
        }
        self.text = whole
        self.host = host
        isEncrypted = scheme == "https"
        allowsPlainHTTP = allowingPlainHTTP
    }

    /// The address with `path` after its own, one slash between; a query is refused.
    package func appending(path: String) throws(HTTPError) -> Address {
        guard !text.contains("?") else { throw .address("it has a query where a path is to be added") }
        let base = text.hasSuffix("/") ? String(text.dropLast()) : text
        return try Address(base + "/" + path, allowingPlainHTTP: allowsPlainHTTP)
    }

    /// The same as ``text``.
    package var description: String { text }
}
