internal import CLibCurl

/// libcurl's own parser, so that the checked host is the one that is connected to (`http://2852039166/` has a host, too).
struct ParsedURL: ~Copyable {
    private let handle: OpaquePointer

    init() throws(HTTPError) {
        try Library.start()
        guard let handle = curl_url() else { throw .noMemory(for: "an address") }
        self.handle = handle
    }

    deinit { curl_url_cleanup(handle) }

    func parse(_ text: String) throws(HTTPError) {
        let code = curl_url_set(handle, CURLUPART_URL, text, 0)
        guard code == CURLUE_OK else { throw .address(String(cString: curl_url_strerror(code))) }
    }

    /// A part of the address; `nil` where it has no such part.
    ///
    /// - Throws: ``HTTPError/address(_:)`` where the part is there and cannot be read: a user name, say, that does not
    ///   look absent because memory ran out.
    func part(_ part: CURLUPart) throws(HTTPError) -> String? {
        var bytes: UnsafeMutablePointer<CChar>?
        let code = curl_url_get(handle, part, &bytes, 0)
        if Self.absent.contains(code) { return nil }
        guard code == CURLUE_OK, let bytes else { throw .address(String(cString: curl_url_strerror(code))) }
        defer { curl_free(bytes) }
        return String(cString: bytes)
    }

    /// What libcurl answers for a part that an address does not have.
    private static let absent = [
        CURLUE_NO_SCHEME, CURLUE_NO_USER, CURLUE_NO_PASSWORD, CURLUE_NO_OPTIONS, CURLUE_NO_HOST, CURLUE_NO_PORT,
        CURLUE_NO_QUERY, CURLUE_NO_FRAGMENT, CURLUE_NO_ZONEID,
    ]
}
