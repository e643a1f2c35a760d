package import Trajectories

/// One transferable rule (when, do, check, why) with the quotes and the sessions that back it.
package struct Lesson: Sendable, Equatable {
    /// `<skill>-<first eight digits of a hash of what the lesson says>`: the same finding gets the same id again.
    package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        package let rawValue: String
        package init(_ rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
        package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    package enum Kind: String, Sendable, CaseIterable {
        /// An action failed and another one then worked.
        case failure
        /// Something that the machine or the project lacks or has.
        case environment
        /// A user took back what the agent did.
        case correction
        /// The agent did the same failing thing again and again.
        case loop
        /// A step that separates successes from failures.
        case success
    }

    package var id: ID
    package var kind: Kind
    /// The skill that it belongs to.
    package var skill: String
    /// The heading under which it stands in the skill.
    package var section: String
    /// The rule in one line, imperative, without a full stop: the first line of its commit.
    package var title: String
    package var when: String
    package var action: String
    package var check: String
    package var why: String
    package var evidence: [Evidence]
    package var support: Support
    /// What is compared when a lesson returns: independent of wording and of the order of evidence.
    package var fingerprint: String
    /// How much more often the rule's action follows this situation than it follows trouble in general.
    package var lift: Double
    /// The share of recovered cases in which the rule's action was what worked.
    package var recoveryRate: Double
    /// Who found it: `embedded/1`, `openai/qwen3.5-35b`.
    package var analyst: String
    /// Programs that supporting sessions ran with success in the course of the recovery.
    package var programs: [String]
    /// What a later run is matched against when the rule's effect is measured.
    package var rule: Rule?
    /// The lines that stand for it in its skill, where a model worded them; empty where code did.
    package var text: [String] = []
    /// What the skill should say differently, in an analyst's words, for whoever words the lesson; empty if nothing.
    package var suggestion = ""

    package init(
        id: ID,
        kind: Kind,
        skill: String,
        section: String,
        title: String,
        when: String,
        action: String,
        check: String,
        why: String,
        evidence: [Evidence],
        support: Support,
        fingerprint: String,
        lift: Double = 1,
        recoveryRate: Double = 1,
        analyst: String,
        programs: [String] = [],
        rule: Rule? = nil
    ) {
        self.id = id
        self.kind = kind
        self.skill = skill
        self.section = section
        self.title = title
        self.when = when
        self.action = action
        self.check = check
        self.why = why
        self.evidence = evidence
        self.support = support
        self.fingerprint = fingerprint
        self.lift = lift
        self.recoveryRate = recoveryRate
        self.analyst = analyst
        self.programs = programs
        self.rule = rule
    }
}

extension Lesson {
    /// The name and version of the analyst that needs no model.
    package static let embeddedAnalyst = "embedded/1"

    /// What in one session backs the lesson, word for word.
    package struct Evidence: Sendable, Equatable {
        package var session: Session.ID
        /// SHA-256 of the trajectory file, 64 hexadecimal digits.
        package var trajectory: String
        package var quotes: [Quote]
        /// How a program saw that the cause was the cause, in a line; empty if none did.
        package var proof: String
        package init(session: Session.ID, trajectory: String, quotes: [Quote], proof: String = "") {
            self.session = session
            self.trajectory = trajectory
            self.quotes = quotes
            self.proof = proof
        }
    }

    /// Words that stand verbatim in a step.
    package struct Quote: Sendable, Equatable, Codable {
        package var step: Int
        package var text: String
        package init(step: Int, text: String) {
            self.step = step
            self.text = text
        }
    }

    /// Who backs a lesson: distinct sessions, never files, copies or forks.
    package struct Support: Sendable, Equatable {
        package var sessions: [Session.ID]
        /// Distinct tasks among them.
        package var tasks: Int
        /// Distinct sources (owner, agent and workspace together).
        package var sources: Int
        /// Sessions that were looked at for this skill.
        package var pool: Int
        package init(sessions: [Session.ID], tasks: Int, sources: Int, pool: Int) {
            self.sessions = sessions
            self.tasks = tasks
            self.sources = sources
            self.pool = pool
        }
        package var count: Int { sessions.count }
    }

    /// The machine-readable half of a mined rule: the trouble it answers and what it says to do.
    package struct Rule: Sendable, Equatable, Codable {
        /// Signature keys that the rule applies to; a key ending in `*` stands for every key with that beginning.
        package var triggers: [String]
        /// The workspace that the rule is for, or nil for all.
        package var workspace: String?
        /// Recovery keys that carry out the rule.
        package var recoveries: [String]
        package init(triggers: [String], workspace: String? = nil, recoveries: [String]) {
            self.triggers = triggers
            self.workspace = workspace
            self.recoveries = recoveries
        }

        /// Whether the rule speaks of this trouble in this project.
        package func applies(to signature: Signature, workspace: String?) -> Bool {
            if let own = self.workspace, own != workspace { return false }
            return triggers.contains { trigger in
                trigger.hasSuffix("*")
                    ? signature.key.hasPrefix(trigger.dropLast(trigger.hasSuffix("/*") ? 2 : 1))
                    : signature.key == trigger
            }
        }

        /// Whether this is what the rule says to do: the action, and one of its subjects where the rule names any.
        package func names(_ recovery: Recovery) -> Bool {
            recoveries.contains { key in
                if key.hasSuffix("*") { return recovery.key.hasPrefix(key.dropLast()) }
                let words = key.split(separator: " ").map(String.init)
                guard words.first == recovery.action.rawValue else { return false }
                return words.count == 1
                    || recovery.subject.split(separator: " ").contains { words.dropFirst().contains(String($0)) }
            }
        }
    }
}
