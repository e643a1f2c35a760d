/// What came back. Redirects are not followed: they come back as they are.
package struct Response: Sendable, Equatable {
    /// Status and headers, known before the body.
    package struct Head: Sendable, Equatable {
        package var status: Int
        package var headers: [Header]

        package init(status: Int, headers: [Header] = []) {
            self.status = status
            self.headers = headers
        }

        /// The value of the first header of that name, whatever its case.
        package subscript(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        package var isSuccess: Bool { (200..<300).contains(status) }
    }

    package var head: Head
    /// The body after decompression; empty where a consumer has taken it. Of a response whose status is a failure
    /// the first 64 KiB.
    package var body: [UInt8]
    /// How many bytes the body had after decompression, kept or not.
    package var byteCount: Int

    package init(head: Head, body: [UInt8], byteCount: Int) {
        self.head = head
        self.body = body
        self.byteCount = byteCount
    }

    package var status: Int { head.status }
}

/// Takes a successful response's body as it arrives, on the client's own thread: it has to be quick and must not wait.
/// The bytes are valid during the call only. `false` ends the transfer with ``HTTPError/stopped``.
package typealias BodyConsumer = @Sendable (Response.Head, UnsafeRawBufferPointer) -> Bool
