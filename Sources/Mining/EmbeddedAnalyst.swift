internal import Foundations
package import Lessons
internal import Shell
package import Trajectories

/// The analyst that needs no model: reads one episode by rule and notes what went wrong and what then worked.
package struct EmbeddedAnalyst: Sendable {
    /// Raised whenever the same episode would give other findings: analyses are kept under this name.
    package static let version = Lesson.embeddedAnalyst

    private let goals: GoalTable

    /// - Parameter goals: what commands are for.
    package init(goals: GoalTable = .standard) { self.goals = goals }

    /// What the analyst notes of one episode.
    package struct Notes: Sendable {
        /// What went wrong, in the order of the steps.
        package var findings: [Finding]
        /// What the calls amount to.
        package var traits: [Trait]
        /// What the patterns of lessons look for.
        package var occurrences: [Occurrence]
    }

    /// Reads one episode.
    package func notes(of episode: Episode) -> Notes {
        let sequence = ActionSequence(episode, goals: goals)
        return Notes(
            findings: findings(in: sequence),
            traits: Traits.read(sequence.actions),
            occurrences: LessonPatterns.all(goals).flatMap { $0.occurrences(in: sequence) }
        )
    }

    private func findings(in sequence: ActionSequence) -> [Finding] {
        let calls = sequence.actions
        let finder = RecoveryFinder(calls: calls)
        var findings: [Finding] = []
        var streak: (key: String, count: Int, first: Int) = ("", 0, 0)
        var written: Set<String> = []
        for (index, placed) in calls.enumerated() {
            defer { written.formUnion(Self.written(by: placed)) }
            guard placed.isTrouble, !placed.wasRefusedByPerson else {
                streak = ("", 0, 0)
                continue
            }
            let (signature, line) = placed.failure(written: written)
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
        return findings + corrections(in: sequence.episode)
    }

    /// The names of the files that a call writes or edits, without their folders.
    private static func written(by action: Action) -> [String] {
        action.effects.compactMap { effect in
            switch effect.kind {
            case .write(let path, _), .edit(let path): path.lastPathPart
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
