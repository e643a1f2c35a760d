import Testing

@testable import trace2skill

@Suite("The version")
struct VersionTests {
    @Test("is printed as the release, with the commit if the program was built from a clone")
    func printed() throws {
        let place = try Workplace(isInitialised: false)
        let output = try place.start([Workplace.program, "--version"]).end(within: 20)

        #expect(output.status == 0)
        #expect(output.text == Version.text + "\n")
        #expect(output.text.hasPrefix(Version.release))
    }

    @Test("names the tag, the commit, and changes since then")
    func clone() {
        let commit = String(repeating: "0123456789", count: 4)

        #expect(
            Version.text(commit: commit, tag: "", hasChanges: false, archive: "$Format$")
                == "\(Version.release) (commit 012345678901)"
        )
        #expect(
            Version.text(commit: commit, tag: "v1", hasChanges: true, archive: "$Format$")
                == "\(Version.release) (v1, commit 012345678901, with local changes)"
        )
    }

    @Test("comes from git archive in an unpacked archive, and is the bare release otherwise")
    func archive() {
        let commit = String(repeating: "abcdef0123", count: 4)

        #expect(
            Version.text(commit: "", tag: "", hasChanges: false, archive: "\(commit) HEAD -> main, tag: v1, next")
                == "\(Version.release) (v1, commit abcdef0123ab)"
        )
        #expect(
            Version.text(commit: "", tag: "", hasChanges: false, archive: "\(commit) ")
                == "\(Version.release) (commit abcdef0123ab)"
        )
        let template = "$Format" + ":%H %D$"
        #expect(Version.text(commit: "", tag: "", hasChanges: false, archive: template) == Version.release)
    }
}
