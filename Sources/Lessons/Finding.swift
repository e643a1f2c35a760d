/// What the embedded analyst notes of one episode: small, verbatim where it quotes, and enough to mine a pool of
/// thousands of episodes without reading one of them again.
package struct Finding: Sendable, Equatable, Codable {
    /// What happened.
    package enum Kind: String, Sendable, Codable {
        /// An action failed. `recovery` tells what then worked, if anything did.
        case trouble
        /// A user took back what the agent did.
        case correction
        /// The same action failed at least three times in a row.
        case loop
    }

    /// What happened.
    package var kind: Kind
    /// What went wrong, normalised from the most specific to the most general key: `python/missing-module/asgiref`.
    package var signature: Signature
    /// What then worked; nil if nothing did.
    package var recovery: Recovery?
    /// The words of failure, verbatim.
    package var failure: Lesson.Quote
    /// The words of the action that worked, verbatim.
    package var success: Lesson.Quote?

    /// Describes a finding.
    package init(kind: Kind, signature: Signature, recovery: Recovery?, failure: Lesson.Quote, success: Lesson.Quote?) {
        self.kind = kind
        self.signature = signature
        self.recovery = recovery
        self.failure = failure
        self.success = success
    }
}

/// What went wrong in an action, in words that another session can share.
package struct Signature: Sendable, Hashable, Codable {
    /// The family of tools: `python`, `shell`, `git`, `node`, or `tool` for a tool that is not a shell.
    package var domain: String
    /// The kind of trouble: `missing-module`, `bad-option`, `message`, …
    package var kind: String
    /// What it is about: a module, a program, an option, a tool. Empty where there is no such thing.
    package var subject: String
    /// The message with numbers, paths and quoted parts taken out.
    package var message: String
    /// The program under work failed, not the tool: an experiment that gave its result.
    package var isExperiment: Bool

    /// Describes a failure; by default, without subject and message, and not of an experiment.
    package init(domain: String, kind: String, subject: String = "", message: String = "", isExperiment: Bool = false) {
        self.domain = domain
        self.kind = kind
        self.subject = subject
        self.message = message
        self.isExperiment = isExperiment
    }

    /// The specific key.
    package var key: String { [domain, kind, subject, message].filter { !$0.isEmpty }.joined(separator: "/") }
    /// The key without subject and message.
    package var family: String { "\(domain)/\(kind)" }
}

/// What made a failed action work.
package struct Recovery: Sendable, Hashable, Codable {
    /// What was done differently.
    package enum Action: String, Sendable, Codable {
        case install
        case setEnvironment
        case useProgram
        case useTool
        case changeArgument
        case changePath
        case addOption
        case dropOption
        case scriptFile
        case addCode
        case editAndRerun
        case requote
        case useOtherWay
        case retry
    }

    /// What was done differently.
    package var action: Action
    /// What the action is about: packages, a variable, a program, argument names; sorted and joined by a space.
    package var subject: String
    /// How many calls after the failure the action worked.
    package var distance: Int

    /// Describes a recovery; by default, without a subject.
    package init(action: Action, subject: String = "", distance: Int) {
        self.action = action
        self.subject = subject
        self.distance = distance
    }

    /// Action and subject as one text, which rules name.
    package var key: String { subject.isEmpty ? action.rawValue : "\(action.rawValue) \(subject)" }
}
