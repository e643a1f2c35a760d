internal import Foundations
internal import JSON

/// Builds the session of one document of the Agent Trajectory Interchange Format, and those of its sub-agents.
struct ATIFDocument {
    private var builder = SessionBuilder(format: ATIF.name)
    /// Sub-agents whose steps are between those of the agent.
    private var sidechains: [String: ATIFSteps] = [:]
    private var steps = ATIFSteps()
    private var children: [ATIFDocument] = []
    private var sessionID: String?
    private var documentID: String?
    /// Whether the document repeats steps of the segment that it continues.
    private var isContinuation = false
    private var content = Fingerprint()
    private var totals: Usage?
    private var extra: JSON?
    /// The session whose work this one sums up for it.
    private var summarised: String?
    /// Whether the document is a later segment of a session, with an id of its own.
    private var isSegment = false
    /// The model that the producer names for the whole run; a step's own model takes precedence.
    private var model: String?

    init() {}

    /// A whole document, or one that is embedded in another.
    init(_ value: JSON) {
        for (name, part) in value.members {
            if ATIF.streams.contains(name) {
                for element in part.elements { self.element(of: name, element) }
            } else {
                member(name, part)
            }
        }
    }

    // MARK: Parts

    mutating func member(_ name: String, _ value: JSON) {
        switch name {
        case "session_id": sessionID = value.string
        case "trajectory_id": documentID = value.string
        case "agent": agent(value)
        case "final_metrics": totals = Self.totals(value)
        case "extra": extra = value
        default: break
        }
    }

    mutating func element(of name: String, _ value: JSON) {
        guard value.kind == .object else { return }
        guard name == "steps" else {
            children.append(ATIFDocument(value))
            return
        }
        if value["is_copied_context"]?.bool == true {
            isContinuation = true
            return
        }
        // Without an id of its own, a document is identified by its content.
        if sessionID == nil, documentID == nil { value.withSource { content.add($0) } }
        let stepExtra = value["extra"]
        if builder.workspace == nil { builder.workspace = stepExtra?["cwd"]?.string }
        guard stepExtra?["is_sidechain"]?.bool == true else { return steps.add(value, to: &builder) }
        let agent = stepExtra?["agent_id"]?.string ?? "sidechain"
        sidechains[agent, default: ATIFSteps(collecting: builder.agent)].collect(value)
    }

    private mutating func agent(_ value: JSON) {
        builder.agent.name = value["name"]?.string ?? ""
        builder.agent.version = value["version"]?.string
        model = value["model_name"]?.string
        steps.template = TaskTemplate(value["extra"]?["agent_config"]?["instance_template"]?.excerpt())
        summarised = value["extra"]?["parent_session_id"]?.string
        isSegment = value["extra"]?["continuation_index"]?.int != nil
        if let folder = value["extra"]?["cwds"]?[0]?.string ?? value["extra"]?["cwd"]?.string {
            builder.workspace = folder
        }
    }

    private static func totals(_ value: JSON) -> Usage? {
        var usage = Usage()
        usage.promptTokens = value["total_prompt_tokens"]?.tokens ?? 0
        usage.completionTokens = value["total_completion_tokens"]?.tokens ?? 0
        usage.cachedTokens = value["total_cached_tokens"]?.tokens ?? 0
        usage.costUSD = value["total_cost_usd"]?.amount ?? 0
        return usage == Usage() ? nil : usage
    }

    // MARK: The end

    /// The session of the document, and those of its sub-agents.
    consuming func sessions(fallbackID: String, parent: String? = nil) -> [Session] {
        readExtra()
        let continued = continued
        // The totals of a continuation may include those of the segments before it.
        if let totals, continued == nil || builder.usage == Usage() { builder.usage = totals }
        if builder.agent.model == nil { builder.agent.model = model }
        let id = identity(parent: parent, fallbackID: fallbackID)
        builder.id = id
        if isContinuation, parent == nil, let sessionID, sessionID != id { builder.parent = sessionID }
        if let parent = parent ?? continued ?? summarised { builder.parent = parent }
        let workspace = builder.workspace
        var sessions = builder.finish(fallbackID: fallbackID).map { [$0] } ?? []
        for (name, side) in sidechains.sorted(by: { $0.key < $1.key }) {
            if let session = side.session(id: "\(id)/\(name)", parent: id, workspace: workspace) {
                sessions.append(session)
            }
        }
        for (index, child) in children.enumerated() {
            sessions += child.sessions(fallbackID: "\(id)/\(index)", parent: id)
        }
        return sessions
    }

    /// The session that this document continues, if its id says so.
    private var continued: String? {
        guard isSegment, let sessionID, let end = sessionID.byteRanges(of: "-cont-").last else { return nil }
        return String(sessionID[..<end.lowerBound])
    }

    /// Returns the identity of the session. The session's id in the document names the run, which sub-agents and
    /// continuations may share with their parent; the document's own id tells them apart.
    private func identity(parent: String?, fallbackID: String) -> String {
        if let parent { return documentID.map { "\(parent)/\($0)" } ?? fallbackID }
        if let sessionID {
            if continued != nil || summarised != nil { return sessionID }
            return isContinuation ? "\(sessionID)/\(documentID ?? fallbackID)" : sessionID
        }
        return documentID ?? extra?["source"]?["session_id"]?.string ?? "atif-\(content)"
    }

    /// Reads the properties that the format has no field for.
    private mutating func readExtra() {
        guard let extra else { return }
        if let folder = (extra["source"]?["cwd"] ?? extra["cwd"])?.string { builder.workspace = folder }
        builder.taskID = (extra["task_id"] ?? extra["instance_id"])?.string
        if let outcome = extra["outcome"] { builder.outcome = Self.outcome(outcome) }
        for skill in extra["skills"]?.array ?? [] {
            guard let name = skill["name"]?.string ?? skill.string else { continue }
            builder.skill(
                name,
                SkillUse.Kind(rawValue: skill["use"]?.string ?? "") ?? .available,
                step: skill["step_ids"]?[0]?.int,
                revision: (skill["revision"] ?? skill["version"])?.string
            )
        }
    }

    /// Reads the outcome; one that the producer itself marks as unreliable does not count.
    private static func outcome(_ value: JSON) -> Outcome {
        if let confidence = value["confidence"]?.double, confidence < 0.5 { return .unknown }
        let reward = value["reward"]?.double
        if let label = (value["label"] ?? value).string.flatMap(Outcome.Label.init(rawValue:)) {
            return label == .unknown
                ? .unknown : Outcome(label, reward: reward, source: .field, detail: "extra.outcome")
        }
        return reward.map { Outcome(reward: $0, source: .field, detail: "extra.outcome.reward") } ?? .unknown
    }
}
