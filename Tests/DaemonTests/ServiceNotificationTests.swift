import Glibc
import TestSupport
import Testing

@testable import Daemon

/// A datagram socket of a test, as a service manager listens on one.
private final class Listener {
    let path: String
    private let folder: TemporaryFolder
    private let descriptor: Int32

    /// - Parameter abstract: a name outside of the file system; without it, a socket in a folder of its own.
    init(abstract: String? = nil) throws {
        folder = try TemporaryFolder()
        path = abstract.map { "@\($0)" } ?? folder.path(of: "socket")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if abstract != nil { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count + (abstract == nil ? 1 : 0))
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(bound == 0, "\(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// The next message; nil if there is none.
    func received() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}

@Suite("A service notification")
struct ServiceNotificationTests {
    @Test("tells the service manager of readiness, progress and the end")
    func messages() throws {
        let listener = try Listener()
        let notification = ServiceNotification(path: listener.path)

        #expect(notification.ready("watching 2 inboxes"))
        #expect(notification.status("evolving"))
        #expect(notification.stopping())

        #expect(listener.received() == "READY=1\nSTATUS=watching 2 inboxes\n")
        #expect(listener.received() == "STATUS=evolving\n")
        #expect(listener.received() == "STOPPING=1\n")
        #expect(listener.received() == nil)
    }

    @Test("reaches a socket of an abstract name")
    func abstract() throws {
        let listener = try Listener(abstract: "trace2skill-test-\(getpid())")

        ServiceNotification(path: listener.path).ready("up")

        #expect(listener.received() == "READY=1\nSTATUS=up\n")
    }

    @Test("says one thing at a time: a line break in a status adds no assignment")
    func oneLine() throws {
        let listener = try Listener()

        ServiceNotification(path: listener.path).status("waiting: no\nMAINPID=1\u{0}x")

        #expect(listener.received() == "STATUS=waiting: no MAINPID=1 x\n")
    }

    @Test(
        "Without a listener no message is sent",
        arguments: [nil, "", "/nonexistent/notify", "relative", String(repeating: "x", count: 300)] as [String?]
    )
    func nobody(path: String?) {
        #expect(!ServiceNotification(path: path).ready("up"))
    }
}
