internal import Redaction
internal import Shell

/// Decides whether a change to a skill may be published.
///
/// A pure function of the change and the policy: no model, no file, no clock. Text that was in the file before does not
/// count against a change, unless the change gives it another meaning.
package struct Safeguards: Sendable {
    /// The safeguards of the program. Their policy is not configurable.
    package static let standard = Safeguards(policy: Policy())

    private let policy: Policy
    private let redactor: Redactor

    /// Safeguards with a policy.
    package init(policy: Policy) {
        self.policy = policy
        redactor = Redactor(key: []).distrustful
    }

    /// Returns the verdict on `candidate`, with the violations in the order of the rules, those that reject first.
    package func judge(_ candidate: Candidate) -> Verdict {
        var violations = PathRule.violations(skill: candidate.skill, path: candidate.path)
        guard let after = candidate.after else {
            violations.append(
                Violation("G1", "file-removed", .hold, "a file is removed as a whole", candidate.path)
            )
            return Verdict(violations)
        }
        let text = SkillText(after)
        let before = candidate.before.map(SkillText.init)
        violations += FrontmatterRule.violations(path: candidate.path, before: before, after: text)
        let known = Known(text: candidate.before ?? "", evidence: candidate.evidence)
        let old = before.map { self.violations(in: $0, known: nil) } ?? []
        violations += Self.difference(self.violations(in: text, known: known), old)
        violations += wordingViolations(in: text, before: before)
        violations += commandViolations(in: text, before: before, candidate.evidence)
        violations += SizeRule(limits: policy.limits).violations(candidate)
        violations += Self.splitPayloads(candidate)
        return Verdict(Self.unique(violations))
    }

    /// Returns the violations of a file that people wrote. Rules about changes, such as whether a host is new or a
    /// command was tried, do not apply; violations that would hold a change are warnings here.
    package func lint(path: String, text: String) -> [Violation] {
        let skillText = SkillText(text)
        var violations = PathRule.violations(skill: "skill", path: path)
        violations += self.violations(in: skillText, known: nil) + InstructionRule.violations(in: text)
        violations += SkillCommands(in: skillText).violations
        violations += SizeRule(limits: policy.limits).whole(text)
        return Self.unique(violations)
    }

    /// The sentence for a person about the words that a new text is held for, with these words.
    ///
    /// - Parameter code: The code of the violation that the text is held for.
    /// - Returns: nil for a code that depends on what sessions ran, or if the text is not held for it.
    package func sentence(onWordsOf text: String, code: String) -> String? {
        let violations = wordingViolations(in: SkillText(text), before: nil)
        guard let violation = violations.first(where: { $0.code == code }) else { return nil }
        return violation.message + (violation.excerpt.isEmpty ? "" : " (\(violation.excerpt))")
    }

    /// What a change may name without a person: what the text before names, and what supporting sessions used.
    struct Known: Sendable {
        let text: String
        let evidence: CommandEvidence
    }

    /// Returns the violations of the rules on text; new hosts count if `known` is given.
    private func violations(in text: SkillText, known: Known?) -> [Violation] {
        let source = text.source
        let addresses = AddressRule(policy: policy, known: known).violations(in: text)
        return InvisibleText.violations(in: source) + StrayMarks.violations(in: source)
            + MarkupRule.violations(in: text)
            + addresses.filter { known != nil || $0.code != "unknown-host" }
            + secrets(in: source) + Self.encoded(in: source)
    }

    /// G8: what a text says to its reader.
    private func wordingViolations(in text: SkillText, before: SkillText?) -> [Violation] {
        func lists(_ text: SkillText) -> [Violation] {
            InstructionRule.violations(in: text.source) + Conduct.violations(in: text)
        }
        // How the sentence around a quotation reads says nothing about what is quoted.
        let quoted = Self.difference(QuotedOutput.violations(in: text), before.map(QuotedOutput.violations) ?? [])
        return WordingRule(text, before: before)
            .violations(with: Self.difference(lists(text), before.map(lists) ?? [])) + quoted
    }

    /// G9: secrets and private details. Evidence is redacted before it gets here, so that a match is a failure of
    /// redaction.
    private func secrets(in text: String) -> [Violation] {
        redactor.secrets(in: text).map { match in
            if match.kind == .entropy {
                let excerpt = String(decoding: Array(text.utf8)[match.range], as: UTF8.self)
                return Violation("G9", "random-string", .hold, "the text has a string that looks generated", excerpt)
            }
            return match.kind.isPrivate
                ? Violation("G9", match.kind.rawValue, .hold, "the text names a person or a person's folder")
                : Violation("G9", "secret", .reject, "the text has a secret: \(match.kind.rawValue)")
        }
    }

    // MARK: Commands

    private func commandViolations(
        in text: SkillText,
        before: SkillText?,
        _ evidence: CommandEvidence
    ) -> [Violation] {
        let new = SkillCommands(in: text, evidence)
        let old = before.map { SkillCommands(in: $0, evidence) }
        return Self.difference(new.violations, old?.violations ?? [])
    }

    // MARK: Hidden payloads

    private static func encoded(in text: String) -> [Violation] {
        let spaced = HiddenPayload.spacedLetters(in: text).map { letters in
            Violation("G14", "spaced-letters", .hold, "letters stand alone where a word would do", letters)
        }
        return (HiddenPayload.decoded(text) + HiddenPayload.otherReadings(of: text)).flatMap(judgeHidden) + spaced
    }

    /// Returns the violations of payloads whose pieces were added in several revisions.
    private static func splitPayloads(_ candidate: Candidate) -> [Violation] {
        let pieces = candidate.recentAdditions + candidate.addedLines
        let joined = candidate.recentAdditions.isEmpty ? [] : [pieces.joined(separator: "\n")]
        return HiddenPayload.assembled(pieces).flatMap(judgeHidden)
            + joined.flatMap { SkillCommands(searching: $0).violations }.map(asHidden)
    }

    private static func judgeHidden(_ text: String) -> [Violation] {
        let violations = SkillCommands(searching: text).violations + InstructionRule.violations(in: text)
        return violations.map(asHidden)
    }

    private static func asHidden(_ violation: Violation) -> Violation {
        Violation(
            "G14",
            "hidden-payload",
            .reject,
            "put together or decoded, the text says: \(violation.message)",
            violation.excerpt
        )
    }

    // MARK: Lists

    /// Returns the violations that occur in `new` more often than in `old`.
    private static func difference(_ new: [Violation], _ old: [Violation]) -> [Violation] {
        var counts: [Violation: Int] = [:]
        for violation in old { counts[violation, default: 0] += 1 }
        return new.filter { violation in
            guard let count = counts[violation], count > 0 else { return true }
            counts[violation] = count - 1
            return false
        }
    }

    private static func unique(_ violations: [Violation]) -> [Violation] {
        var seen: Set<Violation> = []
        return violations.filter { seen.insert($0).inserted }
    }
}
