internal import Foundations
internal import JSON

/// The history of a language model in DSPy (`lm.history`, `dspy.inspect_history`): one record for each call, with its
/// messages and outputs. The prompt of a step of ReAct holds all steps before it in sections such as
/// `[[ ## tool_name_0 ## ]]`, so that the longest one has the session.
struct DSPyHistory: TrajectoryFormat {
    static var name: String { "dspy-history" }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { isCall($0) }
    }

    private static func isCall(_ record: JSON) -> Bool {
        record["outputs"]?.kind == .array && (record["messages"]?.kind == .array || record["prompt"]?.kind == .string)
            && record.has("kwargs")
    }

    private struct Run {
        var request: String
        var fields: [String: String] = [:]
        var answer = ""
        var model: String?
        var time: Double?
        var prompts = 0
    }

    private let file: FileContext
    private var runs: [Run] = []

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole, Self.isCall(record.value) else {
            output.skipUnknown("record without a call of a model")
            return
        }
        let json = record.value
        let prompt =
            json["messages"]?.elements.filter { $0["role"]?.string == "user" }.map {
                DialogueMessage.text(of: $0["content"])
            }
            .last ?? json["prompt"]?.excerpt(head: 1 << 20, tail: 1 << 20) ?? ""
        var fields = Self.sections(of: prompt)
        let request = Self.request(&fields, prompt)
        if runs.last?.request != request { runs.append(Run(request: request)) }
        let index = runs.count - 1
        runs[index].prompts += 1
        runs[index].model = json["model"]?.string
        runs[index].time = runs[index].time ?? json["timestamp"]?.time
        runs[index].fields.merge(fields) { $1 }
        let said = json["outputs"]?[0].map { $0["text"]?.excerpt() ?? DialogueMessage.text(of: $0) } ?? ""
        let parts = Self.sections(of: said)
        if let tool = parts["next_tool_name"] {
            // The step whose observation only the next prompt has.
            let number = runs[index].fields.keys.count { $0.hasPrefix("tool_name_") }
            runs[index].fields["tool_name_\(number)"] = tool
            runs[index].fields["thought_\(number)"] = parts["next_thought"]
            runs[index].fields["tool_args_\(number)"] = parts["next_tool_args"]
        } else {
            let names = ["answer", "response", "output", "result"]
            runs[index].answer =
                names.lazy.compactMap { parts[$0] }.first
                ?? parts.filter { $0.key != "completed" && $0.key != "reasoning" }.sorted { $0.key < $1.key }
                .map(\.value).joined(separator: "\n")
            if runs[index].answer.isEmpty { runs[index].answer = said }
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for (number, run) in runs.enumerated() {
            var builder = SessionBuilder(format: Self.name)
            builder.agent.name = "dspy"
            builder.agent.model = run.model
            guard builder.begin(record: nil, at: run.time) else { continue }
            builder.user(run.request, at: run.time)
            var step = 0
            while let tool = run.fields["tool_name_\(step)"] {
                DSPyTrajectory.step(
                    thought: run.fields["thought_\(step)"] ?? "",
                    tool: tool,
                    arguments: DialogueMessage.arguments(text: run.fields["tool_args_\(step)"] ?? ""),
                    observation: run.fields["observation_\(step)"],
                    into: &builder
                )
                step += 1
            }
            if !run.answer.isEmpty { builder.agent(run.answer) }
            output.emit(builder.finish(fallbackID: "\(file.digest)#\(number)"))
        }
        runs = []
    }

    /// The sections of a text that begin with `[[ ## name ## ]]`.
    private static func sections(of text: String) -> [String: String] {
        var sections: [String: String] = [:]
        var rest = text[...]
        var name: String?
        while let open = rest.firstByteRange(of: "[[ ## "),
            let close = rest[open.upperBound...].firstByteRange(of: " ## ]]")
        {
            if let name { sections[name] = rest[..<open.lowerBound].trimmed }
            name = String(rest[open.upperBound..<close.lowerBound])
            rest = rest[close.upperBound...]
        }
        if let name {
            // What a prompt says about the answer is behind an empty line.
            let end = rest.firstByteRange(of: "\n\nRespond with the corresponding output fields")?.lowerBound
            sections[name] = rest[..<(end ?? rest.endIndex)].trimmed
        }
        return sections
    }

    /// Takes the inputs out of the sections of a prompt.
    private static func request(_ fields: inout [String: String], _ prompt: String) -> String {
        let isStep = { (name: String) in
            name == "trajectory" || name.split(separator: "_").last.map { Int($0) != nil } ?? false
        }
        let inputs = fields.filter { !isStep($0.key) }
        fields = fields.filter { isStep($0.key) }
        guard !inputs.isEmpty else { return prompt }
        return inputs.count == 1
            ? inputs.first?.value ?? ""
            : inputs.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: "\n")
    }
}
