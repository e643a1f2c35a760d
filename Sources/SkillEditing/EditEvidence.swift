package import Lessons
package import Safeguards

/// What the safeguards know about the sources of an edit.
package struct EditEvidence: Sendable {
    /// Adds what the sessions that support a lesson ran. It is asked only where a rule needs to know, since it reads
    /// recordings back.
    package var addCommands: @Sendable (_ lesson: Lesson, _ evidence: inout CommandEvidence) -> Void
    /// The lines that earlier revisions brought in, oldest first.
    package var earlierLines: [String]

    /// Describes the evidence; by default, nothing is known.
    package init(
        earlierLines: [String] = [],
        addCommands: @escaping @Sendable (_ lesson: Lesson, _ evidence: inout CommandEvidence) -> Void = { _, _ in }
    ) {
        self.earlierLines = earlierLines
        self.addCommands = addCommands
    }

    /// What the sessions behind lessons ran.
    func commands(of lessons: [Lesson], programs: Set<String>) -> CommandEvidence {
        var evidence = CommandEvidence(programs: programs)
        for lesson in lessons {
            addCommands(lesson, &evidence)
            if lesson.analyst == Lesson.embeddedAnalyst { Self.addRecoveries(of: lesson, to: &evidence) }
        }
        return evidence
    }

    /// Adds what the embedded analyst noted of the actions that worked, which is known without the recordings too.
    private static func addRecoveries(of lesson: Lesson, to evidence: inout CommandEvidence) {
        for recovery in lesson.rule?.recoveries ?? [] {
            let words = recovery.split(separator: " ").map(String.init)
            guard let action = words.first, words.count > 1 else { continue }
            switch Recovery.Action(rawValue: action) {
            case .install:
                for package in words.dropFirst() { evidence.addSuccess(command: "pip install \(package)") }
            case .setEnvironment:
                evidence.addVariables(words.dropFirst().flatMap { [$0, String($0.prefix { $0 != "=" })] })
                for word in words.dropFirst() where word.contains("=") { evidence.addSuccess(command: word + " :") }
            default: break
            }
        }
    }
}
