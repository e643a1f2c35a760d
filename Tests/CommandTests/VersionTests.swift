import TestSupport
import Testing

@testable import trace2skill

@Suite("The version")
struct VersionTests {
    @Test("--version prints the release, with the commit if the program was built from a clone")
    func versionIsPrinted() throws {
        let installation = try Installation(isInitialized: false)
        let output = try installation.run(withoutConfiguration: ["--version"])

        #expect(output.status == 0)
        #expect(output.text == Version.text + "\n")
        #expect(output.text.hasPrefix(Version.release))
    }

    @Test("The version of a clone names the tag, the commit, and changes since then")
    func versionOfClone() {
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

    @Test("The version of an unpacked archive comes from git archive, and is the bare release otherwise")
    func versionOfArchive() {
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
