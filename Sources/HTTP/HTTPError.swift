internal import CLibCurl

/// The reason why a request got no response. A response with a failing status is not an error: see ``Response/status``.
///
/// No case carries a header or a body: so keys and texts cannot get into a log this way.
package enum HTTPError: Error, Sendable, Equatable {
    /// The address is not one that this client talks to; the text says why.
    case address(String)
    /// A header that cannot be sent: its name, never its value.
    case header(name: String)
    /// Nobody answered at the address: name not found, connection refused.
    case cannotConnect(String)
    /// The server's certificate was not accepted.
    case notTrusted(String)
    /// A limit of ``Timeouts`` was reached.
    case timedOut(Timeouts.Phase, after: Duration)
    /// The response was larger than `limit` bytes after decompression.
    case tooLarge(limit: Int)
    /// The consumer of the body asked for no more.
    case stopped
    /// The task that waited was cancelled.
    case cancelled
    /// The client was shut down.
    case shutDown
    /// Anything else that went wrong between here and the server, with libcurl's number for it.
    case transport(code: Int, reason: String)

    /// libcurl's constructors give no reason: memory is all that they can lack.
    static func noMemory(for thing: String) -> HTTPError {
        .transport(code: Int(CURLE_OUT_OF_MEMORY.rawValue), reason: "no memory for \(thing)")
    }

    init(code: CURLcode, reason: String, connectLimit: Duration) {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self = .address(reason)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .cannotConnect(reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE: self = .notTrusted(reason)
        // The other limits are kept by the loop itself, so this is the one that libcurl keeps.
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut(.connect, after: connectLimit)
        default: self = .transport(code: Int(code.rawValue), reason: reason)
        }
    }
}

extension HTTPError: CustomStringConvertible {
    /// The failure in words for a person, without headers and bodies.
    package var description: String {
        switch self {
        case .address(let reason): "the address cannot be used: \(reason)"
        case .header(let name): "the header \(name) cannot be sent: its value holds a control character"
        case .cannotConnect(let reason): "could not connect: \(reason)"
        case .notTrusted(let reason): "the server's certificate was not accepted: \(reason)"
        case .timedOut(let phase, let limit): "timed out: \(phase) took longer than \(limit)"
        case .tooLarge(let limit): "the response is larger than \(limit) bytes"
        case .stopped: "the response was not read to its end"
        case .cancelled: "cancelled"
        case .shutDown: "the HTTP client is shut down"
        case .transport(let code, let reason): "the transfer broke off: \(reason) (curl \(code))"
        }
    }
}
