import Composition
import Configuration
@testable import Ingestion
import Ledger
import TestSupport
import Testing

@Suite("An inbox")
struct InboxCheckTests {
    private let place: Workplace
    private var check: InboxCheck { InboxCheck(ledger: place.useCases.ledger) }

    init() throws { place = try Workplace() }

    private func objection(_ after: Configuration.Inbox.After = .archive) throws -> String? {
        try check.objection(to: .init(path: place.inbox, after: after), files: try Ingestion.scan(place.inbox).files)
    }

    @Test("that is a project, a home or a folder of the system is not touched, unless its files stay")
    func places() throws {
        #expect(try objection() == nil)
        for path in ["/", "/etc", "/usr/share", "/home"] {
            #expect(
                try check.objection(to: .init(path: path), files: [])?.contains("set after: keep") == true,
                "\(path)"
            )
            #expect(try check.objection(to: .init(path: path, after: .keep), files: []) == nil)
        }
        try place.drop("x", as: ".git/HEAD")
        #expect(try objection()?.contains("is a repository") == true)
        #expect(try objection(.keep) == nil)
        try place.drop("", as: InboxCheck.confirmation)
        #expect(try objection() == nil)
    }

    @Test("with mostly other files is not touched before the first trajectory was ingested from it")
    func foreign() async throws {
        for name in ["src/a/main.py", "src/b/main.py", "src/b/util.py", "notes.json"] { try place.drop("{}", as: name) }
        #expect(try objection()?.contains("3 of 4 files") == true)
        try place.drop(["s1", "s2", "s3", "s4", "s5"])
        #expect(try objection() == nil)
        try await place.ingest()
        for name in ["c/main.py", "d/main.py"] { try place.drop("x = 1", as: name) }
        #expect(try objection() == nil)
    }

    @Test("keeps what it rejects at its place, and puts it back")
    func putBack() async throws {
        try place.drop("print(1)", as: "src/a/main.py")
        try place.drop("print(1)", as: "src/b/main.py")
        try await place.ingest()
        for folder in ["a", "b"] {
            #expect(try read(place.inbox + "/.rejected/src/\(folder)/main.py") == "print(1)")
            #expect(try read(place.inbox + "/.rejected/src/\(folder)/main.py.reason").contains("main.py"))
        }
        let result = try Ingestion.putBack(in: place.inbox)
        #expect(result.moved == ["src/a/main.py", "src/b/main.py"] && result.blocked.isEmpty)
        #expect(names(in: place.inbox) == ["src"])
        #expect(try read(place.inbox + "/src/b/main.py") == "print(1)")
    }

    @Test("with a file that the operating system cannot read gives all others all the same")
    func unreadable() async throws {
        try place.drop(["s1", "s2"])
        // Reading it fails with an input/output error.
        let broken = try Ingestion.scan("/proc/self/mem").files
        let report = try await place.useCases.ingest(broken + Ingestion.scan(place.inbox).files, after: nil)
        #expect(report.counts.sessions == 2 && report.refused == 1)
        #expect(report.rejections.contains { $0.contains("/proc/self/mem") }, "\(report.rejections)")
    }

    @Test("never removes a file whose bytes were rejected before: it is rejected again")
    func turnedDownTwice() async throws {
        for name in ["a.txt", "b.txt", "b.txt"] {
            try place.drop("no session", as: name)
            let report = try await place.ingest()
            #expect(report.counts.rejected == 1 && report.repeated == 0)
        }
        let kept = names(in: place.inbox + "/.rejected").filter { !$0.hasSuffix(".reason") }
        #expect(kept == ["a.txt", "b-2.txt", "b.txt"])
    }
}
