internal import CLibCurl

/// One request under way: owns the easy handle, the header list, and the bytes received so far.
///
/// Confined to the loop's thread, so nothing in it is locked.
final class Transfer {
    typealias Completion = @Sendable (Result<Response, HTTPError>) -> Void

    private static let headLimit = 256 << 10
    private static let failureBodyLimit = 64 << 10
    private static let bufferSize = 4 << 10

    let easy: UnsafeMutableRawPointer
    private let request: Request
    private let consumer: BodyConsumer?
    private let completion: Completion
    private let deadlineChanged: (ContinuousClock.Instant) -> Void
    private let started = ContinuousClock.now
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?

    private var head = Response.Head(status: 0)
    private var headBytes = 0
    private var body: [UInt8] = []
    private var byteCount = 0
    private var lastArrival: ContinuousClock.Instant?
    /// Why a callback refused to go on: it cannot throw through C.
    private var refusal: HTTPError?

    /// Throws if libcurl has no memory or takes one of the options for wrong.
    ///
    /// `deadlineChanged` is called when the deadline may have come nearer: with the first byte, after which the idle
    /// limit counts. Later arrivals move it away.
    init(
        _ request: Request,
        authorities: String?,
        consumer: BodyConsumer?,
        deadlineChanged: @escaping (ContinuousClock.Instant) -> Void,
        completion: @escaping Completion
    ) throws(HTTPError) {
        guard let easy = curl_easy_init() else { throw .noMemory(for: "a transfer") }
        self.easy = easy
        self.request = request
        self.consumer = consumer
        self.deadlineChanged = deadlineChanged
        self.completion = completion
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setAddress()
        if request.address.isEncrypted { try setEncryption(authorities) }
        try setHeaders()
        try setBody()
        try setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    // MARK: What is sent

    private func setAddress() throws(HTTPError) {
        try check(clibcurl_set_string(easy, CURLOPT_URL, request.address.text))
        try check(clibcurl_set_string(easy, CURLOPT_PROTOCOLS_STR, request.address.isEncrypted ? "https" : "http"))
        try check(clibcurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0))
        // An empty name switches off the proxy of the environment.
        if !request.usesProxyOfEnvironment { try check(clibcurl_set_string(easy, CURLOPT_PROXY, "")) }
        try check(clibcurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
        try check(clibcurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1))
        let connect = max(1, Int(request.timeouts.connect / .milliseconds(1)))
        try check(clibcurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connect))
        try check(clibcurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        // All encodings that this libcurl can undo.
        try check(clibcurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, ""))
        // Of each transfer under way; answers come in small pieces, and a large one is read in more of them.
        try check(clibcurl_set_long(easy, CURLOPT_BUFFERSIZE, Self.bufferSize))
    }

    private func setEncryption(_ authorities: String?) throws(HTTPError) {
        if let authorities { try check(clibcurl_set_string(easy, CURLOPT_CAINFO, authorities)) }
        try check(clibcurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
        // Rather wait for a connection that may carry many streams than open one for each request.
        try check(clibcurl_set_long(easy, CURLOPT_PIPEWAIT, 1))
    }

    private func setHeaders() throws(HTTPError) {
        // An empty Expect: no second is lost waiting for "100 Continue" before a large prompt.
        for header in request.headers + [Header("Expect", "")] {
            guard header.canBeSent else { throw .header(name: header.name) }
            let line = "\(header.name):" + (header.value.isEmpty ? "" : " \(header.value)")
            guard let longer = curl_slist_append(headerList, line) else {
                throw .noMemory(for: "a header")
            }
            headerList = longer
        }
        guard let headerList else { return }
        try check(clibcurl_set_list(easy, CURLOPT_HTTPHEADER, headerList))
    }

    private func setBody() throws(HTTPError) {
        guard let body = request.body else { return }
        try check(clibcurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // COPYPOSTFIELDS copies, so the buffer need not outlive this call.
        let code = body.withUnsafeBytes { bytes in
            withUnsafeBytes(of: UInt8(0)) { nothing in
                let address = bytes.baseAddress ?? nothing.baseAddress
                return clibcurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: address))
            }
        }
        try check(code)
    }

    private func setCallbacks() throws(HTTPError) {
        // Unretained: the loop keeps every transfer alive until its easy handle is removed.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(clibcurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
        try check(clibcurl_set_pointer(easy, CURLOPT_HEADERDATA, context))
        try check(
            clibcurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                let accepted = transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
                return accepted ? size * count : 0
            }
        )
        try check(
            clibcurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                let accepted = transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
                return accepted ? size * count : 0
            }
        )
    }

    private func check(_ code: CURLcode) throws(HTTPError) {
        guard code != CURLE_OK else { return }
        let reason = String(cString: curl_easy_strerror(code))
        throw HTTPError(code: code, reason: reason, connectLimit: request.timeouts.connect)
    }

    // MARK: What is received

    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headBytes += bytes.count
        guard headBytes <= Self.headLimit else {
            refusal = .tooLarge(limit: Self.headLimit)
            return false
        }
        let line = bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        if line.starts(with: "HTTP/".utf8) {
            // A second status line follows an interim response (103): headers before it do not count.
            let status = line.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
            head = Response.Head(status: status.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0)
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: line[..<colon], as: UTF8.self)
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
            head.headers.append(Header(name, String(decoding: value, as: UTF8.self)))
        }
        return true
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isFirst = lastArrival == nil
        lastArrival = .now
        if isFirst { deadlineChanged(deadline.instant) }
        byteCount += bytes.count
        guard byteCount <= request.limit else {
            refusal = .tooLarge(limit: request.limit)
            return false
        }
        if let consumer, head.isSuccess {
            guard consumer(head, bytes) else {
                refusal = .stopped
                return false
            }
        } else {
            let room = head.isSuccess ? bytes.count : max(0, Self.failureBodyLimit - body.count)
            body.append(contentsOf: bytes.prefix(room))
        }
        return true
    }

    // MARK: The end

    /// When the next limit is reached, and which one that is.
    var deadline: (instant: ContinuousClock.Instant, error: HTTPError) {
        let timeouts = request.timeouts
        let total = started + timeouts.total
        let phase: Timeouts.Phase = lastArrival == nil ? .firstByte : .idle
        let limit = lastArrival == nil ? timeouts.firstByte : timeouts.idle
        let next = (lastArrival ?? started) + limit
        return next < total ? (next, .timedOut(phase, after: limit)) : (total, .timedOut(.total, after: timeouts.total))
    }

    func complete(_ code: CURLcode) {
        guard code == CURLE_OK else {
            let detail = String(cString: errorText)
            let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
            return fail(refusal ?? HTTPError(code: code, reason: reason, connectLimit: request.timeouts.connect))
        }
        completion(.success(Response(head: head, body: body, byteCount: byteCount)))
    }

    func fail(_ error: HTTPError) { completion(.failure(error)) }
}
