/// A request. With a body it is a POST, without one a GET.
package struct Request: Sendable {
    /// The address that the request goes to.
    package var address: Address
    /// The headers, besides those that libcurl adds.
    package var headers: [Header]
    /// The body; `nil` makes the request a GET.
    package var body: [UInt8]?
    /// How long each part of the request may take.
    package var timeouts: Timeouts
    /// The largest response in bytes, counted after decompression.
    package var limit: Int
    /// Whether `https_proxy` and its like in the environment are heeded.
    package var usesProxyOfEnvironment: Bool

    /// A request to an address.
    package init(
        to address: Address,
        headers: [Header] = [],
        body: [UInt8]? = nil,
        timeouts: Timeouts = Timeouts(),
        limit: Int = 1 << 20,
        usesProxyOfEnvironment: Bool = false
    ) {
        self.address = address
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.limit = limit
        self.usesProxyOfEnvironment = usesProxyOfEnvironment
    }
}
