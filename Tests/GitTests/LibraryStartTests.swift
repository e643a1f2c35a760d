import Git
import Glibc
import TestSupport
import Testing

/// Each in a process of its own, in which nothing has started libgit2: the first call has to.
@Suite("The start of libgit2")
struct LibraryStartTests {
    @Test("comes before the trailers of a message are read")
    func trailers() async {
        await #expect(processExitsWith: .success) {
            let trailers = try Trailer.all(in: "subject\n\nbody\n\nSkill: xlsx\nLesson: 1a\n")
            #expect(trailers.map(\.key) == ["Skill", "Lesson"])
        }
    }

    @Test("comes before a blob is named")
    func blobName() async {
        await #expect(processExitsWith: .success) {
            let id = try Repository.blobID([])
            #expect(id.description == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
        }
    }

    @Test("comes before loose objects are looked at")
    func looseObjects() async {
        await #expect(processExitsWith: .success) {
            let git = try StockGit()
            mkdir(git.root, 0o700)
            try git("init")
            try write("text\n", to: git.root + "/file")
            try git("add", "file")
            #expect(try LooseObjects.check(gitdir: git.root + "/.git", newerThan: 0).isEmpty)
        }
    }

    @Test("comes before a repository is opened")
    func opening() async {
        await #expect(processExitsWith: .success) {
            let git = try StockGit()
            mkdir(git.root, 0o700)
            try git("init")
            #expect(try Repository.open(at: git.root).isUnbornHead())
        }
    }
}
