internal import Foundations
internal import Glibc

/// Tells the service manager what the daemon is doing, by the protocol of sd_notify(3).
///
/// Without `$NOTIFY_SOCKET` it does nothing. The daemon works without a manager as well, so nothing here throws.
package struct ServiceNotification: Sendable {
    private let path: String?

    /// - Parameter path: of the socket of the service manager, from `$NOTIFY_SOCKET`; nil without one.
    package init(path: String?) { self.path = path }

    /// Tells the manager that the daemon is ready, with a status line.
    package func ready(_ status: String) { send("READY=1\nSTATUS=\(SingleLine(status))\n") }
    /// Tells the manager what the daemon is doing, in one line.
    package func status(_ text: String) { send("STATUS=\(SingleLine(text))\n") }
    /// Tells the manager that the daemon is stopping.
    package func stopping() { send("STOPPING=1\n") }

    private func send(_ message: String) {
        guard let path, !path.isEmpty else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        // An abstract name is written with @ and means a zero byte.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (bytes.first == 0 ? 0 : 1))
        _ = message.withCString { text in
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor, text, strlen(text), Int32(MSG_NOSIGNAL), $0, length)
                }
            }
        }
    }
}
