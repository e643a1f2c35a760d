internal import JSON

/// Where the actions are: in the steps themselves, or in a list in them.
struct CallGuess {
    /// The list; nil if a step is an action itself.
    var list: [String]?
    /// The tool's name; nil if there is only a command.
    var tool: [String]?
    /// The arguments.
    var input: [String]
    /// The objects in which these members are.
    var hosts: Objects
    /// The step of each of these objects.
    var owners: [Int]
    /// Whether names and values leave no doubt.
    var isCertain: Bool
    fileprivate var score: Int

    /// Finds the place that fits best.
    ///
    /// - Parameter excluded: members that name roles.
    init?(steps: Objects, kinds: [StepKind?], excluded: [[String]], budget: Objects.Budget) {
        let acting = steps.objects.indices.filter { [.agent, .call, .tool, nil].contains(kinds[$0]) }
        var sites: [CallGuess] = []
        let flat = Objects(acting.map { steps.objects[$0] }, budget: budget)
        if let site = Self.best(nil, flat, acting, excluded) { sites.append(site) }
        for list in flat.lists.prefix(12) {
            var elements: [JSON] = []
            var owners: [Int] = []
            for (owner, value) in list.values {
                for element in value.elements where element.kind == .object && elements.count < 4_000 {
                    elements.append(element)
                    owners.append(acting[owner])
                }
            }
            if let site = Self.best(list.path, Objects(elements, budget: budget), owners, []) { sites.append(site) }
        }
        guard let best = sites.max(by: { $0.score < $1.score }) else { return nil }
        self = best
        if sites.contains(where: { $0.list != list && $0.score + 2 > score }) { isCertain = false }
    }

    private init(
        list: [String]?,
        tool: [String]?,
        input: [String],
        hosts: Objects,
        owners: [Int],
        isCertain: Bool,
        score: Int
    ) {
        self.list = list
        self.tool = tool
        self.input = input
        self.hosts = hosts
        self.owners = owners
        self.isCertain = isCertain
        self.score = score
    }

    private static func best(_ list: [String]?, _ hosts: Objects, _ owners: [Int], _ excluded: [[String]]) -> CallGuess?
    {
        let tools = hosts.members.filter { member in
            !excluded.contains(member.path) && member.isIdentifier && !member.isIdentity && !member.isStatus
                && !member.isTime && MemberUse.model.fit(member.path) < 3 && MemberUse.session.fit(member.path) < 3
        }
        let inputs = hosts.members.filter { mayBeInput($0) && !excluded.contains($0.path) }
        var pairs: [(tool: [String]?, input: [String], score: Int)] = []
        for input in inputs {
            for tool in tools where !tool.path.isWithin(input.path) && !input.path.isWithin(tool.path) {
                guard input.owners.subtracting(tool.owners).isEmpty else { continue }
                pairs.append((tool.path, input.path, score(tool, input)))
            }
            if MemberUse.command.fit(input.path) >= 2, !input.isObjects {
                pairs.append((nil, input.path, 4 - input.path.count))
            }
        }
        // What is inside of something that may be arguments itself is rather one of these arguments.
        let outer = Set(pairs.filter { $0.tool != nil }.map(\.input))
        for index in pairs.indices {
            let isInside = outer.contains { pairs[index].input != $0 && pairs[index].input.isWithin($0) }
            if isInside { pairs[index].score -= 4 }
        }
        guard let best = pairs.max(by: { ($0.score, -$0.input.count) < ($1.score, -$1.input.count) }) else {
            return nil
        }
        let isNamed = best.tool.map { MemberUse.tool.fit($0) >= 2 } ?? true
        let rivals = pairs.filter { $0.score == best.score && ($0.tool != best.tool || $0.input != best.input) }
        let isStructured = hosts[best.input]?.isObjects ?? false
        let onlyTool = Set(pairs.filter { $0.input == best.input }.map(\.tool)).count == 1
        return CallGuess(
            list: list,
            tool: best.tool,
            input: best.input,
            hosts: hosts,
            owners: owners,
            isCertain: rivals.isEmpty && (isNamed || onlyTool)
                && (isStructured || MemberUse.input.fit(best.input) + MemberUse.command.fit(best.input) >= 2),
            score: best.score + (list == nil ? 0 : 1)
        )
    }

    private static func mayBeInput(_ member: Objects.Member) -> Bool {
        if MemberUse.noInput.fit(member.path) == 3 { return false }
        if member.isObjects { return true }
        if MemberUse.command.fit(member.path) >= 2 {
            return member.all { $0.kind == .string || $0.kind == .array }
        }
        return MemberUse.input.fit(member.path) >= 2 && member.all { [.string, .object, .array].contains($0.kind) }
            && !member.isTime
    }

    private static func score(_ tool: Objects.Member, _ input: Objects.Member) -> Int {
        var score = 2 * MemberUse.tool.fit(tool.path)
        score += 2 * max(MemberUse.input.fit(input.path), MemberUse.command.fit(input.path))
        if input.isObjects { score += 3 }
        if tool.path.dropLast() == input.path.dropLast() { score += 2 }
        if Set(tool.strings ?? []).count < tool.values.count { score += 1 }
        return score - tool.path.count - input.path.count
    }

    /// Whether the host of that number is an action.
    func isCall(_ host: Int) -> Bool {
        let object = hosts.objects[host]
        if let tool { return object[pointer: JSONPointer(tokens: tool)]?.string != nil }
        return object[pointer: JSONPointer(tokens: input)].map { !$0.isNull } ?? false
    }
}
