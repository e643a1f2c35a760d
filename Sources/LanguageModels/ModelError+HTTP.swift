internal import HTTP
internal import JSON

extension ModelError {
    /// What a failed transfer means for a call.
    init(_ error: HTTPError) {
        switch error {
        case .cancelled, .shutDown: self = .cancelled
        case .address, .header: self = .badRequest("\(error)")
        case .tooLarge, .stopped: self = .malformed("\(error)")
        case .cannotConnect, .notTrusted, .timedOut, .transport: self = .unavailable("\(error)")
        }
    }

    /// What a response with another status than 200 means.
    init(status: Int, head: Response.Head, body: [UInt8]) {
        let said = Explanation(body)
        let reason = "status \(status)\(said.text.isEmpty ? "" : ": \(said.text)")"
        let retryAfter = RetryAfter.duration(in: head)
        switch status {
        case 300..<400:
            self = .badRequest("status \(status): the server sends elsewhere, which is not followed; set base-url anew")
        // Servers quote the key that they refuse: of these nothing is quoted.
        case 401: self = .authentication("status 401; check the key and where it is read from")
        case 403: self = .authentication("status 403; the key may not use this model or address")
        case 402: self = .budget(reason)
        case 429 where said.isAboutQuota: self = .budget(reason)
        case 429: self = .rateLimited(reason, retryAfter: retryAfter)
        case 413: self = .tooLong(reason)
        case 408, 425, 500..., 409: self = .unavailable(reason, retryAfter: retryAfter)
        case 404: self = .badRequest("\(reason); check base-url and the model's name")
        case 400..<500: self = said.isAboutLength ? .tooLong(reason) : .badRequest(reason)
        default: self = .malformed(reason)
        }
    }

    /// What an error means that a server reports with status 200, in its stream or instead of an answer.
    init(reported error: JSON) {
        let said = Explanation(error)
        let code = error["code"]?.int ?? error["status"]?.int
        let type: String = error["type"]?.string ?? error["code"]?.string ?? ""
        let reason = said.text.isEmpty ? "the server reports an error of type \(type.prefix(60))" : said.text
        switch type {
        case _ where said.isAboutLength: self = .tooLong(reason)
        case _ where said.isAboutQuota: self = .budget(reason)
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
            self.init(status: code, head: Response.Head(status: code), body: Array(said.text.utf8))
        }
    }
}
