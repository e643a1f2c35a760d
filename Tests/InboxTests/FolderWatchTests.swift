import Glibc
import TestSupport
import Testing

@testable import Inbox

@Suite("A watch on folders", .timeLimit(.minutes(1)))
struct FolderWatchTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("x", to: "index.lock")
    }

    @Test(
        "tells of an entry that is made, written, renamed or removed",
        arguments: ["make", "write", "rename", "remove", "folder"]
    )
    func tells(how: String) async throws {
        let (changes, continuation) = AsyncStream<Void>.makeStream()
        let places: Set = [folder.path, folder.path(of: "gone")]
        let watch = try #require(FolderWatch(places) { continuation.yield() })
        let path = folder.path(of: "index.lock")
        switch how {
        case "make": try folder.write("", to: "HEAD.lock")
        case "write": try folder.write("y", to: "index.lock")
        case "rename": try #require(rename(path, folder.path(of: "index")) == 0)
        case "remove": try #require(unlink(path) == 0)
        default: try folder.makeFolder("rebase-merge")
        }
        var iterator = changes.makeAsyncIterator()

        #expect(await iterator.next() != nil)
        withExtendedLifetime(watch) {}
    }
}
