import FoundationEssentials
import Glibc
import Testing

/// The reference validator of the Agent Skills specification, in the environment that `make test` makes.
enum ReferenceValidator {
    private static let python = Workplace.package + "/.build/venv/bin/python3"
    private static let script = Workplace.package + "/Tests/scripts/validate-skills"

    static let isInstalled = access(python, X_OK) == 0
    static let absence: Comment = "the package skills-ref is not installed in .build/venv; make test installs it"

    /// Has nothing against any skill of the working tree.
    static func accepts(_ place: Workplace) throws -> Program.Output {
        try place.start([python, script, place.skills + "/skills"]).end(within: 60)
    }

    /// Has nothing against any state in the history of `main`.
    static func acceptsHistory(of place: Workplace) throws -> Program.Output {
        try place.start([python, script, "--history", place.skills, "main"]).end(within: 120)
    }
}
