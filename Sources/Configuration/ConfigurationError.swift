/// Why a configuration cannot be used. Each error is for the person who edits the file.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, with the line where one is known: `/etc/trace2skill/trace2skill.yaml:12`.
    package var place: String
    /// What is wrong, and what would be right.
    package var problem: String

    /// Describes a problem of a configuration file.
    package init(place: String, problem: String) {
        self.place = place
        self.problem = problem
    }

    /// The place and the problem on one line.
    package var description: String { "\(place): \(problem)" }
}
