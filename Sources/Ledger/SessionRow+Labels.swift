internal import Lessons
internal import Trajectories

extension SessionRow {
    /// The outcome, as far as the row holds it.
    var knownOutcome: Outcome {
        Outcome(
            Outcome.Label(rawValue: outcome) ?? .unknown,
            reward: reward,
            source: Outcome.Source(rawValue: outcomeSource) ?? .none,
            detail: outcomeDetail
        )
    }

    /// How strong the outcome is: by its source, and among labels by the kind of the file.
    private var outcomeStrength: (source: Int, kind: Int) {
        let source = knownOutcome.source
        guard source == .sidecar else { return (source.rank, 0) }
        // Earlier versions noted the file in the detail alone.
        let name = labelPath ?? outcomeDetail.map { String($0.prefix { $0 != ":" }) } ?? ""
        return (source.rank, Sidecar.strength(ofName: name))
    }

    /// Takes over what a label file says of the session.
    ///
    /// - Returns: whether the outcome or the task is from this file now.
    mutating func apply(_ label: TrajectoryLabel) -> Bool {
        var isUsed = false
        for said in label.labels where said.instance == nil || said.instance == taskID {
            let counts = said.outcome.source != .none && take(said.outcome, from: label.reference)
            isUsed = isUsed || counts
            // Of two trials with the same session, the one that told the outcome.
            if let facts = said.trial, counts || trial == nil { isUsed = take(facts) || isUsed }
        }
        return isUsed
    }

    private mutating func take(_ said: Outcome, from file: LabelReference) -> Bool {
        let strength = outcomeStrength
        let new = (source: said.source.rank, kind: Sidecar.strength(ofName: file.path))
        guard new > strength || (new == strength && isLater(file)) else { return false }
        set(said)
        (labelPath, labelled) = (file.path, file.received)
        return true
    }

    /// Whether a label file of the same kind counts more than the one that told the outcome; by its path if both were read
    /// at once, so that a rebuilt ledger is the same.
    private func isLater(_ file: LabelReference) -> Bool {
        guard let labelled, let labelPath else { return true }
        return file.received > labelled || (file.received == labelled && file.path >= labelPath)
    }

    private mutating func set(_ said: Outcome) {
        outcome = said.label.rawValue
        reward = said.reward
        outcomeSource = said.source.rawValue
        outcomeDetail = said.detail
    }

    private mutating func take(_ facts: Trial) -> Bool {
        trial = facts.name ?? trial
        taskID = facts.task ?? taskID
        // A sub-agent may have another model than the trial names.
        if id == root { model = facts.model ?? model }
        started = started ?? facts.startedAt
        ended = ended ?? facts.endedAt
        return facts.name != nil || facts.task != nil
    }

    /// Takes over what another copy of the session knows and this one does not: a stronger outcome, the trial, and
    /// whatever is missing here.
    mutating func complete(with other: SessionRow) {
        if other.outcomeStrength > outcomeStrength {
            set(other.knownOutcome)
            (labelPath, labelled) = (other.labelPath, other.labelled)
        }
        if other.trial != nil, trial == nil {
            (trial, taskID) = (other.trial, other.taskID ?? taskID)
            if id == root { model = other.model ?? model }
        }
        taskID = taskID ?? other.taskID
        task = task ?? other.task
        workspace = workspace ?? other.workspace
        model = model ?? other.model
        started = started ?? other.started
        ended = ended ?? other.ended
    }
}

extension EpisodeRow {
    /// Takes over what the session knows: its outcome and its task.
    ///
    /// - Parameter other: the same episode in another copy of the session.
    mutating func follow(_ session: SessionRow, other: EpisodeRow?) {
        outcome = session.outcome
        if let id = session.taskID {
            task = AnalysedEpisode.task(id: id)
        } else if let other, task == AnalysedEpisode.task(ofUnknown: Session.ID(self.session)) {
            task = other.task
        }
        if request.isEmpty, let other { request = other.request }
    }
}
