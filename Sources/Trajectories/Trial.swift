internal import Foundations
internal import JSON

/// What a harness recorded of one attempt of an agent at one task.
package struct Trial: Sendable, Equatable {
    /// The name of the attempt, which is the name of its folder.
    package var name: String?
    /// The name of the task, which other attempts share.
    package var task: String?
    /// The model of the agent.
    package var model: String?
    /// When the agent started, in seconds since 1970.
    package var startedAt: Double?
    /// When the agent ended, in seconds since 1970.
    package var endedAt: Double?

    /// A trial with these facts; by default nothing is known of it.
    package init(
        name: String? = nil,
        task: String? = nil,
        model: String? = nil,
        startedAt: Double? = nil,
        endedAt: Double? = nil
    ) {
        self.name = name
        self.task = task
        self.model = model
        self.startedAt = startedAt
        self.endedAt = endedAt
    }

    /// Reads the result file of a trial; nil for another object, such as the result of a job of many trials.
    init?(_ json: JSON) {
        let hasVerdict = json["verifier_result"].map { $0.kind == .object } ?? false
        let hasException = json["exception_info"]?["exception_type"]?.string != nil
        guard hasVerdict || hasException || json["trial_name"]?.string != nil else { return nil }
        let times = [json["agent_execution"], json].compactMap(\.self)
        func time(_ key: String) -> Double? {
            times.lazy.compactMap { $0[key]?.string }.compactMap(Timestamp.seconds(iso8601:)).first
        }
        self.init(
            name: json["trial_name"]?.string,
            task: json["task_name"]?.string,
            model: json["agent_info"]?["model_info"]?["name"]?.string,
            startedAt: time("started_at"),
            endedAt: time("finished_at")
        )
    }

    /// The name of the trial in its configuration file, which a harness writes first; nil in any other file.
    package static func name(inConfiguration bytes: [UInt8]) -> String? {
        // Not JSON: not the configuration of a trial.
        (try? JSON(parsing: bytes))?["trial_name"]?.string
    }
}
