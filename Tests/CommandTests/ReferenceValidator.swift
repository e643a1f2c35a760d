import Glibc
import TestSupport
import Testing

/// The reference validator of the Agent Skills specification, in the environment that `make test` makes.
enum ReferenceValidator {
    private static let python = Installation.sources + "/.build/venv/bin/python3"
    private static let script = Installation.sources + "/Tests/scripts/validate-skills"

    static let isInstalled = access(python, X_OK) == 0
    static let absence: Comment = "the package skills-ref is not installed in .build/venv; make test installs it"

    /// Validates every skill of the working tree.
    static func validate(_ installation: Installation) throws -> RunningProgram.Output {
        try installation.start(program: [python, script, installation.skills + "/skills"]).end()
    }

    /// Validates every skill in every state in the history of `main`.
    static func validateHistory(of installation: Installation) throws -> RunningProgram.Output {
        try installation.start(program: [python, script, "--history", installation.skills, "main"]).end()
    }
}
