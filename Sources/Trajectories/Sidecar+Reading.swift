internal import JSON

extension Sidecar {
    /// Reads the labels in a sidecar: one for each task in a file about many tasks, none if there is nothing in it that
    /// is known.
    ///
    /// - Parameter name: the file's name, which decides how it is read.
    /// - Throws: an error that names the file, and what is wrong with it.
    package static func read(name: String, bytes: [UInt8]) throws(SidecarError) -> [Label] {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        let kind = numberedLabel(file) ?? file
        if kind == "reward.txt" { return [Label(outcome: try reward(text: bytes, file: file))] }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw SidecarError(name: file, reason: "it is not JSON: \(error)")
        }
        return try labels(json, file: kind)
    }

    // MARK: Kinds

    private static func reward(text: [UInt8], file: String) throws(SidecarError) -> Outcome {
        let words = String(decoding: text.prefix(256), as: UTF8.self)[...].trimmed
        guard let reward = Double(words), reward.isFinite else {
            throw SidecarError(
                name: file,
                reason: "\"\(words.prefix(40))\" is not a number; write 1 for success, 0 for failure"
            )
        }
        return Outcome(reward: reward, source: .sidecar, detail: file)
    }

    /// Returns the outcome of one number or of several with names: `reward` if it is among them, otherwise all
    /// together.
    private static func outcome(ofRewards json: JSON, detail: String) -> Outcome? {
        if let reward = json.double ?? json["reward"]?.double {
            return reward.isFinite ? Outcome(reward: reward, source: .sidecar, detail: detail) : nil
        }
        var values: [Double] = []
        for member in json.members {
            if let value = member.value.double, value.isFinite { values.append(value) }
        }
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let label: Outcome.Label =
            values.allSatisfy { $0 >= 1 } ? .success : values.allSatisfy { $0 <= 0 } ? .failure : .partial
        return Outcome(label, reward: mean, source: .sidecar, detail: detail)
    }

    /// Returns the label of a trial: its facts, and the verifier's reward. If the harness itself failed, no reward in any
    /// file is valid, so that the outcome is unknown with the rank of a sidecar.
    private static func trial(_ json: JSON, file: String) -> [Label] {
        guard let trial = Trial(json) else { return [] }
        let judged = json["verifier_result"].flatMap { outcome(ofRewards: $0["rewards"] ?? $0, detail: file) }
        guard let exception = json["exception_info"], !exception.isNull else {
            return [Label(outcome: judged ?? .unknown, trial: trial)]
        }
        let type = exception["exception_type"]?.string ?? "exception"
        let detail = "\(file): \(type)"
        // The verifier runs after an agent whose time is up, and judges what it left.
        if var judged, agentsOwn.contains(type) {
            judged.detail = detail
            return [Label(outcome: judged, trial: trial)]
        }
        return [Label(outcome: Outcome(.unknown, source: .sidecar, detail: detail), trial: trial)]
    }

    /// Exceptions of a trial that say how the agent ended, not that the harness failed.
    private static let agentsOwn: Set = ["AgentTimeoutError"]

    /// Returns the outcome of a report of tests: success if all passed, failure if one failed; the reward is the share
    /// of tests that passed.
    private static func tests(_ json: JSON, file: String) -> [Label] {
        guard let summary = json["results"]?["summary"], let passed = summary["passed"]?.int, passed >= 0 else {
            return []
        }
        let failed = max(summary["failed"]?.int ?? 0, 0)
        let ran = passed.addingReportingOverflow(failed)
        guard !ran.overflow, ran.partialValue > 0 else { return [] }
        let share = Double(passed) / Double(ran.partialValue)
        return [
            Label(outcome: Outcome(failed == 0 ? .success : .failure, reward: share, source: .sidecar, detail: file))
        ]
    }

    /// Returns the labels of a SWE-bench report: an object for every instance, or lists of resolved and unresolved
    /// ones.
    private static func report(_ json: JSON, file: String) -> [Label] {
        var labels: [Label] = []
        func add(_ instance: String, _ resolved: Bool) {
            let outcome = Outcome(resolved ? .success : .failure, source: .sidecar, detail: file)
            labels.append(Label(outcome: outcome, instance: instance))
        }
        for member in json.members {
            if let resolved = member.value["resolved"]?.bool { add(member.key, resolved) }
        }
        for (name, resolved) in [("resolved_ids", true), ("unresolved_ids", false)] {
            for id in json[name]?.array ?? [] { if let id = id.string { add(id, resolved) } }
        }
        return labels
    }

    /// Reads a sidecar in the program's own form: `outcome`, `reward`, `skill`, `check`, `artifacts` and `check-files`,
    /// all optional. `from` and `content` are the name and content of a sidecar in another form.
    private static func own(_ json: JSON, file: String) throws(SidecarError) -> [Label] {
        guard json.kind == .object else { throw SidecarError(name: file, reason: "it is not an object") }
        let own = try ownLabel(json, file: file)
        guard let from = json["from"]?.string, common.contains(from), let content = json["content"] else {
            return [own]
        }
        let inner = try labels(content, file: from)
        guard own != Label(outcome: .unknown) else { return inner }
        if inner.contains(where: { $0.instance != nil }) {
            return own.outcome == .unknown ? inner + [own] : [own] + inner
        }
        var merged = own
        merged.trial = inner.first?.trial
        if own.outcome == .unknown, let outcome = inner.first?.outcome { merged.outcome = outcome }
        return [merged]
    }

    private static func labels(_ json: JSON, file: String) throws(SidecarError) -> [Label] {
        switch file {
        case "reward.txt": [Label(outcome: try reward(text: Array(json.plainText.utf8), file: file))]
        case "reward.json": outcome(ofRewards: json, detail: file).map { [Label(outcome: $0)] } ?? []
        case "result.json": trial(json, file: file)
        case "ctrf.json": tests(json, file: file)
        case "report.json": report(json, file: file)
        default: try own(json, file: file)
        }
    }

    private static func ownLabel(_ json: JSON, file: String) throws(SidecarError) -> Label {
        let reward = json["reward"]?.double
        var outcome = Outcome.unknown
        if let word = json["outcome"], !word.isNull {
            guard let label = word.string.flatMap(Outcome.Label.init(rawValue:)) else {
                let words = Outcome.Label.allCases.map(\.rawValue).joined(separator: ", ")
                throw SidecarError(name: file, reason: "\"\(word.plainText)\" is not an outcome; write one of \(words)")
            }
            outcome = Outcome(label, reward: reward, source: .sidecar, detail: file)
        } else if let reward, reward.isFinite {
            outcome = Outcome(reward: reward, source: .sidecar, detail: file)
        }
        // A value that is not a text is kept as its source, so that the error for the folder can show it.
        func folder(_ key: String) -> String? { json[key].flatMap { $0.isNull ? nil : $0.string ?? $0.plainText } }
        return Label(
            outcome: outcome,
            skill: json["skill"]?.string,
            instance: json["instance"]?.string,
            check: json["check"]?.string,
            artifacts: folder("artifacts"),
            checkFiles: folder("check-files")
        )
    }
}
