internal import Git

extension SkillRepository {
    /// Joins the packs that revisions have left, once there are as many as git itself would join, and lets go of packs
    /// that are gone.
    func joinPacks() throws {
        _ = try repository.joinPacks(above: Self.manyPacks)
        // libgit2 keeps every pack that it has looked into open and mapped until the repository is closed.
        repository = try Repository.open(at: path)
    }

    /// The default of `gc.autoPackLimit`.
    private static let manyPacks = 50

    /// The paths of loose objects that cannot be read back, as after an unclean stop; sorted.
    ///
    /// Reads without libgit2, which does not always end on an object that was cut off.
    ///
    /// - Parameter seconds: only objects that were written at or after that time, in seconds since 1970, are read.
    package nonisolated func damagedObjects(newerThan seconds: Int64 = 0) throws -> [String] {
        try LooseObjects.check(gitdir: gitdir, newerThan: seconds).map { id in
            let name = id.description
            return "\(gitdir)/objects/\(name.prefix(2))/\(name.dropFirst(2))"
        }
    }
}
