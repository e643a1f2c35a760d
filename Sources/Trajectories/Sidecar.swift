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
        /// What a harness recorded of the trial that the trajectory is of.
        package var trial: Trial?

        /// A label of a trajectory.
        package init(
            outcome: Outcome,
            skill: String? = nil,
            instance: String? = nil,
            check: String? = nil,
            artifacts: String? = nil,
            checkFiles: String? = nil,
            trial: Trial? = nil
        ) {
            self.outcome = outcome
            self.skill = skill
            self.instance = instance
            self.check = check
            self.artifacts = artifacts
            self.checkFiles = checkFiles
            self.trial = trial
        }
    }

    static let ownEndings = [".trace2skill.json", ".outcome.json"]
    /// The strongest first: only a trial's own result tells whether its reward is valid.
    static let common = ["result.json", "reward.json", "reward.txt", "ctrf.json", "report.json"]
    /// The folder of a trial in which its verifier leaves rewards.
    package static let verifierFolder = "verifier"

    /// Whether a file of this name is a sidecar and not a trajectory.
    package static func isSidecar(name: String) -> Bool {
        let file = lastComponent(name)
        return common.contains(file) || isOwn(name: file)
    }

    /// Whether a file of this name is a label in the program's own form, which names the trajectory that it belongs to.
    package static func isOwn(name: String) -> Bool {
        let file = lastComponent(name)
        return ownEndings.contains { file.hasSuffix($0) && file.count > $0.count }
    }

    /// How much a label counts against others for the same trajectory: the more, the higher. A person's own word counts
    /// most.
    package static func strength(ofName name: String) -> Int {
        let file = withoutNumber(lastComponent(name))
        if let place = common.firstIndex(of: file) { return common.count - place }
        return common.count + 1
    }

    /// The names of label files that belong to one trajectory, by its name, and lie next to it.
    package static func ownNames(for fileName: String) -> [String] {
        let file = lastComponent(fileName)
        guard !file.isEmpty else { return [] }
        var names = [file + ownEndings[0]]
        for stem in stems(of: file).dropFirst() { names += ownEndings.reversed().map { stem + $0 } }
        if let number = number(of: file) { names += common.map { number + $0 } }
        return names
    }

    /// The name of the label file in the program's own form for a file or folder of this name.
    package static func ownName(for name: String) -> String { name + ownEndings[0] }

    /// The names of label files that belong to whatever lies next to them, the strongest first.
    package static var commonNames: [String] { common }

    /// The names of label files in the verifier's folder of a trial, the strongest first.
    package static var verifierNames: [String] { ["reward.json", "reward.txt", "ctrf.json"] }

    /// The number of a file that was dropped under a taken name, with its hyphen, as in `2-run.json`; nil without one.
    package static func number(of name: String) -> String? {
        let digits = name.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, name[digits.endIndex...].hasPrefix("-"), digits.count < 6 else { return nil }
        return digits + "-"
    }

    /// The common label that a numbered name stands for, as `result.json` for `2-result.json`; nil for other names.
    package static func numberedLabel(_ name: String) -> String? {
        guard number(of: name) != nil, common.contains(withoutNumber(name)) else { return nil }
        return withoutNumber(name)
    }

    private static func withoutNumber(_ name: String) -> String {
        number(of: name).map { String(name.dropFirst($0.count)) } ?? name
    }

    private static func lastComponent(_ name: String) -> String {
        name.split(separator: "/").last.map(String.init) ?? name
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
