internal import Foundations

/// Why a lesson waits instead of being published.
package enum HoldReason: Sendable, Hashable {
    /// Too few sessions support it.
    case support
    /// All its support comes from one task.
    case oneTask
    /// All its support comes from one source, and an inbox is shared.
    case oneSource
    /// The situation is proven, and no session shows a way that worked.
    case wayNotProven
    /// One session alone has gone the way: what it brings in, no other session has used.
    case wayOfOneSession
    /// It only says what to leave out, and nothing to do instead.
    case namesNoWay
    /// Another lesson says the contrary; a person decides.
    case conflict
    /// The model that checked the rule found something in it that a person has to decide.
    case secondReader
    /// Its skill does not exist yet, and there are too few lessons to make one.
    case waitsForSkill
    /// The revision has reached the number of lines that one revision may change.
    case revisionFull
    /// The model that words lessons found no use for it.
    case editorDeclined
    /// The model that words lessons could not be asked.
    case editorUnavailable
    /// No edit brought it into its skill.
    case unplaced
    /// Its edit conflicts with another edit of the same revision.
    case editConflict
    /// The skill would not have been valid with it.
    case gate
    /// The skill did worse with it in its evaluation.
    case evaluationLoss
    /// It is ready, and the next evolution tries to publish it.
    case notPublished
    /// Its skill is left alone, as one that cannot be read.
    case unmanagedSkill
    /// A safety rule asks for a person's decision; the code names the rule.
    case safeguard(code: String)
    /// A safety rule forbids it; the code names the rule.
    case rejected(code: String)
    /// A person took the same rule back, as the lesson with this id.
    case takenBack(Lesson.ID)
    /// It is a part of the lesson with this id, which counts its sessions.
    case joined(Lesson.ID)
    /// A reason that a newer version knows.
    case unknown(String)

    /// Whether a person has to decide: the lesson does not come in by itself.
    package var needsPerson: Bool {
        switch self {
        case .conflict, .namesNoWay, .secondReader, .safeguard, .takenBack: true
        default: false
        }
    }

    /// Whether the reason holds even for a lesson that a person accepted: the lesson is unsafe or does harm.
    package var overridesApproval: Bool {
        switch self {
        case .rejected, .evaluationLoss: true
        default: false
        }
    }
}

extension HoldReason: RawRepresentable, Codable {
    private static let safeguardPrefix = "safeguard-"
    private static let rejectedPrefix = "rejected-"
    private static let takenBackPrefix = "taken-back-"
    private static let joinedPrefix = "joined-"

    /// Every reason without a code of its own.
    package static let allPlain: [Self] = [
        .support, .oneTask, .oneSource, .wayNotProven, .wayOfOneSession, .namesNoWay, .conflict, .secondReader,
        .waitsForSkill,
        .revisionFull,
        .editorDeclined,
        .editorUnavailable,
        .unplaced, .editConflict, .gate, .evaluationLoss, .notPublished, .unmanagedSkill,
    ]
    private static let byName = Dictionary(firstValues: allPlain.map { ($0.rawValue, $0) })

    /// Reads a name of the ledger or of the knowledge ref.
    package init(rawValue: String) {
        if let known = Self.byName[rawValue] {
            self = known
        } else if rawValue.hasPrefix(Self.safeguardPrefix) {
            self = .safeguard(code: String(rawValue.dropFirst(Self.safeguardPrefix.count)))
        } else if rawValue.hasPrefix(Self.rejectedPrefix) {
            self = .rejected(code: String(rawValue.dropFirst(Self.rejectedPrefix.count)))
        } else if rawValue.hasPrefix(Self.takenBackPrefix) {
            self = .takenBack(Lesson.ID(String(rawValue.dropFirst(Self.takenBackPrefix.count))))
        } else if rawValue.hasPrefix(Self.joinedPrefix) {
            self = .joined(Lesson.ID(String(rawValue.dropFirst(Self.joinedPrefix.count))))
        } else {
            self = .unknown(rawValue)
        }
    }

    /// The name that the ledger and the knowledge ref keep; this is the one table of names.
    package var rawValue: String {
        switch self {
        case .support: "support"
        case .oneTask: "one-task"
        case .oneSource: "one-source"
        case .wayNotProven: "way-not-proven"
        case .wayOfOneSession: "way-of-one-session"
        case .namesNoWay: "names-no-way"
        case .conflict: "conflict"
        case .secondReader: "second-reader"
        case .waitsForSkill: "waits-for-skill"
        case .revisionFull: "revision-full"
        case .editorDeclined: "editor-declined"
        case .editorUnavailable: "editor-unavailable"
        case .unplaced: "unplaced"
        case .editConflict: "edit-conflict"
        case .gate: "gate"
        case .evaluationLoss: "evaluation-loss"
        case .notPublished: "not-published"
        case .unmanagedSkill: "unmanaged-skill"
        case .safeguard(let code): Self.safeguardPrefix + code
        case .rejected(let code): Self.rejectedPrefix + code
        case .takenBack(let id): Self.takenBackPrefix + id.rawValue
        case .joined(let id): Self.joinedPrefix + id.rawValue
        case .unknown(let name): name
        }
    }
}
