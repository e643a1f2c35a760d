internal import HTTP
internal import JSON

extension ModelError {
    /// Classifies a failed transfer.
    init(_ error: HTTPError) {
        switch error {
        case .cancelled, .shutDown: self = .cancelled
        case .address, .header: self = .badRequest("\(error)")
        case .tooLarge, .stopped: self = .malformed("\(error)")
        case .cannotConnect, .notTrusted: self = .unreachable("\(error)")
        case .timedOut, .transport: self = .unavailable("\(error)")
        }
    }

    /// Classifies a response whose status is not 200.
    init(status: Int, head: Response.Head, body: [UInt8]) {
        let message = ServerErrorMessage(body)
        let reason = "status \(status)\(message.text.isEmpty ? "" : ": \(message.text)")"
        let retryAfter = RetryAfter.duration(in: head)
        switch status {
        case 300..<400:
            self = .badRequest(
                "status \(status): the server redirects, which is not followed; set base-url to the new address"
            )
        // Servers quote the key that they refuse, so these messages are not repeated.
        case 401: self = .authentication("status 401; check the key and where it is read from")
        case 403: self = .authentication("status 403; the key may not use this model or address")
        case 402: self = .budget(reason)
        case 429 where message.isAboutQuota: self = .budget(reason)
        case 429: self = .rateLimited(reason, retryAfter: retryAfter)
        case 413: self = .tooLong(reason)
        case 408, 425, 500..., 409: self = .unavailable(reason, retryAfter: retryAfter)
        case 404: self = .badRequest("\(reason); check base-url and the model's name")
        case 400..<500: self = message.isAboutLength ? .tooLong(reason) : .badRequest(reason)
        default: self = .malformed(reason)
        }
    }

    /// Classifies an error that a server reports with status 200, within its stream or instead of an answer.
    init(reported error: JSON) {
        let message = ServerErrorMessage(error)
        let code = error["code"]?.int ?? error["status"]?.int
        let type: String = error["type"]?.string ?? error["code"]?.string ?? ""
        let reason = message.text.isEmpty ? "the server reports an error of type \(type.prefix(60))" : message.text
        switch type {
        case _ where message.isAboutLength: self = .tooLong(reason)
        case _ where message.isAboutQuota: self = .budget(reason)
        case "overloaded_error", "api_error", "timeout_error", "server_error", "internal_error":
            self = .unavailable(reason)
        case "rate_limit_error", "rate_limit_exceeded": self = .rateLimited(reason)
        case "authentication_error", "permission_error": self = .authentication("the server reports \(type)")
        case "request_too_large": self = .tooLong(reason)
        case "invalid_request_error", "not_found_error", "BadRequestError": self = .badRequest(reason)
        default:
            guard let code, (400...599).contains(code) else {
                self = .unavailable(reason)
                return
            }
            self.init(status: code, head: Response.Head(status: code), body: Array(message.text.utf8))
        }
    }
}
