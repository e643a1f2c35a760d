internal import LanguageModels
package import Lessons
internal import Prompting
package import Trajectories

/// A long episode condensed by rules: the findings of the embedded analyst, what came out in the end, errors and their
/// neighbouring steps in full, and one line for each other step. The same episode always has the same digest.
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
    private enum Form: Int, CaseIterable { case none, line, brief, clipped, wide, full }

    private let steps: [Step]
    /// Steps without what a later one has as well, by their places.
    private let shortened: [Int: Step]
    private let head: String
    /// The steps that show what the run left behind.
    private let results: Set<Int>
    /// Steps that say nothing new: the task once more, and the instructions of the harness.
    private let known: Set<Int>
    /// Steps with the rules that the agent had to keep: the system messages of a run without a shell or files.
    private let policy: Set<Int>
    private let budget: Int
    private var forms: [Form]
    /// The tokens of each step in each form, once they are known.
    private var costs: [[Int?]]
    private var used: Int

    /// Tokens reserved for each line that marks omitted steps.
    private static let gapTokens = 12

    init(_ episode: Episode, outcome: Outcome.Label, findings: [Finding], budget: Int) {
        steps = episode.steps
        shortened = RepeatedTexts(episode.steps).shortened
        results = Self.results(of: episode.steps)
        let task = FoldedText(episode.task ?? "")
        known = Set(
            episode.steps.indices.filter { index in
                let step = episode.steps[index]
                if step.source == .system { return true }
                return step.source == .user && step.calls.isEmpty && step.signal == nil && FoldedText(step.text) == task
            }
        )
        policy = Self.policy(of: episode.steps)
        self.budget = budget
        let shownTask = Excerpt.ends(of: episode.task ?? "(not recorded)", limit: min(4_000, budget))
        var head = "Task:\n\(shownTask)\n\nOutcome: \(outcome.rawValue)\n"
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
        let unknown = [Int?](repeating: nil, count: Form.allCases.count - 1)
        costs = [[Int?]](repeating: [0] + unknown, count: episode.steps.count)
        used = TokenEstimate.tokens(in: self.head) + Self.gapTokens
    }

    /// Gives each step the best form that the budget allows: what came out in the end, then every step a line, the
    /// important ones first; then the important ones more, up to a share; then the gist of all others, for the decisions
    /// lie between the errors; then more of everything.
    mutating func fill() {
        let order = priorities()
        for index in order.filter(results.contains) + policy.sorted() {
            raise(index, to: .line)
            // A diff is worth a third of the prompt, but not all of it.
            for form in [Form.full, .wide] where cost(of: index, form) <= budget / 3 { raise(index, to: form) }
            raise(index, to: .clipped)
        }
        for _ in 0..<4 {
            for index in order { raise(index, to: .line) }
            // The actual gaps are known at this point, so tokens reserved for other gaps are free again.
            used = TokenEstimate.tokens(in: text)
        }
        for index in order where isEventful(index) { raise(index, to: .clipped) }
        let news = order.filter { !known.contains($0) }
        let near = news.filter(isNearEvent)
        for index in near where used + cost(of: index, .full) <= budget * Self.shareOfEvents / 100 {
            raise(index, to: .full)
        }
        for index in news { raise(index, to: .brief) }
        for form in [Form.full, .clipped] { for index in near { raise(index, to: form) } }
        for form in [Form.clipped, .full] { for index in news { raise(index, to: form) } }
    }

    /// The share of the budget, in hundredths, that the neighbours of errors may fill before the gist of all other steps.
    private static let shareOfEvents = 65

    /// The last step that showed the changes of the run, and the last one that edited each file.
    private static func results(of steps: [Step]) -> Set<Int> {
        var diff: Int?
        var edits: [String: Int] = [:]
        for (index, step) in steps.enumerated() {
            for call in step.calls where call.observation?.status.isGood ?? false {
                let output = call.observation?.text ?? ""
                if output.hasPrefix("diff --git ") || output.contains("\ndiff --git ") { diff = index }
                if let command = call.command {
                    if ["sed -i", "cat >", "tee ", "apply_patch", "git apply"].contains(where: { command.contains($0) })
                    {
                        edits[""] = index
                    }
                } else if let target = call.target, call.arguments.count > 1,
                    call.arguments.contains(where: {
                        ["content", "new", "patch", "diff", "file"].contains(Self.kind($0))
                    })
                {
                    edits[target] = index
                }
            }
        }
        let last = edits.values.sorted().suffix(Self.editsShown)
        return Set(last + (diff.map { [$0] } ?? []))
    }

    /// The system messages of a run whose agent has only tools of its domain, such as bookings: they hold the rules of the
    /// domain, without which nobody can tell which one was broken. Those of an agent with a shell or files describe the
    /// harness. An agent that called nothing has used neither; that it did not may be its mistake.
    private static func policy(of steps: [Step]) -> Set<Int> {
        let calls = steps.lazy.flatMap(\.calls)
        guard calls.allSatisfy({ $0.command == nil && $0.target == nil }) else { return [] }
        return Set(steps.indices.filter { steps[$0].source == .system })
    }

    /// The first word of an argument's name, of those that hold what an editor writes; `file_text` is one, `file_path` none.
    private static func kind(_ argument: Trajectories.ToolCall.Argument) -> String {
        let words = argument.name.split(separator: "_")
        return words.count == 2 && words[0] == "file" ? (words[1] == "text" ? "file" : "") : String(words.first ?? "")
    }

    /// How many edited files are shown by their last edit.
    private static let editsShown = 6

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
            text += Self.text(of: shortened[index] ?? step, forms[index])
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

    /// The steps in order of importance: what came out in the end; errors and corrections, the last first because they
    /// decide the outcome; the end; neighbours of errors; the beginning; messages of the user; the rest, the last first
    /// because a run begins with looking around.
    private func priorities() -> [Int] {
        func rank(_ index: Int) -> (Int, Int) {
            if results.contains(index) { return (-1, -index) }
            if isEventful(index) { return (0, -index) }
            if index >= steps.count - 2 { return (1, -index) }
            if isNearEvent(index) { return (2, -index) }
            if index < 2 { return (3, index) }
            return steps[index].source == .user ? (4, index) : (5, -index)
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
        let cost = TokenEstimate.tokens(in: Self.text(of: shortened[index] ?? steps[index], form))
        costs[index][form.rawValue] = cost
        return cost
    }

    // MARK: Texts

    private static func text(of step: Step, _ form: Form) -> String {
        switch form {
        case .none: ""
        case .line: "\(StepView(step).line)\n"
        case .brief: "\(StepView(step).text(limit: StepView.briefBytes, isCondensed: true))\n"
        case .clipped: "\(StepView(step).text(limit: StepView.clippedBytes, isCondensed: true))\n"
        case .wide: "\(StepView(step).text(limit: StepView.wideBytes, isCondensed: true))\n"
        case .full: "\(StepView(step).text(limit: .max, isCondensed: true))\n"
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
