extension Mapping {
    /// Whether several results without an identifier may be paired with as many actions by their order alone. A guess
    /// may not do that where both are spread over records.
    var isPairedInOrder: Bool { sampledMembers == nil || results != nil }

    /// The places of role, text, actions and results on one line.
    package var summary: String {
        var parts: [String] = []
        func add(_ words: String, _ place: MappingPlace?) { if let place { parts.append("\(words) \(place)") } }
        if !reshape.isEmpty { parts.append("written as " + reshape.map(\.rawValue).joined(separator: " and ")) }
        add("JSON in the text at", parse)
        add("sessions in", sessions)
        add("steps in", steps)
        add("role at", role)
        add("request at", request)
        add("text at", text)
        add("actions in", calls)
        add("tool at", tool)
        add("arguments at", input)
        add("results in", results)
        add("result at", result)
        add("failure at", error)
        add("status at", status)
        add("exit code at", exitCode)
        add("last answer at", answer)
        return parts.joined(separator: ", ")
    }
}
