internal import Foundations
package import Trajectories

/// One transferable rule (when, do, check, why) with the quotes and the sessions that support it.
package struct Lesson: Sendable, Equatable {
    /// `<skill>-<first eight digits of a hash of what the lesson says>`: the same finding gets the same id again.
    package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The id as text.
        package let rawValue: String
        /// Wraps the text of an id.
        package init(_ rawValue: String) { self.rawValue = rawValue }
        /// The id as text.
        package var description: String { rawValue }
        /// Orders ids by their text.
        package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    /// What kind of evidence the lesson comes from.
    package enum Kind: String, Sendable, CaseIterable {
        /// An action failed and another one then worked.
        case failure
        /// The machine or the project lacks something, or has it.
        case environment
        /// A user took back what the agent did.
        case correction
        /// The agent did the same failing thing again and again.
        case loop
        /// A step that separates successes from failures.
        case success
        /// A goal that commands reach one way, and other ways do not.
        case procedure
        /// A way that reaches its goal in none of many tries.
        case deadEnd = "dead-end"
        /// A tool that works only after another.
        case order
        /// What a tool asks of its arguments.
        case constraint
        /// Calls that could have been spared, without a failure.
        case waste
    }

    /// The id of the lesson.
    package var id: ID
    /// The kind of evidence that it comes from.
    package var kind: Kind
    /// The skill that it belongs to.
    package var skill: String
    /// The heading of the skill under which it belongs.
    package var section: String
    /// The rule in one line, imperative, without a full stop: the first line of its commit.
    package var title: String
    /// The situation that calls for it.
    package var when: String
    /// What to do then.
    package var action: String
    /// How to see that it worked; empty if nothing is known.
    package var check: String
    /// The cause; empty if nothing is known.
    package var why: String
    /// What supports it in each session, with quotes.
    package var evidence: [Evidence]
    /// The sessions behind it, counted.
    package var support: Support
    /// What is compared when a lesson returns: independent of wording and of the order of evidence.
    package var fingerprint: String
    /// How much more often the rule's action follows this situation than it follows failures in general.
    package var lift: Double
    /// The share of recovered cases in which the rule's action worked.
    package var recoveryRate: Double
    /// Who found it: `embedded/2`, `openai/qwen3.5-35b`.
    package var analyst: String
    /// Programs that supporting sessions ran with success in the course of the recovery.
    package var programs: [String]
    /// What a later run is matched against when the rule's effect is measured.
    package var rule: Rule?
    /// Where the way demonstrably worked, which need not be where the situation arose; nil where that is not counted apart.
    package var way: Support?
    /// Whether only one session has used what the way brings in: a command, a package, a script.
    package var isWayOfOneSession = false
    /// The calls that the sessions of the pool would have been spared with the rule.
    package var callsLost = 0
    /// What the lesson is worth: the calls that runs would have saved by it, or one for each session that shows it where they
    /// are not counted.
    package var worth: Int { callsLost > 0 ? callsLost : support.count }
    /// The lines of its skill, where a model worded them; empty where code did.
    package var text: [String] = []
    /// What the skill should say differently, in an analyst's words, for the model that words the lesson; empty if nothing.
    package var suggestion = ""

    /// Describes a lesson that code words; a model's lines and suggestions are set afterwards.
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
    /// How often the situation arose and the way worked, and what that would have saved: `45 of 47 sessions met this, …`.
    package var countsInWords: String {
        var words = "\(support.count) of \(support.pool.of("session")) met this"
        if let way { words += way.count == 0 ? ", no session shows a way" : ", the way worked in \(way.count)" }
        if callsLost > 0 {
            let each = Double(callsLost) / Double(max(1, support.count))
            words += "; the rule would have saved \(callsLost.of("call")), \(each.fixed(1)) a session"
        }
        return words
    }

    /// How often the way worked, in the fewest characters: in so many sessions, or in such a part of the cases that recovered;
    /// a dash where nobody has counted, as for a lesson of a model whose way code does not know.
    package var workedInShort: String {
        if let way { return "\(way.count)" }
        return Self.isEmbedded(analyst) ? recoveryRate.percent : "–"
    }

    /// The number of sessions that show the situation or the way.
    package var evidenceSessions: Int { Set(support.sessions + (way?.sessions ?? [])).count }

    /// The name and version of the analyst that needs no model.
    package static let embeddedAnalyst = "embedded/3"

    /// Whether an analyst is the one that needs no model, in whatever version.
    package static func isEmbedded(_ analyst: String) -> Bool { analyst.hasPrefix("embedded/") }

    /// The evidence for the lesson in one session, word for word.
    package struct Evidence: Sendable, Equatable {
        /// The most sessions whose words a mined lesson keeps. More of them say the same, and each evolution reads them all;
        /// the sessions themselves are in ``Lesson/support``.
        package static let most = 40

        /// The session of the quotes.
        package var session: Session.ID
        /// SHA-256 of the trajectory file, 64 hexadecimal digits.
        package var trajectory: String
        /// The words that support the lesson, each with its step.
        package var quotes: [Quote]
        /// How a program proved the cause, in a line; empty if none did.
        package var proof: String
        /// Gathers what supports a lesson in one session; by default, no program has proved it.
        package init(session: Session.ID, trajectory: String, quotes: [Quote], proof: String = "") {
            self.session = session
            self.trajectory = trajectory
            self.quotes = quotes
            self.proof = proof
        }
    }

    /// Words of a step, verbatim.
    package struct Quote: Sendable, Equatable, Codable {
        /// The number of the step, counted from 0 in its session.
        package var step: Int
        /// The words, verbatim.
        package var text: String
        /// Quotes words of a step.
        package init(step: Int, text: String) {
            self.step = step
            self.text = text
        }
    }

    /// The sessions that support a lesson: distinct ones, never files, copies or forks.
    package struct Support: Sendable, Equatable {
        /// The outermost sessions, each once.
        package var sessions: [Session.ID]
        /// Distinct tasks among them.
        package var tasks: Int
        /// Distinct sources (owner, agent and workspace together).
        package var sources: Int
        /// Sessions that were looked at for this skill.
        package var pool: Int
        /// Counts the sessions behind a lesson.
        package init(sessions: [Session.ID], tasks: Int, sources: Int, pool: Int) {
            self.sessions = sessions
            self.tasks = tasks
            self.sources = sources
            self.pool = pool
        }
        /// The number of sessions.
        package var count: Int { sessions.count }
    }

    /// The machine-readable half of a mined rule: the failure that it applies to and what it says to do.
    package struct Rule: Sendable, Equatable, Codable {
        /// Signature keys that the rule applies to; a key ending in `*` stands for every key with that beginning.
        package var triggers: [String]
        /// The workspace that the rule is for, or nil for all.
        package var workspace: String?
        /// Recovery keys that carry out the rule.
        package var recoveries: [String]
        /// Describes a rule; by default, it is for every workspace.
        package init(triggers: [String], workspace: String? = nil, recoveries: [String]) {
            self.triggers = triggers
            self.workspace = workspace
            self.recoveries = recoveries
        }

        /// Whether the rule applies to this failure in this project.
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
