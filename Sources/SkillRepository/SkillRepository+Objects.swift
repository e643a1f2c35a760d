internal import Git

extension SkillRepository {
    /// The paths of loose objects that cannot be read back, as after an unclean stop; sorted.
    ///
    /// Reads without libgit2, which does not always end on an object that was cut off.
    package func damagedObjects() throws -> [String] {
        try LooseObjects.check(gitdir: repository.path, newerThan: 0).map { id in
            let name = id.description
            return "\(repository.path)/objects/\(name.prefix(2))/\(name.dropFirst(2))"
        }
    }
}
