internal import JSON

/// Where the results of actions are, and how they are paired with them.
struct ResultGuess {
    /// A list in steps; nil if a step or an action is the result.
    var list: [String]?
    /// Whether the result is in the action itself.
    var isInCall = false
    /// The text of the result; none if it is the element itself.
    var text: [[String]]
    /// The objects that hold results.
    var hosts: Objects
    /// The member of actions that identifies them.
    var callID: [String]?
    /// The member of results that names an action.
    var reference: [String]?
    /// Why it may be otherwise, in sentences.
    var doubts: [String] = []

    /// Finds the results of the actions in `calls`.
    ///
    /// - Parameter roles: members that name roles.
    init?(
        of calls: CallGuess,
        steps: Objects,
        kinds: [StepKind?],
        roles: [[String]],
        said: Set<[String]>,
        budget: Objects.Budget
    ) {
        let acting = calls.hosts.objects.indices.filter { calls.isCall($0) }
        let actingSteps = Set(acting.map { calls.owners[$0] })
        let results = kinds.indices.filter { kinds[$0] == .result }
        let rest = kinds.indices.filter { kinds[$0] == nil && !(calls.list == nil && actingSteps.contains($0)) }
        let flat = [calls.tool, calls.input].compactMap(\.self)
        let search: [() -> ResultGuess?] = [
            { Self.inLists(steps, calls, [], budget) },
            { Self.inSteps(results, steps, roles, flat, budget) },
            { Self.inLists(steps, calls, Set(results), budget) },
            { Self.inSteps(rest, steps, roles, flat + Array(said), budget, onlyNamed: true) },
            { Self.inCalls(calls, acting, roles, said, budget) },
            { calls.list == nil ? nil : Self.besideCalls(actingSteps.sorted(), calls, steps, roles, said, budget) },
        ]
        for find in search {
            guard var found = find() else { continue }
            if !found.isInCall { found.pair(calls, acting) }
            self = found
            return
        }
        return nil
    }

    private init(text: [[String]], hosts: Objects, isCertain: Bool, place: String) {
        self.text = text
        self.hosts = hosts
        if !isCertain { doubts.append("\(place) have several members that may be the result") }
    }

    // MARK: Places

    private static func inSteps(
        _ results: [Int],
        _ steps: Objects,
        _ roles: [[String]],
        _ excluded: [[String]],
        _ budget: Objects.Budget,
        onlyNamed: Bool = false
    ) -> ResultGuess? {
        guard !results.isEmpty else { return nil }
        let hosts = Objects(results.map { steps.objects[$0] }, budget: budget)
        let uses: [MemberUse] = onlyNamed ? [.result] : [.result, .text]
        let other = roles + excluded + Self.notText(in: hosts)
        let text = ValueGuess(hosts, uses: uses, excluded: other, anyKind: true, budget: budget)
        guard let text, !onlyNamed || text.paths.allSatisfy({ MemberUse.result.fit($0) >= 2 }) else { return nil }
        return ResultGuess(text: text.paths, hosts: hosts, isCertain: text.isCertain, place: "the steps with results")
    }

    private static func inLists(
        _ steps: Objects,
        _ calls: CallGuess,
        _ resultSteps: Set<Int>,
        _ budget: Objects.Budget
    ) -> ResultGuess? {
        for list in steps.lists.prefix(12) where list.path != calls.list {
            guard calls.list == nil || !list.path.isWithin(calls.input) else { continue }
            let elements = list.values.flatMap { $0.value.elements.filter { $0.kind == .object }.prefix(200) }
            let hosts = Objects(Array(elements.prefix(4_000)), budget: budget)
            let other = Self.notText(in: hosts)
            let text = ValueGuess(hosts, uses: [.result, .text], excluded: other, anyKind: true, budget: budget)
            guard let text else { continue }
            var guess = ResultGuess(text: text.paths, hosts: hosts, isCertain: text.isCertain, place: "the results")
            guess.list = list.path
            var trial = guess
            trial.pair(calls, calls.hosts.objects.indices.filter { calls.isCall($0) })
            let isNamed = MemberUse.result.fit(list.path) >= 2
            let isInResults = !resultSteps.isEmpty && list.owners.isSubset(of: resultSteps)
            if trial.reference != nil || isNamed || isInResults { return guess }
        }
        for list in steps.members where MemberUse.result.fit(list.path) >= 2 {
            guard list.all({ $0.kind == .array && $0.elements.allSatisfy { $0.kind == .string } }) else { continue }
            guard calls.list != nil, list.path != calls.list else { continue }
            var guess = ResultGuess(text: [], hosts: Objects([], budget: budget), isCertain: true, place: "")
            guess.list = list.path
            return guess
        }
        return nil
    }

    private static func inCalls(
        _ calls: CallGuess,
        _ acting: [Int],
        _ roles: [[String]],
        _ said: Set<[String]>,
        _ budget: Objects.Budget
    ) -> ResultGuess? {
        let hosts = Objects(acting.map { calls.hosts.objects[$0] }, budget: budget)
        var excluded = [calls.input] + (calls.tool.map { [$0] } ?? [])
        excluded += Self.notText(in: hosts)
        if calls.list == nil { excluded += roles + Array(said) }
        let text = ValueGuess(hosts, uses: [.result], excluded: excluded, anyKind: true, budget: budget)
        guard let text else { return nil }
        var guess = ResultGuess(text: text.paths, hosts: hosts, isCertain: text.isCertain, place: "the actions")
        guess.isInCall = true
        return guess
    }

    private static func besideCalls(
        _ acting: [Int],
        _ calls: CallGuess,
        _ steps: Objects,
        _ roles: [[String]],
        _ said: Set<[String]>,
        _ budget: Objects.Budget
    ) -> ResultGuess? {
        let hosts = Objects(acting.map { steps.objects[$0] }, budget: budget)
        let excluded = roles + Array(said) + (calls.list.map { [$0] } ?? [])
        let text = ValueGuess(hosts, uses: [.result], excluded: excluded, anyKind: true, budget: budget)
        guard let text, text.paths.allSatisfy({ MemberUse.result.fit($0) >= 2 }) else { return nil }
        return ResultGuess(text: text.paths, hosts: hosts, isCertain: text.isCertain, place: "the steps with actions")
    }

    /// Members of results that are identifiers or words of errors.
    private static func notText(in hosts: Objects) -> [[String]] {
        hosts.members.filter { member in
            member.isIdentity && MemberUse.callID.fit(member.path) >= 2 || MemberUse.error.fit(member.path) >= 2
        }.map(\.path)
    }

    // MARK: Pairing

    /// Finds the members of actions and results that have the same values.
    private mutating func pair(_ calls: CallGuess, _ acting: [Int]) {
        let hosts = calls.hosts
        let identities = hosts.members.filter { member in
            member.path != calls.tool && !member.path.isWithin(calls.input) && !member.isTime
                && member.all { $0.kind == .string || $0.kind == .number }
                && acting.allSatisfy(member.owners.contains)
        }
        var best: (fit: Int, call: [String], reference: [String], pairs: [Int: Int])?
        var pairings: Set<[Int: Int]> = []
        for identity in identities {
            var call: [String: Int] = [:]
            var isUnique = true
            for (owner, value) in identity.values where calls.isCall(owner) {
                isUnique = call.updateValue(owner, forKey: value.plainText) == nil && isUnique
            }
            guard isUnique else { continue }
            for reference in self.hosts.members where !text.contains(reference.path) && !reference.isTime {
                guard reference.values.count == self.hosts.objects.count else { continue }
                var pairs: [Int: Int] = [:]
                for (owner, value) in reference.values { pairs[owner] = call[value.plainText] }
                guard pairs.count == self.hosts.objects.count, Set(pairs.values).count == pairs.count else { continue }
                let fit = MemberUse.callID.fit(identity.path) + MemberUse.callID.fit(reference.path)
                let isNumber = reference.all { $0.kind == .number }
                guard !isNumber || MemberUse.callID.fit(reference.path) >= 1 else { continue }
                pairings.insert(pairs)
                if fit > best?.fit ?? -1 { best = (fit, identity.path, reference.path, pairs) }
            }
        }
        callID = best?.call
        reference = best?.reference
        if pairings.count > 1 { doubts.append("several identifiers pair the actions with different results") }
        let names = self.hosts.members.filter { MemberUse.callID.fit($0.path) >= 2 && $0.isIdentity }
        if best == nil, let name = names.first(where: { Names.normal($0.path.last ?? "") != "id" }) {
            doubts.append("the results name at \(MappingPlace(name.path)) something that no action is called")
        }
    }
}
