internal import Foundations
internal import Glibc

/// The daemon's messages to the service manager, by the protocol of sd_notify(3).
///
/// Without a socket nothing is sent. A lost message is not a reason to stop, so that nothing here throws; each function
/// returns whether the message was sent.
package struct ServiceNotification: Sendable {
    private let path: String?

    /// Messages to a socket.
    ///
    /// - Parameter path: the value of `$NOTIFY_SOCKET`, which begins with @ for an abstract name; nil or empty for none.
    package init(path: String?) { self.path = path }

    /// Reports that the daemon is ready, with a status text.
    @discardableResult
    package func ready(_ status: String) -> Bool { send("READY=1\nSTATUS=\(SingleLine(status))\n") }

    /// Reports a status text. A line break in it would begin another assignment, and is sent as a blank.
    @discardableResult
    package func status(_ text: String) -> Bool { send("STATUS=\(SingleLine(text))\n") }

    /// Reports that the daemon reads its configuration again, with the time that the service manager asks for.
    @discardableResult
    package func reloading() -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return send("RELOADING=1\nMONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)\n")
    }

    /// Reports that the daemon is not stuck.
    @discardableResult
    package func alive() -> Bool { send("WATCHDOG=1\n") }

    /// Reports that the daemon is about to end.
    @discardableResult
    package func stopping() -> Bool { send("STOPPING=1\n") }

    private func send(_ message: String) -> Bool {
        guard let path, !path.isEmpty else { return false }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        // An abstract name is written with @ and means a zero byte.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes.first == 0 ? 0 : 1))
        let sent = message.withCString { text in
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, text, strlen(text), Int32(MSG_NOSIGNAL), $0, length)
                }
            }
        }
        return sent == message.utf8.count
    }
}
