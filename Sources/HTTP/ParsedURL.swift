internal import CLibCurl

/// libcurl's own parser, so that what is checked is what is connected to (`http://2852039166/` has a host, too).
struct ParsedURL: ~Copyable {
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
