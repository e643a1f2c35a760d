internal import CLibCurl
internal import Glibc

/// Where requests go: an `https` address, or an `http` one of this machine.
///
/// Checked once, when it is made: what a response says never becomes an address.
package struct Address: Sendable, Equatable, CustomStringConvertible {
    /// The address in the form that libcurl gave it, without credentials or fragment.
    package let text: String
    package let host: String
    package let isEncrypted: Bool
    private let allowsPlainHTTP: Bool

    /// Throws ``HTTPError/address(_:)`` for another scheme, credentials in the address, a link-local host (the
    /// metadata services of clouds live there) and, unless allowed, for `http` to another machine.
    package init(_ text: String, allowingPlainHTTP: Bool = false) throws(HTTPError) {
        let url = try ParsedURL()
        try url.parse(text)
        guard let scheme = url.part(CURLUPART_SCHEME), scheme == "https" || scheme == "http" else {
            throw .address("it does not begin with https:// or http://")
        }
        guard let host = url.part(CURLUPART_HOST), !host.isEmpty else { throw .address("it names no host") }
        guard url.part(CURLUPART_USER) == nil, url.part(CURLUPART_PASSWORD) == nil else {
            throw .address("it holds a user name or password; give the key by environment or file")
        }
        let kind = HostKind(host)
        guard kind != .linkLocal else { throw .address("\(host) is a link-local host, which is never asked") }
        guard scheme == "https" || kind == .loopback || allowingPlainHTTP else {
            throw .address("http:// to \(host) would send keys and texts in the clear; use https://")
        }
        guard url.part(CURLUPART_FRAGMENT) == nil, let whole = url.part(CURLUPART_URL) else {
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

    package var description: String { text }
}

/// What a host name says about where the host is. Names other than `localhost` are not looked up here.
enum HostKind: Equatable {
    case loopback, linkLocal, other

    init(_ host: String) {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") {
            // libcurl never asks a resolver for these, but takes the loopback addresses.
            self = .loopback
            return
        }
        let bare = name.hasPrefix("[") ? String(name.dropFirst().dropLast().prefix { $0 != "%" }) : name
        var four = in_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, bare, &six) == 1 else {
            self = .other
            return
        }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            self.init(four: bytes[12...].reduce(0) { $0 << 8 | UInt32($1) })
        } else if bytes[..<15].allSatisfy({ $0 == 0 }), bytes[15] == 1 {
            self = .loopback
        } else {
            self = bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80 ? .linkLocal : .other
        }
    }

    private init(four: UInt32) {
        self = four >> 24 == 127 ? .loopback : four >> 16 == 0xa9fe ? .linkLocal : .other
    }
}

/// libcurl's own parser, so that what is checked is what is connected to (`http://2852039166/` has a host, too).
private struct ParsedURL: ~Copyable {
    private let handle: OpaquePointer

    init() throws(HTTPError) {
        guard let handle = curl_url() else { throw .transport(code: 27, reason: "no memory for an address") }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    func parse(_ text: String) throws(HTTPError) {
        let code = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw .address(String(cString: curl_url_strerror(code))) }
    }

    func part(_ part: CURLUPart) -> String? {
        var bytes: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &bytes, 0) == CURLUE_OK, let bytes else { return nil }
        defer { curl_free(bytes) }
        return String(cString: bytes)
    }
}
