internal import Foundations
internal import Ledger
internal import Lessons

/// What the embedded analyst noted, in words.
enum FindingText {
    /// Everything that was noted in an episode, a sentence each, in the order of its steps.
    static func sentences(_ episode: EpisodeReport) -> [String] {
        let findings = episode.findings.map { ($0.failure.step, words($0)) }
        // What nothing was quoted for is there to be counted, over many episodes.
        let occurrences = episode.occurrences.compactMap { item in item.quotes.first.map { ($0.step, words(item)) } }
        return (findings + occurrences).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map(\.element.1)
    }

    private static func words(_ finding: Finding) -> String {
        let what =
            switch finding.kind {
            case .trouble: "a call failed"
            case .correction: "the user corrected the agent"
            case .loop: "the same call failed again and again"
            }
        let quote = SingleLine(finding.failure.text, limit: 100).collapsed
        return "step \(finding.failure.step): \(what), “\(quote)”; \(recovery(finding))"
    }

    private static func recovery(_ finding: Finding) -> String {
        guard let recovery = finding.recovery else {
            return finding.kind == .correction ? "see the steps after it" : "nothing that worked was found after it"
        }
        let subject = recovery.subject.isEmpty ? "" : " \(SingleLine(recovery.subject, limit: 60))"
        return "what worked \(recovery.distance.of("call")) later: \(way(recovery.action))\(subject)"
    }

    private static func way(_ action: Recovery.Action) -> String {
        switch action {
        case .install: "to install"
        case .setEnvironment: "to set the variable"
        case .useProgram: "the program"
        case .useTool: "the tool"
        case .changeArgument: "another argument"
        case .changePath: "another path"
        case .addOption: "the added option"
        case .dropOption: "to leave out the option"
        case .scriptFile: "a script instead of one line"
        case .addCode: "added code"
        case .editAndRerun: "to edit and run it again"
        case .requote: "other quotation marks"
        case .useOtherWay: "another way"
        case .retry: "the same call again"
        }
    }

    private static func words(_ occurrence: Occurrence) -> String {
        let step = occurrence.quotes.first.map { "step \($0.step): " } ?? ""
        let pattern = occurrence.pattern.replacing("-", with: " ")
        let parts = [
            occurrence.situation.isEmpty ? nil : "\(SingleLine(occurrence.situation, limit: 80))",
            occurrence.way.isEmpty ? nil : "by \(SingleLine(occurrence.way, limit: 80))",
            occurrence.tried > 0 ? "worked \(occurrence.reached) of \(occurrence.tried.of("time"))" : nil,
            occurrence.lost > 0 ? "\(occurrence.lost.of("call")) could have been saved" : nil,
        ].compactMap(\.self)
        return "\(step)\(pattern)\(parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")"
    }
}
