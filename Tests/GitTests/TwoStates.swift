import Git
import TestSupport

/// A repository with a working tree, whose branch moves from a first state to a second one without the working tree.
struct TwoStates {
    static let skill = "skills/a/SKILL.md"
    /// The files in which the second state differs.
    static let touched = ["skills/a/SKILL.md", "skills/a/references/x.md", "skills/b/references/deep/new.md", "run"]

    let git: StockGit
    let first: CommitID

    init() throws {
        git = try StockGit()
        let repository = try Repository.create(at: git.root)
        first = try repository.advance(
            "first",
            ["skills/a/SKILL.md": .text("one\n"), "skills/a/references/x.md": .text("x\n"), "human.txt": .text("h\n")]
        )
        try git("reset", "--hard")
    }

    /// Moves the branch to the second state.
    func moveToSecond(_ repository: borrowing Repository) throws -> CommitID {
        try repository.advance(
            "second",
            [
                Self.skill: .text("two\n"), "skills/a/references/x.md": .remove,
                "skills/b/references/deep/new.md": .text("new\n"), "run": .write(Array("#!\n".utf8), executable: true),
            ]
        )
    }
}
