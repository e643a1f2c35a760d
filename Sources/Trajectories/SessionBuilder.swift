internal import Foundations

/// Builds a session from the records of a format's reader, in their order.
///
/// It pairs calls with results, drops records that were seen before, tells requests from corrections, judges results,
/// and bounds memory: of long texts it keeps head and tail, in a session of absurd size less of them.
package struct SessionBuilder {
    /// The recorder's identity of the session.
    package var id: String?
    /// The identity of the session that started this one as a sub-agent.
    package var parent: String?
    /// The name of the format.
    package let format: String
    /// The agent.
    package var agent = Session.Agent(name: "")
    /// The folder or repository in which the agent worked.
    package var workspace: String?
    /// The identifier of the task in a benchmark.
    package var taskID: String?
    /// The outcome, if the recording has one.
    package var outcome = Outcome.unknown
    /// The usage, without that of messages in pieces, which ``finish(fallbackID:)`` adds.
    package var usage = Usage()
    /// What was left out or repaired while reading.
    package var notes: [String] = []
    /// Whether many messages of the user are one request together, so that the session is one episode.
    package var isConversation = false

    private var startedAt: Double?
    private var endedAt: Double?
    private var episodes: [Episode] = []
    private var stepCount = 0
    private var recordCount = 0
    private var seen: Set<String> = []
    private var firstRecords: [String] = []
    private var openCalls = OpenCalls()
    private var currentMessage: String?
    /// The number of answers of the agent that sent an action.
    private var answerCount = 0
    /// Whether the next action belongs to another answer than the last one: a message or a result came between.
    private var isNextAnswer = true
    private var skills = SkillUses()
    private var pendingSignal: UserSignal?
    private var usagePerMessage: [String: Usage] = [:]
    private var keptBytes = 0
    private var unkeptSteps = 0
    private var shortenedTexts = 0
    private let limits: ReadingLimits

    /// A builder of a session without records.
    package init(format: String, id: String? = nil, limits: ReadingLimits = ReadingLimits()) {
        self.format = format
        self.id = id
        self.limits = limits
    }

    // MARK: Records

    /// Counts a record.
    ///
    /// - Returns: false if a record of this identity was seen before, because a resumed session repeats its history.
    package mutating func begin(record identity: String?, at time: Double? = nil) -> Bool {
        if let identity {
            guard seen.insert(identity).inserted else { return false }
            if firstRecords.count < 8 { firstRecords.append(identity) }
        }
        recordCount += 1
        note(time: time)
        return true
    }

    /// Widens the time of the session to include `time`, in seconds since 1970.
    package mutating func note(time: Double?) {
        guard let time, time > 0, time < 100_000_000_000 else { return }
        startedAt = min(startedAt ?? time, time)
        endedAt = max(endedAt ?? time, time)
    }

    // MARK: Messages

    /// Adds a message of a person. Text that a harness injected goes to ``system(_:at:)``.
    ///
    /// - Parameter signal: the meaning of the message according to the recorder, such as that it was typed while the
    ///   agent worked.
    package mutating func user(_ text: String, signal known: UserSignal? = nil, at time: Double? = nil) {
        currentMessage = nil
        note(time: time)
        var signal = pendingSignal ?? known
        pendingSignal = nil
        let isFirst = episodes.allSatisfy { $0.task == nil }
        // What a sub-agent is told comes from another agent.
        let isFromPerson = parent == nil
        if !isFirst, signal == nil, !isConversation, isFromPerson, UserSignal.isCorrection(text) {
            signal = .correction
        }
        if !isFirst, signal != nil { signal = isFromPerson ? .correction : nil }
        if isFirst, !episodes.isEmpty {
            episodes[0].task = kept(text)
        } else if isFull {
            // Later steps are counted, but not kept.
        } else if isFirst || (signal == nil && !isConversation) {
            episodes.append(Episode(index: episodes.count, task: kept(text)))
        }
        append(step(.user, text: kept(text), signal: signal, at: time))
    }

    /// Notes that the user stopped the agent or refused an action. The next message of the user is a correction.
    package mutating func interruption(_ signal: UserSignal = .interruption, text: String = "", at time: Double? = nil)
    {
        currentMessage = nil
        pendingSignal = signal
        append(step(.user, text: kept(text), signal: signal, at: time))
    }

    /// The name of the tool of an action that waits for its result; nil if none does under this identifier.
    func tool(ofOpenCall id: String?) -> String? {
        guard let place = id.flatMap(openCalls.place), episodes.indices.contains(place.episode),
            episodes[place.episode].steps.indices.contains(place.step),
            episodes[place.episode].steps[place.step].calls.indices.contains(place.call)
        else { return nil }
        return episodes[place.episode].steps[place.step].calls[place.call].tool
    }

    /// Whether the user stopped the agent or refused an action, and has not written since.
    package var isStopped: Bool { pendingSignal != nil }

    /// Adds context that a harness injected.
    package mutating func system(_ text: String, at time: Double? = nil) {
        currentMessage = nil
        append(step(.system, text: kept(text), at: time))
    }

    /// Adds a message of the agent, or a piece of one: pieces with the same `message` become one step.
    package mutating func agent(
        _ text: String = "",
        reasoning: String? = nil,
        message: String? = nil,
        model: String? = nil,
        usage: Usage? = nil,
        at time: Double? = nil
    ) {
        note(time: time)
        if let model, agent.model == nil { agent.model = model }
        if let usage {
            // The pieces of one message repeat its usage: the last counts.
            if let message { usagePerMessage[message] = usage } else { self.usage += usage }
        }
        if let message, message == currentMessage, unkeptSteps == 0, let last = lastStep,
            episodes[last.episode].steps[last.step].source == .agent
        {
            extend(last, text: text, reasoning: reasoning)
            return
        }
        currentMessage = message
        isNextAnswer = true
        append(step(.agent, text: kept(text), reasoning: reasoning.map { kept($0) }, model: model, at: time))
    }

    // MARK: Actions

    /// Adds an action of the agent to its last message.
    ///
    /// - Parameter isResultOnly: whether the recording has only the result of the action.
    /// - Returns: the place of the action; nil if it was not added.
    @discardableResult
    package mutating func call(
        id: String?,
        tool: String,
        arguments: [ToolCall.Argument],
        isResultOnly: Bool = false,
        at time: Double? = nil
    ) -> CallReference? {
        if let id, !openCalls.isNew(id) { return nil }
        if lastStep.map({ episodes[$0.episode].steps[$0.step].source != .agent }) ?? true { agent(at: time) }
        guard unkeptSteps == 0, let last = lastStep else { return nil }
        // Within a message that the recorder names, results may come between the actions that were sent together.
        if isNextAnswer {
            answerCount += 1
            isNextAnswer = false
        }
        var call = ToolCall(
            id: id,
            tool: tool,
            arguments: arguments.map {
                ToolCall.Argument(name: $0.name, value: kept($0.value, head: 12_000, tail: 4_000))
            }
        )
        call.answer = answerCount
        call.isResultOnly = isResultOnly
        episodes[last.episode].steps[last.step].calls.append(call)
        let place = CallReference(
            episode: last.episode,
            step: last.step,
            call: episodes[last.episode].steps[last.step].calls.count - 1
        )
        openCalls.open(id, at: place)
        skills.add(usedBy: call, step: stepCount)
        return place
    }

    /// Adds the result of an action that the caller has paired with it.
    mutating func result(
        for place: CallReference,
        text: String,
        signs: ToolStatus.Signs = .init(),
        at time: Double? = nil
    ) {
        note(time: time)
        if currentMessage == nil { isNextAnswer = true }
        observe(place, text: text, signs: signs)
    }

    /// Adds the result of an action. Without an id, or with an unknown one, it belongs to the oldest open action.
    package mutating func result(
        of id: String?,
        text: String,
        signs: ToolStatus.Signs = .init(),
        at time: Double? = nil
    ) {
        note(time: time)
        if currentMessage == nil { isNextAnswer = true }
        if let place = openCalls.close(id) { observe(place, text: text, signs: signs) }
    }

    private mutating func observe(
        _ place: CallReference,
        text: String,
        signs: ToolStatus.Signs
    ) {
        let call = episodes[place.episode].steps[place.step].calls[place.call]
        let command = call.command
        let (text, signs) = command == nil ? (text, signs) : Self.unframed(text, signs)
        let judged = ToolStatus.judge(signs, text: text, command: command, tool: call.tool)
        episodes[place.episode].steps[place.step].calls[place.call].observation = Observation(
            text: kept(text, head: 12_000, tail: 12_000),
            status: judged.status,
            exitCode: judged.exitCode
        )
    }

    /// The output and the signs of a command without the frame that a harness put around its output.
    private static func unframed(_ text: String, _ signs: ToolStatus.Signs) -> (String, ToolStatus.Signs) {
        guard let frame = ResultFrame(text) else { return (text, signs) }
        var signs = signs
        signs.exitCode = signs.exitCode ?? frame.exitCode
        signs.timedOut = signs.timedOut || frame.timedOut
        signs.wasNotRun = signs.wasNotRun || frame.wasNotRun
        return (frame.output, signs)
    }

    // MARK: Skills

    /// Adds a use of a skill.
    ///
    /// - Parameter step: the step that used the skill, if it is not the last one.
    package mutating func skill(_ name: String, _ kind: SkillUse.Kind, step: Int? = nil, revision: String? = nil) {
        skills.add(name, kind, step: step ?? stepCount, revision: revision)
    }

    // MARK: The end

    /// Returns the session; nil if it has no steps.
    ///
    /// - Parameter fallbackID: the identity if the recorder gave none.
    package consuming func finish(fallbackID: String) -> Session? {
        for usage in usagePerMessage.values { self.usage += usage }
        guard episodes.contains(where: { !$0.steps.isEmpty }) else { return nil }
        markLastCall()
        if unkeptSteps > 0 { notes.append("\(unkeptSteps) steps were read and not kept: the session is too long") }
        if shortenedTexts > 0 {
            notes.append(
                "\(shortenedTexts) texts were cut to their ends: the session has more text than is kept in full"
            )
        }
        return Session(
            id: Session.ID(id ?? fallbackID),
            parent: parent.map(Session.ID.init),
            format: format,
            agent: agent,
            workspace: workspace,
            taskID: taskID,
            startedAt: startedAt,
            endedAt: endedAt,
            outcome: outcome,
            skills: skills.all,
            usage: usage,
            episodes: episodes,
            recordCount: recordCount,
            firstRecords: firstRecords,
            notes: notes
        )
    }

    /// Marks the action in which the recording ends without a result.
    ///
    /// Many recordings have no results of some tools, so that only a tool counts that gave one before. The harness ends
    /// the run in an action that says that the work is done.
    private mutating func markLastCall() {
        guard let last = lastStep, unkeptSteps == 0, let call = episodes[last.episode].steps[last.step].calls.last,
            call.observation == nil, !call.submits
        else { return }
        let hadResult = episodes.contains { episode in
            episode.steps.contains { $0.calls.contains { $0.tool == call.tool && $0.observation != nil } }
        }
        guard hadResult else { return }
        let index = episodes[last.episode].steps[last.step].calls.count - 1
        episodes[last.episode].steps[last.step].calls[index].endsRecording = true
    }

    /// Whether no step was added yet.
    package var isEmpty: Bool { stepCount == 0 }

    // MARK: Parts

    private var isFull: Bool { stepCount >= limits.steps }

    private var lastStep: (episode: Int, step: Int)? {
        guard let episode = episodes.indices.last, let step = episodes[episode].steps.indices.last else { return nil }
        return (episode, step)
    }

    private mutating func step(
        _ source: Step.Source,
        text: String,
        reasoning: String? = nil,
        signal: UserSignal? = nil,
        model: String? = nil,
        at time: Double?
    ) -> Step {
        note(time: time)
        return Step(
            number: stepCount + 1,
            source: source,
            text: text,
            reasoning: reasoning,
            signal: signal,
            model: model,
            time: time
        )
    }

    private mutating func append(_ step: Step) {
        guard !isFull else {
            unkeptSteps += 1
            return
        }
        stepCount += 1
        if episodes.isEmpty { episodes.append(Episode(index: 0, task: nil)) }
        episodes[episodes.count - 1].steps.append(step)
    }

    private mutating func extend(_ place: (episode: Int, step: Int), text: String, reasoning: String?) {
        let more = kept(text)
        if !more.isEmpty {
            let old = episodes[place.episode].steps[place.step].text
            episodes[place.episode].steps[place.step].text = old.isEmpty ? more : old + "\n" + more
        }
        guard let reasoning, !reasoning.isEmpty else { return }
        let old = episodes[place.episode].steps[place.step].reasoning
        let thought = kept(reasoning)
        episodes[place.episode].steps[place.step].reasoning = old.map { $0 + "\n" + thought } ?? thought
    }

    /// Returns the text, or the head and the tail of a long one. Beyond the session's limit they are shorter.
    private mutating func kept(_ text: String, head: Int = 16_000, tail: Int = 8_000) -> String {
        let isMuch = keptBytes > limits.text
        let head = isMuch ? 256 : head
        let tail = isMuch ? 256 : tail
        guard text.utf8.count > head + tail + 80 else {
            keptBytes += text.utf8.count
            return text
        }
        keptBytes += head + tail
        if isMuch { shortenedTexts += 1 }
        return Excerpt.of(text, head: head, tail: tail)
    }
}
