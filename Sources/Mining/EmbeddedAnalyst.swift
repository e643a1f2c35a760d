internal import Foundations
package import Lessons
package import Trajectories

/// The analyst that needs no model: reads one episode by rule and notes what went wrong and what then worked.
package struct EmbeddedAnalyst: Sendable {
    /// Raised whenever the same episode would give other findings: analyses are kept under this name.
    package static let version = Lesson.embeddedAnalyst

    private let goals: GoalTable

    /// - Parameter goals: what commands are for.
    package init(goals: GoalTable = .standard) { self.goals = goals }

    /// The findings of one episode, in the order of its steps.
    package func findings(in episode: Episode) -> [Finding] {
        let calls = episode.calls
        let finder = RecoveryFinder(calls: calls)
        var findings: [Finding] = []
        var streak: (key: String, count: Int, first: Int) = ("", 0, 0)
        var written: Set<String> = []
        for (index, placed) in calls.enumerated() {
            defer { written.formUnion(Self.written(by: placed.call)) }
            guard placed.call.isTrouble else {
                streak = ("", 0, 0)
                continue
            }
            let (signature, line) = SignatureReader(call: placed.call, written: written).read()
            let recovery = finder.recovery(from: index, signature: signature)
            let failure = Lesson.Quote(step: placed.step.number, text: Self.quotable(line, in: placed.call))
            guard !failure.text.isEmpty else { continue }
            findings.append(
                Finding(
                    kind: .trouble,
                    signature: signature,
                    recovery: recovery?.recovery,
                    failure: failure,
                    success: recovery?.quote
                )
            )
            let key = signature.key + (placed.call.command ?? placed.call.tool)
            streak = key == streak.key ? (key, streak.count + 1, streak.first) : (key, 1, index)
            if streak.count == 3 {
                findings.append(
                    Finding(kind: .loop, signature: signature, recovery: nil, failure: failure, success: nil)
                )
            }
        }
        return findings + corrections(in: episode)
    }

    /// What the patterns note of one episode.
    package func occurrences(in episode: Episode) -> [Occurrence] {
        let sequence = ActionSequence(episode, goals: goals)
        return LessonPatterns.all(goals).flatMap { $0.occurrences(in: sequence) }
    }

    /// The names of the files that a call writes or edits, without their folders.
    private static func written(by call: ToolCall) -> [String] {
        ShellAction.actions(of: call).compactMap { action in
            switch action.kind {
            case .write(let path, _), .edit(let path): path.split(separator: "/").last.map(String.init)
            default: nil
            }
        }
    }

    /// Messages in which the user took back what the agent did.
    private func corrections(in episode: Episode) -> [Finding] {
        episode.steps.compactMap { step in
            guard step.source == .user, step.signal == .correction, step.text.count > 8 else { return nil }
            let line = Self.firstLine(of: step.text)
            return Finding(
                kind: .correction,
                signature: Signature(domain: "user", kind: "correction", message: CorrectionWords.key(of: line)),
                recovery: nil,
                failure: Lesson.Quote(step: step.number, text: line),
                success: nil
            )
        }
    }

    /// A verbatim part of a line of the observation that is worth quoting.
    private static func quotable(_ line: String, in call: ToolCall) -> String {
        let trimmed = line.drop { $0 == " " || $0 == "\t" || $0 == "|" }
        if !trimmed.isEmpty { return String(trimmed.prefix(240)) }
        // An action without a result, in which the run died, has only its own words.
        if call.endsRecording {
            return firstLine(of: call.command ?? call.tool)
        }
        return firstLine(of: call.observation?.text ?? "")
    }

    private static func firstLine(of text: String) -> String {
        String(text.filledLines.first { _ in true }?.prefix(240) ?? "")
    }
}

/// What a correction is about, in words that another correction can share.
enum CorrectionWords {
    private static let common: Set<String> = [
        "no", "not", "don", "dont", "do", "please", "the", "a", "an", "to", "is", "it", "that", "this", "i", "you",
        "we", "and", "or", "of", "in", "on", "for",
        "with", "be", "was", "are", "but", "so", "just", "what", "why", "did", "should", "instead", "actually", "wait",
        "stop", "said", "told", "want", "wanted",
        "me", "my", "your", "its", "can", "t", "s", "have", "has", "at", "as", "from", "use", "make", "again", "wrong",
        "there", "then", "now",
    ]

    /// The content words, sorted: two corrections are alike if they share most of them.
    static func key(of text: String) -> String {
        Set(
            text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter {
                $0.count > 1 && !common.contains($0)
            }
        )
        .sorted().prefix(12).joined(separator: " ")
    }
}
