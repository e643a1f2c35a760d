internal import FoundationEssentials
internal import Ingestion
internal import Trajectories

/// A label file in the program's own form, as `drop` writes it.
struct DropLabel: Encodable {
    private enum CodingKeys: String, CodingKey {
        case outcome, reward, skill, artifacts, check, from
        case checkFiles = "check-files"
    }

    var outcome: String?
    var reward: Double?
    var skill: String?
    var artifacts: String?
    var check: String?
    var checkFiles: String?
    /// The name of a label file in another form.
    private var from: String?
    /// What that file holds, as JSON.
    private var content: Data?
    /// A whole label file in this form.
    private var whole: Data?

    init(outcome: String?, reward: Double?, skill: String?) {
        self.outcome = outcome
        self.reward = reward
        self.skill = skill
    }

    /// Whether a person has said nothing.
    private var isEmpty: Bool { outcome == nil && reward == nil && skill == nil && artifacts == nil }

    /// Carries what label files say along.
    ///
    /// - Parameter labels: the strongest first.
    mutating func carry(_ labels: [DroppedFile.Label]) {
        let telling = labels.first(where: \.tellsOutcome)
        if let own = labels.first, Sidecar.isOwn(name: own.path), isEmpty {
            whole = Data(own.bytes)
        } else if let trial = labels.first(where: \.tellsTrial) {
            carry(trial)
            // The verdict may be elsewhere as long as the trial has no result.
            if !trial.tellsOutcome, outcome == nil, reward == nil, let said = telling?.labels.first?.outcome {
                (outcome, reward) = (said.label.rawValue, said.reward)
            }
        } else if let telling {
            carry(telling)
        }
    }

    private mutating func carry(_ label: DroppedFile.Label) {
        guard !Sidecar.isOwn(name: label.path) else { return }
        let name = label.path.split(separator: "/").last.map(String.init) ?? label.path
        from = Sidecar.numberedLabel(name) ?? name
        if from == "reward.txt" {
            let text = String(decoding: label.bytes, as: UTF8.self)
            content = try? JSONEncoder().encode(text)
        } else {
            content = Data(label.bytes)
        }
    }

    /// The file's content; nil if there is nothing to say.
    func data() throws -> Data? {
        if let whole { return whole }
        guard !isEmpty || from != nil else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(self)
        if let content {
            // What a harness wrote is copied as it is.
            data = Data("{\"content\":".utf8) + content + Data(",".utf8) + data.dropFirst()
        }
        return data + Data("\n".utf8)
    }
}
