internal import JSON

/// Files beside a trajectory that say what came of it.
package enum Sidecar {
    /// What a sidecar says.
    package struct Label: Sendable, Equatable {
        package var outcome: Outcome
        /// The skill that the trajectory is for.
        package var skill: String?
        /// The task that the label is about, in a file about many; nil if it is about the trajectory beside it.
        package var instance: String?
        /// A command that shows whether the work was done.
        package var check: String?
        /// The folder with what the agent left behind, as the sidecar names it: no more than words until it is looked at.
        package var artifacts: String?
        /// The folder with the files of the check, likewise.
        package var checkFiles: String?

        package init(
            outcome: Outcome,
            skill: String? = nil,
            instance: String? = nil,
            check: String? = nil,
            artifacts: String? = nil,
            checkFiles: String? = nil
        ) {
            self.outcome = outcome
            self.skill = skill
            self.instance = instance
            self.check = check
            self.artifacts = artifacts
            self.checkFiles = checkFiles
        }
    }

    private static let ownEndings = [".trace2skill.json", ".outcome.json"]
    /// The strongest first: a trial's own result knows whether its reward is valid.
    private static let common = ["result.json", "reward.json", "reward.txt", "ctrf.json", "report.json"]

    /// Whether a file of this name is a sidecar and no trajectory.
    package static func isSidecar(name: String) -> Bool {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return common.contains(file) || ownEndings.contains { file.hasSuffix($0) && file.count > $0.count }
    }

    /// Where the labels of a trajectory may lie, relative to its folder, the strongest first: of two that disagree the
    /// earlier one holds.
    ///
    /// - Parameter fileName: the trajectory's name, with or without folders before it.
    package static func names(for fileName: String) -> [String] {
        let parts = fileName.split(separator: "/").map(String.init)
        guard let file = parts.last else { return [] }
        var names = [file + ownEndings[0]]
        for stem in stems(of: file).dropFirst() { names += ownEndings.reversed().map { stem + $0 } }
        names += common
        // A trial keeps what the agent left in one folder and what the verifier found in another.
        if file == "trajectory.json" || parts.dropLast().last == "agent" {
            names += ["../result.json", "../verifier/reward.json", "../verifier/reward.txt", "../verifier/ctrf.json"]
        }
        return names
    }

    /// A trajectory's name and what is left of it without its endings, the longest first: each may begin the name of
    /// what lies beside it.
    package static func stems(of fileName: String) -> [String] {
        guard var stem = fileName.split(separator: "/").last else { return [] }
        var stems = [String(stem)]
        while let dot = stem.lastIndex(of: "."), dot > stem.startIndex {
            stem = stem[..<dot]
            stems.append(String(stem))
        }
        return stems
    }

    /// Reads a sidecar. A file about many tasks gives a label for each; one that says nothing of the outcome gives none.
    ///
    /// - Parameter name: the file's name, which decides how it is read.
    package static func read(name: String, bytes: [UInt8]) throws(SidecarError) -> [Label] {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        if file == "reward.txt" { return [Label(outcome: try reward(text: bytes, file: file))] }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw SidecarError(name: file, reason: "it is no JSON: \(error)")
        }
        switch file {
        case "reward.json": return outcome(ofRewards: json, detail: file).map { [Label(outcome: $0)] } ?? []
        case "result.json": return trial(json, file: file)
        case "ctrf.json": return tests(json, file: file)
        case "report.json": return report(json, file: file)
        default: return [try own(json, file: file)]
        }
    }
}

/// A sidecar that could not be read.
package struct SidecarError: Error, Sendable, Equatable, CustomStringConvertible {
    package let name: String
    package let reason: String

    package var description: String { "could not read the outcome in \(name): \(reason)" }
}

// MARK: - Kinds

extension Sidecar {
    private static func reward(text: [UInt8], file: String) throws(SidecarError) -> Outcome {
        let words = String(decoding: text.prefix(256), as: UTF8.self)[...].trimmed
        guard let reward = Double(words), reward.isFinite else {
            throw SidecarError(
                name: file,
                reason: "\"\(words.prefix(40))\" is no number; write 1 for success, 0 for failure"
            )
        }
        return Outcome(reward: reward, source: .sidecar, detail: file)
    }

    /// One number, or several with names: `reward` where it is among them, else all together.
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

    /// A Harbor trial. Where its machinery threw, no reward is valid, whatever stands in other files: the outcome is
    /// unknown with the authority of a sidecar.
    private static func trial(_ json: JSON, file: String) -> [Label] {
        if let exception = json["exception_info"], !exception.isNull {
            let type = exception["exception_type"]?.string ?? "exception"
            return [Label(outcome: Outcome(.unknown, source: .sidecar, detail: "\(file): \(type)"))]
        }
        guard let result = json["verifier_result"] else { return [] }
        return outcome(ofRewards: result["rewards"] ?? result, detail: file).map { [Label(outcome: $0)] } ?? []
    }

    /// A report of tests: all passed is success, one that failed is failure; the reward is the share that passed.
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

    /// SWE-bench: an object for every instance, or lists of the resolved and the unresolved ones.
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

    /// Our own: `outcome`, `reward`, `skill`, `check`, `artifacts` and `check-files`, each of which may be left out.
    private static func own(_ json: JSON, file: String) throws(SidecarError) -> Label {
        guard json.kind == .object else { throw SidecarError(name: file, reason: "it holds no object") }
        let reward = json["reward"]?.double
        var outcome = Outcome.unknown
        if let word = json["outcome"], !word.isNull {
            guard let label = word.string.flatMap(Outcome.Label.init(rawValue:)) else {
                let words = Outcome.Label.allCases.map(\.rawValue).joined(separator: ", ")
                throw SidecarError(name: file, reason: "\"\(word.plainText)\" is no outcome; write one of \(words)")
            }
            outcome = Outcome(label, reward: reward, source: .sidecar, detail: file)
        } else if let reward, reward.isFinite {
            outcome = Outcome(reward: reward, source: .sidecar, detail: file)
        }
        // A value that is no text is kept as words, so that whoever looks for the folder can say what is wrong.
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
