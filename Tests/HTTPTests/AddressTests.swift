import HTTP
import Testing

@Suite("An address")
struct AddressTests {
    @Test(
        "may be https anywhere, or http on this machine",
        arguments: [
            "https://api.example.com/v1", "http://127.0.0.1:8000/v1", "http://localhost:11434/v1", "http://[::1]:80/",
            "http://127.8.8.8/", "http://model.localhost/", "https://10.1.2.3/",
        ]
    )
    func accepted(text: String) throws {
        #expect(try Address(text).text.hasPrefix(String(text.prefix(10))))
    }

    @Test(
        "is refused for a clear-text host, another scheme, credentials, or a link-local host",
        arguments: [
            "http://api.example.com/v1", "http://10.1.2.3/", "ftp://example.com/", "file:///etc/passwd", "example.com",
            "https://user:word@example.com/", "http://169.254.169.254/latest", "https://169.254.169.254/",
            "http://2852039166/", "https://[fe80::1]/", "http://[::ffff:169.254.169.254]/",
            "http://127.0.0.1.example.com/",
            "https://", "", "https://example.com/#part", "http://localhost.example.com/",
        ]
    )
    func refused(text: String) {
        #expect(throws: HTTPError.self) { try Address(text) }
    }

    @Test("may be http to another machine when the caller says so, but never link-local")
    func allowed() throws {
        #expect(try Address("http://10.1.2.3:8000/v1", allowingPlainHTTP: true).text == "http://10.1.2.3:8000/v1")
        #expect(throws: HTTPError.self) { try Address("http://169.254.169.254/", allowingPlainHTTP: true) }
    }

    @Test("takes a longer path with one slash between", arguments: ["https://a.example/v1", "https://a.example/v1/"])
    func path(text: String) throws {
        #expect(try Address(text).appending(path: "chat/completions").text == "https://a.example/v1/chat/completions")
    }
}
