/// A response. Redirects are not followed: they are returned as they are.
package struct Response: Sendable, Equatable {
    /// Status and headers, known before the body.
    package struct Head: Sendable, Equatable {
        /// The status code, such as 200.
        package var status: Int
        /// The headers in the order of arrival.
        package var headers: [Header]

        /// A head of a status and headers.
        package init(status: Int, headers: [Header] = []) {
            self.status = status
            self.headers = headers
        }

        /// The value of the first header of that name, whatever its case.
        package subscript(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        /// Whether the status is one of 200 to 299.
        package var isSuccess: Bool { (200..<300).contains(status) }
    }

    /// Status and headers.
    package var head: Head
    /// The body after decompression; empty where a consumer has taken it. Of a response whose status is a failure
    /// the first 64 KiB.
    package var body: [UInt8]
    /// How many bytes the body had after decompression, kept or not.
    package var byteCount: Int

    /// A response of these parts.
    package init(head: Head, body: [UInt8], byteCount: Int) {
        self.head = head
        self.body = body
        self.byteCount = byteCount
    }

    /// The status code, such as 200.
    package var status: Int { head.status }
}

/// Takes a successful response's body as it arrives, on the client's own thread: it has to be quick and must not wait.
/// The bytes are valid during the call only. `false` ends the transfer with ``HTTPError/stopped``.
package typealias BodyConsumer = @Sendable (Response.Head, UnsafeRawBufferPointer) -> Bool
