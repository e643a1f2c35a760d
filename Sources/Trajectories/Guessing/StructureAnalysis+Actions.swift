internal import JSON

// Actions and their results.
extension StructureAnalysis {
    mutating func takeCalls(_ calls: CallGuess) {
        worth += 2
        mapping.calls = calls.list.map { MappingPlace($0) }
        mapping.tool = calls.tool.map { MappingPlace($0) }
        mapping.input = MappingPlace(calls.input)
        if calls.tool == nil { mapping.defaultTool = "shell" }
        if !calls.isCertain { doubts.append("several members may be the tool or the arguments of actions") }
    }

    mutating func takeResults(of calls: CallGuess, said: Set<[String]>, shared: [Objects.Member]) {
        let leaves = shared.filter { !$0.values.contains { $0.value.kind == .object } && !said.contains($0.path) }
        let found = ResultGuess(
            of: calls,
            steps: steps,
            kinds: role.kinds,
            roles: role.paths + leaves.map(\.path).filter { MemberUse.text.fit($0) == 0 },
            said: said,
            budget: budget
        )
        guard let found else {
            doubts.append("no results of actions were found")
            return
        }
        worth += 2
        doubts += found.doubts
        mapping.results = found.list.map { MappingPlace($0) }
        if !found.text.isEmpty { mapping.result = MappingPlace(found.text.map { JSONPointer(tokens: $0) }) }
        mapping.callID = found.callID.map { MappingPlace($0) }
        mapping.resultCallID = found.reference.map { MappingPlace($0) }
        if mapping.callID == nil, let id = identity(of: calls) {
            mapping.callID = found.isInCall ? MappingPlace(id) : nil
        }
        var taken = role.paths + leaves.map(\.path) + [calls.input] + (found.isInCall ? [] : found.text)
        if found.isInCall, let tool = calls.tool { taken.append(tool) }
        taken += found.text.filter { path in found.hosts[path]?.all { $0.kind == .string } ?? false }
        let signs = SignsGuess(found.hosts, excluded: taken)
        mapping.exitCode = signs.exitCode.map { MappingPlace($0) }
        mapping.status = signs.status.map { MappingPlace($0) }
        mapping.error = signs.error.isEmpty ? nil : MappingPlace(signs.error.map { JSONPointer(tokens: $0) })
        if !signs.unclear.isEmpty {
            remarks["error"] =
                "perhaps at " + signs.unclear.map { MappingPlace($0).description }.joined(separator: ", ")
            doubts.append("it is not clear how a failure is told (\(remarks["error"] ?? ""))")
        }
    }

    /// The identifier of actions that have their results in them.
    private func identity(of calls: CallGuess) -> [String]? {
        calls.hosts.members.first { $0.isIdentity && MemberUse.callID.fit($0.path) >= 2 && $0.path != calls.tool }?.path
    }
}
