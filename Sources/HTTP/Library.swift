internal import CLibCurl

/// Process-wide set-up of libcurl.
enum Library {
    /// Starts libcurl unless it is started. Everything that calls libcurl begins with this call.
    ///
    /// - Throws: ``HTTPError/transport(code:reason:)`` where libcurl cannot be used in this process.
    static func start() throws(HTTPError) { try started.get() }

    // In a `static let`, which Swift runs once, whatever thread comes first.
    private static let started = Result<Void, HTTPError> { () throws(HTTPError) in
        let code = curl_global_init(Int(CURL_GLOBAL_ALL))
        guard code == CURLE_OK else {
            let reason = "libcurl could not be started: \(String(cString: curl_easy_strerror(code)))"
            throw .transport(code: Int(code.rawValue), reason: reason)
        }
    }
}
