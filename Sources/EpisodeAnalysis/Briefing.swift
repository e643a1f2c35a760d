internal import ArtifactProofs
internal import LanguageModels
internal import Lessons
internal import Prompting
internal import Skills
internal import Trajectories

/// The first message to an analyst: the digest of an episode, and what is known of its artifacts.
struct Briefing: Sendable {
    private let subject: AnalysisInput
    /// The fence around all data of the episode.
    let fence: DataFence
    private let overview: String

    /// - Parameters:
    ///   - seed: The seed of data fences.
    ///   - budget: The most tokens of the digest.
    init(_ subject: AnalysisInput, seed: UInt64, budget: Int) {
        self.subject = subject
        fence = DataFence(seed: seed, name: subject.name, around: subject.texts)
        overview =
            EpisodeDigest(
                subject.episode,
                outcome: subject.record.outcome,
                findings: subject.record.findings,
                budget: budget
            ).text
    }

    /// The message with the recording: instructions first, then data.
    ///
    /// - Parameter opening: What is known of the artifacts, if there are any.
    func message(_ task: String, _ opening: ArtifactOpening? = nil) -> String {
        let parts = [overview] + (opening?.baseline.map { ["What the check wrote:\n\($0.output)"] } ?? [])
        return """
            \(Instructions.marker)
            \(([task] + (opening.map(words) ?? [])).joined(separator: "\n"))
            \(fence.note)

            \(parts.map(fence.around).joined(separator: "\n\n"))
            """
    }

    /// Sentences about the artifacts, for the instructions.
    private func words(on opening: ArtifactOpening) -> [String] {
        let files = "There is a copy of the files that the agent left behind."
        if let obstacle = opening.obstacle {
            let reading = "Files can be listed, read and written; no command and no check can be run here: \(obstacle)."
            return [files, subject.artifacts?.check == nil ? reading : "\(reading) So no cause can be proved."]
        }
        guard let baseline = opening.baseline else {
            return [files, "There is no check: a cause is verified by quotes alone."]
        }
        guard baseline.isPass else {
            return [files, "The check was run on these files as they were left: it fails (\(baseline.end))."]
        }
        let label =
            switch subject.record.outcome {
            case .failure, .partial: " although the run counts as a failure: label and check disagree"
            case .success, .unknown: ""
            }
        return [files, "The check was run on these files as they were left: it passes\(label). It can prove no cause."]
    }
}
