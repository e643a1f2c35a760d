package import Lessons

/// What a replay of an evolution gave.
package struct ReplayReport: Sendable {
    /// The revision, such as `python/v3`.
    package var revision: String
    /// The files of the skill in the repository, by path.
    package var published: [String: [UInt8]]
    /// The files of the skill that the replay made, by path.
    package var replayed: [String: [UInt8]]
    /// The lessons that the replay published.
    package var lessons: [Lesson]
    /// Why trajectories could not be read back from the archive; each sentence names the file and the remedy.
    package var unreadable: [String] = []
    /// How many analyses had no stored answer, by the kind of failure.
    package var failures: [String: Int]
    /// The full name of the ref that holds another model's result; nil without another model.
    package var scratch: String?
    /// Tokens that were spent on the other model.
    package var tokens = 0

    /// Whether the replay gave the published files, byte for byte.
    package var isSame: Bool { published == replayed }
    /// Paths of files that differ, sorted.
    package var differences: [String] {
        Set(published.keys).union(replayed.keys).filter { published[$0] != replayed[$0] }.sorted()
    }
}
