internal import JSON

// The properties of a session.
extension StructureAnalysis {
    /// The members that may be the request; what merely went in is one only where nothing is called so.
    static func tasks(in holders: Objects) -> [Objects.Member] {
        let texts = holders.members.filter { $0.path.count <= 2 && $0.isProse }
        let tasks = texts.filter { MemberUse.task.fit($0.path) == 3 }
        return tasks.isEmpty
            ? texts.filter { ["input", "user_input"].contains(Names.normal($0.path.last ?? "")) } : tasks
    }

    mutating func takeTask() {
        let holders = source.steps == nil ? steps : Objects(source.holders, budget: budget)
        let tasks = Self.tasks(in: holders)
        if tasks.count == 1 {
            mapping.task = MappingPlace(tasks[0].path)
        } else {
            doubts.append("no request of a user was found")
        }
    }

    /// Finds the last message of the agent beside the steps, where they end in an action.
    mutating func takeAnswer() {
        guard source.steps != nil, mapping.request == nil else { return }
        let holders = Objects(source.holders, budget: budget)
        let answers = holders.members.filter {
            MemberUse.final.fit($0.path) == 3 && $0.path.count <= 2 && $0.strings != nil && $0.isProse
        }
        if answers.count == 1 { mapping.answer = MappingPlace(answers[0].path) }
    }

    mutating func takeHeader() {
        let times = steps.members.filter { $0.isTime && MemberUse.time.fit($0.path) >= 2 && $0.path.count <= 2 }
        mapping.time = times.first.map { MappingPlace($0.path) }
        let isFlat = source.steps == nil
        let holders = isFlat ? steps : Objects(source.holders, budget: budget)
        func isSession(_ member: Objects.Member) -> Bool {
            let least = member.path == ["id"] && !isFlat ? 0 : 3
            return MemberUse.session.fit(member.path) >= least && member.path.count <= 2
                && member.all { $0.kind == .string || $0.kind == .number }
                && member.values.count == holders.objects.count && !member.isTime
        }
        let sessions = holders.members.filter(isSession)
        mapping.session = sessions.first.map { MappingPlace($0.path) }
        func partition(_ member: Objects.Member) -> [Int] {
            var numbers: [String: Int] = [:]
            return member.values.map { value in
                let text = value.value.plainText
                let number = numbers[text] ?? numbers.count
                numbers[text] = number
                return number
            }
        }
        if isFlat, Set(sessions.map(partition)).count > 1 {
            doubts.append("several members may name the session of a record")
        }
        mapping.model = (holders.members + steps.members).first {
            MemberUse.model.fit($0.path) == 3 && $0.path.count <= 2 && $0.strings != nil
        }.map { MappingPlace($0.path) }
        mapping.reward = holders.members.first { member in
            MemberUse.reward.fit(member.path) == 3 && member.all { ($0.double ?? -1) >= 0 && ($0.double ?? 2) <= 1 }
        }.map { MappingPlace($0.path) }
    }
}
