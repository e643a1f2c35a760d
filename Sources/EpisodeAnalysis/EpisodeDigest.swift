internal import LanguageModels
package import Lessons
internal import Prompting
package import Trajectories

/// A long episode condensed by rules: the findings of the embedded analyst, errors and their neighbouring steps in full,
/// and one line for each other step. The same episode always has the same digest.
package struct EpisodeDigest: Sendable, Equatable {
    /// The text for the analyst.
    package let text: String
    /// The estimated tokens of the text; never more than the budget.
    package let tokens: Int
    /// The numbers of the steps that are included in full.
    package let full: [Int]

    /// Condenses an episode.
    ///
    /// - Parameter budget: The most tokens, at least 200.
    package init(_ episode: Episode, outcome: Outcome.Label, findings: [Finding], budget: Int) {
        let budget = max(200, budget)
        var composition = Composition(episode, outcome: outcome, findings: findings, budget: budget)
        composition.fill()
        text = composition.text
        tokens = TokenEstimate.tokens(in: text)
        full = composition.full
    }
}

/// A digest under construction: a form for each step, improved as far as the budget allows.
private struct Composition {
    private enum Form: Int { case none, line, clipped, full }

    private let steps: [Step]
    private let head: String
    private let budget: Int
    private var forms: [Form]
    /// The tokens of each step in each form, once they are known.
    private var costs: [[Int?]]
    private var used: Int

    /// Tokens reserved for each line that marks omitted steps.
    private static let gapTokens = 12

    init(_ episode: Episode, outcome: Outcome.Label, findings: [Finding], budget: Int) {
        steps = episode.steps
        self.budget = budget
        let task = Excerpt.ends(of: episode.task ?? "(not recorded)", limit: min(4_000, budget))
        var head = "Task:\n\(task)\n\nOutcome: \(outcome.rawValue)\n"
        // Findings get a quarter of the budget at most; the number of omitted ones is given.
        var left = 0
        for finding in findings {
            let line = Self.line(of: finding)
            if TokenEstimate.tokens(in: head) + TokenEstimate.tokens(in: line) > budget / 2 {
                left += 1
            } else {
                if !head.contains("\nFound by rule:\n") { head += "\nFound by rule:\n" }
                head += line
            }
        }
        if left > 0 { head += "- … and \(left) more\n" }
        self.head = head + "\nSteps:\n"
        forms = [Form](repeating: .none, count: episode.steps.count)
        costs = [[Int?]](repeating: [0, nil, nil, nil], count: episode.steps.count)
        used = TokenEstimate.tokens(in: self.head) + Self.gapTokens
    }

    /// Gives each step the best form that the budget allows: first every step a line, the important ones first; then the
    /// important ones more.
    mutating func fill() {
        let order = priorities()
        for _ in 0..<4 {
            for index in order { raise(index, to: .line) }
            // The actual gaps are known at this point, so tokens reserved for other gaps are free again.
            used = TokenEstimate.tokens(in: text)
        }
        for index in order where isEventful(index) { raise(index, to: .clipped) }
        for index in order where isNearEvent(index) { raise(index, to: .full) }
        for index in order where isNearEvent(index) { raise(index, to: .clipped) }
        for index in order { raise(index, to: .full) }
    }

    var full: [Int] { steps.indices.filter { forms[$0] == .full }.map { steps[$0].number } }

    var text: String {
        var text = head
        var gap: (first: Int, last: Int)?
        func close() {
            guard let gap else { return }
            text += gap.first == gap.last ? "[\(gap.first)] …\n" : "[\(gap.first)–\(gap.last)] …\n"
        }
        for (index, step) in steps.enumerated() {
            if forms[index] == .none {
                gap = (gap?.first ?? step.number, step.number)
                continue
            }
            close()
            gap = nil
            text += Self.text(of: step, forms[index])
        }
        close()
        return text
    }

    // MARK: Priorities

    private func isEventful(_ index: Int) -> Bool {
        steps[index].signal != nil || steps[index].calls.contains(where: \.isTrouble)
    }

    private func isNearEvent(_ index: Int) -> Bool {
        (max(0, index - 1)...min(steps.count - 1, index + 1)).contains { isEventful($0) }
    }

    /// The steps in order of importance: errors and corrections, the last first because they decide the outcome; the end;
    /// neighbours of errors; the beginning; messages of the user; the rest.
    private func priorities() -> [Int] {
        func rank(_ index: Int) -> (Int, Int) {
            if isEventful(index) { return (0, -index) }
            if index >= steps.count - 2 { return (1, -index) }
            if isNearEvent(index) { return (2, -index) }
            if index < 2 { return (3, index) }
            return steps[index].source == .user ? (4, index) : (5, index)
        }
        let ranks = steps.indices.map(rank)
        return steps.indices.sorted { ranks[$0] < ranks[$1] }
    }

    private mutating func raise(_ index: Int, to form: Form) {
        // A step without space for a line has none for more.
        guard forms[index].rawValue < form.rawValue, forms[index] != .none || form == .line else { return }
        // The steps before it may be omitted and then cost the line of a gap.
        let gap = forms[index] == .none ? Self.gapTokens : 0
        // Two more than the sum: the estimate rounds up twice, for ASCII and for other bytes.
        let more = cost(of: index, form) - cost(of: index, forms[index]) + gap + 2
        guard used + more <= budget else { return }
        forms[index] = form
        used += more
    }

    private mutating func cost(of index: Int, _ form: Form) -> Int {
        if let known = costs[index][form.rawValue] { return known }
        let cost = TokenEstimate.tokens(in: Self.text(of: steps[index], form))
        costs[index][form.rawValue] = cost
        return cost
    }

    // MARK: Texts

    private static func text(of step: Step, _ form: Form) -> String {
        switch form {
        case .none: ""
        case .line: "\(StepView(step).line)\n"
        case .clipped: "\(StepView(step).text(limit: StepView.clippedBytes))\n"
        case .full: "\(StepView(step).text(limit: .max))\n"
        }
    }

    private static func line(of finding: Finding) -> String {
        var line =
            "- step \(finding.failure.step): \(finding.kind.rawValue) \(Excerpt.line(of: finding.signature.key, limit: 120))"
        line += ": \"\(Excerpt.line(of: finding.failure.text, limit: 200))\""
        if let recovery = finding.recovery {
            line += "; then \(Excerpt.line(of: recovery.key, limit: 80))"
            if let success = finding.success {
                line += " at step \(success.step): \"\(Excerpt.line(of: success.text, limit: 200))\""
            }
        }
        return line + "\n"
    }
}
