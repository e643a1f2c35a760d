/// What is sent. With a body it is a POST, without one a GET.
package struct Request: Sendable {
    package var address: Address
    package var headers: [Header]
    package var body: [UInt8]?
    package var timeouts: Timeouts
    /// The largest response in bytes, counted after decompression.
    package var limit: Int
    /// Whether `https_proxy` and its like in the environment are heeded.
    package var usesProxyOfEnvironment: Bool

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
