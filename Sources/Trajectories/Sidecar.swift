internal import JSON

/// Label files next to a trajectory, with its outcome.
package enum Sidecar {
    /// The content of a sidecar.
    package struct Label: Sendable, Equatable {
        /// The outcome; unknown if the sidecar has none.
        package var outcome: Outcome
        /// The skill that the trajectory is for.
        package var skill: String?
        /// The task that the label is about, in a file about many; nil if it is about the trajectory next to it.
        package var instance: String?
        /// The check: a command that judges the artifacts.
        package var check: String?
        /// The folder with the artifacts, as the sidecar names it; not validated.
        package var artifacts: String?
        /// The folder with the files of the check, as the sidecar names it; not validated.
        package var checkFiles: String?

        /// A label of a trajectory.
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
    /// The strongest first: only a trial's own result tells whether its reward is valid.
    private static let common = ["result.json", "reward.json", "reward.txt", "ctrf.json", "report.json"]

    /// Whether a file of this name is a sidecar and not a trajectory.
    package static func isSidecar(name: String) -> Bool {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        return common.contains(file) || ownEndings.contains { file.hasSuffix($0) && file.count > $0.count }
    }

    /// Returns the possible paths of a trajectory's sidecars relative to its folder, the strongest first: if two of
    /// them disagree, the earlier one counts.
    ///
    /// - Parameter fileName: the trajectory's name, with or without folders before it.
    package static func names(for fileName: String) -> [String] {
        let parts = fileName.split(separator: "/").map(String.init)
        guard let file = parts.last else { return [] }
        var names = [file + ownEndings[0]]
        for stem in stems(of: file).dropFirst() { names += ownEndings.reversed().map { stem + $0 } }
        names += common
        // A trial has the files of the agent in one folder and those of the verifier in another.
        if file == "trajectory.json" || parts.dropLast().last == "agent" {
            names += ["../result.json", "../verifier/reward.json", "../verifier/reward.txt", "../verifier/ctrf.json"]
        }
        return names
    }

    /// Returns a trajectory's name with and without its endings, the longest first. The name of a sidecar or attachment
    /// may begin with each of them.
    package static func stems(of fileName: String) -> [String] {
        guard var stem = fileName.split(separator: "/").last else { return [] }
        var stems = [String(stem)]
        while let dot = stem.lastIndex(of: "."), dot > stem.startIndex {
            stem = stem[..<dot]
            stems.append(String(stem))
        }
        return stems
    }

    /// Reads the labels in a sidecar: one for each task in a file about many tasks, none if there is no outcome in it.
    ///
    /// - Parameter name: the file's name, which decides how it is read.
    /// - Throws: an error that names the file, and what is wrong with it.
    package static func read(name: String, bytes: [UInt8]) throws(SidecarError) -> [Label] {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        if file == "reward.txt" { return [Label(outcome: try reward(text: bytes, file: file))] }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch {
            throw SidecarError(name: file, reason: "it is not JSON: \(error)")
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

/// Why a sidecar could not be read.
package struct SidecarError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The name of the file.
    package let name: String
    /// What is wrong with the file, and what would be right.
    package let reason: String

    /// The name and the reason in a sentence.
    package var description: String { "could not read the outcome in \(name): \(reason)" }
}

// MARK: - Kinds

extension Sidecar {
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

    /// Returns the outcome of a Harbor trial. If the harness itself failed, no reward in any file is valid, so that the
    /// outcome is unknown with the rank of a sidecar.
    private static func trial(_ json: JSON, file: String) -> [Label] {
        if let exception = json["exception_info"], !exception.isNull {
            let type = exception["exception_type"]?.string ?? "exception"
            return [Label(outcome: Outcome(.unknown, source: .sidecar, detail: "\(file): \(type)"))]
        }
        guard let result = json["verifier_result"] else { return [] }
        return outcome(ofRewards: result["rewards"] ?? result, detail: file).map { [Label(outcome: $0)] } ?? []
    }

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
    /// all optional.
    private static func own(_ json: JSON, file: String) throws(SidecarError) -> Label {
        guard json.kind == .object else { throw SidecarError(name: file, reason: "it is not an object") }
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
