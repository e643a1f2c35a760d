import HTTP
import Testing

/// Each in a process of its own, in which nothing has started libcurl: the first call has to.
@Suite("The start of libcurl")
struct LibraryStartTests {
    @Test("comes before an address is read")
    func address() async {
        await #expect(processExitsWith: .success) {
            let address = try Address("https://example.com/v1")
            #expect(address.host == "example.com")
        }
    }

    @Test("comes before a client is made")
    func client() async {
        await #expect(processExitsWith: .success) {
            let client = try Client()
            await client.shutDown()
        }
    }
}
