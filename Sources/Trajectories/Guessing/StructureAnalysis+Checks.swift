internal import Foundations
internal import JSON

// What a guess has to pass before it is used.
extension StructureAnalysis {
    /// Looks for actions that the guess does not explain.
    mutating func noteUnexplained(_ calls: CallGuess?) {
        var used = [mapping.calls, mapping.results].compactMap { $0?.pointers.first?.tokens }
        used += role.paths
        let inSteps =
            [mapping.text, mapping.reasoning, mapping.request]
            + (mapping.calls == nil ? [mapping.input, mapping.tool] : [])
            + (mapping.results == nil ? [mapping.result] : [])
        used += inSteps.flatMap {
            $0?.pointers.map { $0.tokens.split(separator: "-").first.map(Array.init) ?? [] } ?? []
        }
        for member in steps.members where member.path.count <= 2 {
            guard !used.contains(where: { $0.isWithin(member.path) || member.path.isWithin($0) }) else { continue }
            let objects = member.values.flatMap { value in
                value.value.kind == .object ? [value.value] : value.value.elements.filter { $0.kind == .object }
            }
            let words = Names.words(member.path.last ?? "")
            let isNamed = words.contains { ["calls", "actions", "call", "tools", "invocations"].contains($0) }
            guard !objects.isEmpty else { continue }
            let count = objects.prefix(2_000).count
            let site = CallGuess(
                steps: Objects(Array(objects.prefix(2_000)), budget: budget),
                kinds: Array(repeating: nil, count: count),
                excluded: [],
                budget: budget
            )
            if isNamed || site?.isCertain == true {
                doubts.append("there may be actions in \(MappingPlace(member.path)) as well")
            }
        }
    }

    /// Reads the sample with the guess: every action must be there, with its result unless it is the last.
    mutating func check(_ records: [JSON]) {
        var plain = mapping
        plain.reshape = []
        var reader = MappedFormat(mapping: plain, file: FileContext(name: "", digest: ""))
        var output = SessionOutput()
        for (index, record) in records.enumerated() {
            reader.read(record, index: index, into: &output)
        }
        reader.finish(into: &output)
        let calls = output.sessions.flatMap { $0.steps.flatMap(\.calls) }
        if calls.isEmpty { doubts.append("no action was found in the records") }
        for session in output.sessions {
            let calls = session.steps.flatMap(\.calls)
            let unanswered = calls.dropLast().count { $0.observation == nil }
            if unanswered > 0 { doubts.append("\(unanswered.of("action")) would have no result") }
            if calls.contains(where: { $0.tool.isEmpty }) { doubts.append("some actions name no tool") }
            if session.task == nil { doubts.append("a session has no request of a user") }
            doubts += session.notes.dropFirst()
        }
        doubts = doubts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
