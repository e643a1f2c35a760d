internal import Foundations
internal import JSON

/// The analysis of one way to take a file as steps.
struct StructureAnalysis {
    let source: StepSource
    let budget: Objects.Budget
    let steps: Objects
    var role: RoleGuess
    var mapping = Mapping(emptyNamed: TrajectoryFormats.guessed)
    var doubts: [String] = []
    var remarks: [String: String] = [:]
    var worth = 0

    init(_ source: StepSource, reshape: [Reshaping], budget: Objects.Budget) {
        self.source = source
        mapping.reshape = reshape
        if !source.parse.isEmpty { mapping.parse = MappingPlace(source.parse.map { JSONPointer(tokens: [$0]) }) }
        self.budget = budget
        steps = Objects(source.groups.flatMap(\.self), budget: budget)
        role = RoleGuess(steps)
    }

    consuming func guess(from records: [JSON]) -> StructureGuess? {
        guard !steps.objects.isEmpty else { return nil }
        mapping.sessions = source.sessions.map { MappingPlace($0) }
        mapping.steps = source.steps.map { MappingPlace($0) }
        let shared = sharedMembers()
        let calls = CallGuess(
            steps: steps,
            kinds: role.kinds,
            excluded: role.paths + shared.map(\.path),
            budget: budget
        )
        let actingSteps = Set(
            calls.map { calls in
                calls.hosts.objects.indices.filter { calls.isCall($0) && isInput(calls, $0) }.map { calls.owners[$0] }
            } ?? []
        )
        role.resolveTools(actingSteps.contains)
        let request = role.paths.isEmpty ? exchange() : nil
        let isLog = role.paths.isEmpty && request == nil && calls.map { isActionLog($0, actingSteps) } ?? false
        if request == nil, !isLog { takeRole(calls) }
        let texts = takeTexts(calls, request)
        takeHeader()
        if isLog || mapping.task != nil { takeAnswer() }
        if let calls {
            takeCalls(calls)
            takeResults(of: calls, said: texts, shared: shared)
        } else {
            doubts.append("no action with a tool and arguments was found")
        }
        mapping.sampledMembers = Set(
            steps.members.filter {
                $0.path.count == 1 && $0.values.contains { [.object, .array].contains($0.value.kind) }
            }
            .map { $0.path[0] }
        )
        if steps.isCut || budget.values <= 0 { doubts.append("the records have more members than are looked at") }
        // Something acts, or something was done: other files are not worth a mapping.
        let hasAgent = mapping.role != nil && !mapping.agentRoles.isEmpty && !mapping.userRoles.isEmpty
        guard hasAgent || isLog || mapping.request != nil || mapping.result != nil && mapping.input != nil else {
            return nil
        }
        noteUnexplained(calls)
        if doubts.isEmpty { check(records) }
        return StructureGuess(mapping, doubts: doubts, remarks: remarks, worth: worth)
    }

    /// Members that messages of the user have as well: no actions, and no results.
    private func sharedMembers() -> [Objects.Member] {
        let users = role.kinds.indices.filter { role.kinds[$0] == .user }
        return Objects(users.map { steps.objects[$0] }, budget: budget).members
    }

    /// Members of nearly every step, whatever it is, that are not called a text: no messages.
    private var membersOfAll: [[String]] {
        guard role.kinds.contains(.result) || role.kinds.contains(.call) else { return [] }
        return steps.members.filter { member in
            member.values.count * 20 >= steps.objects.count * 19 && MemberUse.text.fit(member.path) == 0
                && !member.values.contains { $0.value.kind == .object }
        }.map(\.path)
    }

    private func isInput(_ calls: CallGuess, _ host: Int) -> Bool {
        calls.hosts.objects[host][pointer: JSONPointer(tokens: calls.input)].map { !$0.isNull } ?? false
    }

    // MARK: Roles

    /// Whether every step is an action of the agent, so that nothing has to say who acts, and the request is beside them.
    private func isActionLog(_ calls: CallGuess, _ acting: Set<Int>) -> Bool {
        guard acting.count == steps.objects.count else { return false }
        let holders = source.steps == nil ? steps : Objects(source.holders, budget: budget)
        return !Self.tasks(in: holders).isEmpty
    }

    /// Notes unknown roles whose steps say nothing: neither a text nor an object is in them.
    private mutating func ignoreMarks() {
        for value in role.unknown {
            let marked = steps.objects.filter { step in
                role.paths.contains { step[pointer: JSONPointer(tokens: $0)]?.string == value }
            }
            let isSilent = marked.allSatisfy { step in
                step.members.allSatisfy { _, member in
                    switch member.kind {
                    case .object, .array: member.count == 0
                    case .string:
                        (member.text(head: 200, tail: 0)?.text ?? "").allSatisfy { $0 != " " && !$0.isNewline }
                    case .bool, .number, .null: true
                    }
                }
            }
            if isSilent, !marked.isEmpty { role.take(value, as: .mark) }
        }
    }

    private mutating func takeRole(_ calls: CallGuess?) {
        ignoreMarks()
        guard !role.paths.isEmpty else {
            doubts.append("no member with roles such as user and assistant was found")
            return
        }
        worth += 3
        mapping.role = MappingPlace(role.paths.map { JSONPointer(tokens: $0) })
        func values(_ kinds: StepKind...) -> Set<String> {
            Set(role.values.filter { kinds.contains($0.value) }.map(\.key))
        }
        mapping.userRoles = values(.user)
        mapping.agentRoles = values(.agent, .call)
        mapping.toolRoles = values(.result)
        mapping.systemRoles = values(.system, .mark)
        if !role.isCertain { doubts.append("none of the roles is a common name of a user, an agent or a tool") }
        if mapping.agentRoles.isEmpty { doubts.append("no role of an agent was found") }
        if !role.unknown.isEmpty {
            let list = role.unknown.sorted().prefix(8).map { SingleLine($0, limit: 30).description }
            doubts.append("these roles are not known: \(list.joined(separator: ", "))")
            remarks["role"] = "not known: \(list.joined(separator: ", "))"
        }
    }

    /// The member with the request, in steps that hold a request and the reply to it.
    private mutating func exchange() -> [String]? {
        let prose = steps.members.filter { $0.path.count <= 2 && $0.strings != nil && $0.isProse }
        guard let request = prose.first(where: { MemberUse.request.fit($0.path) == 3 }),
            let reply = prose.first(where: { MemberUse.reply.fit($0.path) == 3 && $0.path != request.path })
        else { return nil }
        mapping.request = MappingPlace(request.path)
        mapping.text = MappingPlace(reply.path)
        worth += 2
        if reply.owners != request.owners { doubts.append("some requests have no reply, or the other way round") }
        return request.path
    }

    // MARK: Texts

    /// Finds the texts of messages, and returns the members.
    private mutating func takeTexts(_ calls: CallGuess?, _ request: [String]?) -> Set<[String]> {
        if request != nil { return Set([mapping.request, mapping.text].compactMap { $0?.pointers.first?.tokens }) }
        let users = role.kinds.indices.filter { role.kinds[$0] == .user }
        let said = text(of: users, [.text, .request], "the user", excluded: role.paths)
        let agents = role.kinds.indices.filter { role.kinds[$0] == .agent }
        var excluded = role.paths
        if let calls {
            excluded.append(calls.list ?? calls.input)
            if calls.list == nil, let tool = calls.tool { excluded.append(tool) }
        }
        let isActing = Set(
            calls.map { calls in calls.hosts.objects.indices.filter(calls.isCall).map { calls.owners[$0] } } ?? []
        )
        let talking = agents.filter { !isActing.contains($0) }
        var replied: [[String]] = []
        if let shared = said.first, agents.isEmpty || agents.contains(where: { has(shared, $0) }) {
            replied = [shared]
            let silent = talking.filter { !has(shared, $0) }
            if !silent.isEmpty {
                replied += text(of: silent, [.text, .reply, .reasoning], "the agent", excluded: excluded)
            }
        } else if !agents.isEmpty {
            let within = talking.isEmpty ? agents : talking
            replied = text(
                of: within,
                [.text, .reply, .reasoning],
                talking.isEmpty ? nil : "the agent",
                excluded: excluded
            )
        }
        if users.isEmpty, mapping.task == nil { takeTask() }
        let paths = (said + replied).reduce(into: [[String]]()) { if !$0.contains($1) { $0.append($1) } }
        if !paths.isEmpty { mapping.text = MappingPlace(paths.map { JSONPointer(tokens: $0) }) }
        if let thoughts = steps.members.first(where: { MemberUse.reasoning.fit($0.path) == 3 && $0.strings != nil }),
            !paths.contains(thoughts.path)
        {
            mapping.reasoning = MappingPlace(thoughts.path)
        }
        return Set(paths)
    }

    private func has(_ path: [String], _ step: Int) -> Bool {
        !MappingPlace(path).values(in: steps.objects[step]).isEmpty
    }

    /// The texts of some steps.
    private mutating func text(of indices: [Int], _ uses: [MemberUse], _ who: String?, excluded: [[String]])
        -> [[String]]
    {
        guard !indices.isEmpty else { return [] }
        let objects = Objects(indices.map { steps.objects[$0] }, budget: budget)
        guard
            let text = ValueGuess(
                objects,
                uses: uses,
                excluded: excluded + membersOfAll,
                anyKind: false,
                budget: budget
            )
        else {
            if let who { doubts.append("no text of \(who) was found") }
            return []
        }
        worth += 1
        if let who {
            if !text.isCertain { doubts.append("several members may be the text of \(who)") }
            let without = indices.count { index in !text.paths.contains { has($0, index) } }
            if without * 10 > indices.count { doubts.append("\(without.of("step")) of \(who) have no text") }
        }
        return text.paths
    }
}
