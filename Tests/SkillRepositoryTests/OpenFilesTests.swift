import Glibc
@testable import SkillRepository
import TestSupport
import Testing

@Suite("Files that are open")
struct OpenFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("are found where a process has them, and not after it closed them")
    func found() {
        let path = folder.path(of: "lock")
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        #expect(OpenFiles.contain(path))
        close(descriptor)
        #expect(!OpenFiles.contain(path))
    }

    @Test("are all files where it cannot be told: a lock is not taken from under a process that nobody sees")
    func unknown() throws {
        #expect(OpenFiles.contain(folder.path(of: "lock"), processes: folder.path(of: "none")))
        // A process that cannot be looked into, for another reason than that it has ended or is another user's.
        try folder.write("", to: "7/fd")
        #expect(OpenFiles.contain(folder.path(of: "lock"), processes: folder.path))
    }
}
