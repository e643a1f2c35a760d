import JSON
import LanguageModels
import Synchronization
import TestSupport
import Trajectories

/// Noisy analysts, noisy readers of lessons and a noisy editor behind a model's interface: what they see is the prompt, what they say is by chance.
///
/// The chance hangs on the seed and on what is asked, not on the order in which requests arrive: the same seed gives the
/// same world. Asked the same again, they throw the dice again.
final class ScriptedAnalysts: Sendable {
    /// What was said, for the test to compare with the result.
    struct Account: Sendable {
        var replies = 0
        var broken = 0
        var merges = 0
        /// Answers with edits, and what was wrong on purpose with them.
        var proposals = 0
        var spoilings: [String] = []
        /// Edits that were sent back and put right.
        var corrections = 0
        /// Tasks of failed runs that were reported on in full, with the generation in which that was.
        var reported: [String: Int] = [:]
        var generation = 0
    }

    static let shareOfTruth = 0.7
    static let shareOfGarbage = 0.2

    private let seed: UInt64
    private let state = Mutex((account: Account(), asked: [UInt64: Int](), muddled: ""))

    init(seed: UInt64) { self.seed = seed }

    var account: Account { state.withLock { $0.account } }

    func begin(generation: Int) { state.withLock { $0.account.generation = generation } }

    /// From here on nothing that is said of this task can be read; an empty name ends it.
    func muddle(_ task: String) { state.withLock { $0.muddled = task } }

    /// Whether the analysts see through the failure of a task.
    func understand(_ task: String) -> Bool {
        var generator = SeededGenerator(seed: seed, name: "insight \(task)")
        return generator.nextUnit() < Self.shareOfTruth
    }

    func reply(to request: ModelRequest) -> ModelReply {
        let question = Question(request)
        var generator = dice(for: request)
        let isBroken = generator.nextUnit() < Self.shareOfGarbage
        state.withLock {
            $0.account.replies += 1
            if isBroken { $0.account.broken += 1 }
        }
        if isBroken { return Self.garbage(&generator) }
        if [.errorAnalyst, .successAnalyst].contains(question.role), question.task == state.withLock({ $0.muddled }) {
            return ModelReply("It is hard to say.")
        }
        switch question.role {
        case .consolidation(let role):
            state.withLock { $0.account.merges += 1 }
            return ModelReply(Self.reader.answer(role, to: question.text))
        case .proposer:
            var editor = ScriptedEditor(question, generator)
            let reply = editor.reply()
            state.withLock {
                $0.account.proposals += 1
                $0.account.corrections += editor.corrections
                $0.account.spoilings += editor.spoilings.map(\.rawValue)
            }
            return ModelReply(reply)
        case .successAnalyst: return ModelReply(#"{"lessons":[]}"#)
        case .errorAnalyst:
            // Some read more before they report.
            if question.canCallTools, question.isFirstTurn, generator.nextUnit() < 0.25 {
                var reply = ModelReply()
                reply.toolCalls = [ModelReply.ToolCall(id: "t1", name: "read_steps", arguments: #"{"from":1}"#)]
                reply.stop = "tool_calls"
                return reply
            }
            return report(on: question)
        }
    }

    private func dice(for request: ModelRequest) -> SeededGenerator {
        let hash = request.body.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let times = state.withLock { state in
            state.asked[hash, default: 0] += 1
            return state.asked[hash] ?? 1
        }
        return SeededGenerator(seed: seed, name: "reply \(hash) \(times)")
    }

    // MARK: Reports

    private func report(on question: Question) -> ModelReply {
        state.withLock {
            $0.account.reported[question.task] = $0.account.reported[question.task] ?? $0.account.generation
        }
        let text = #"{"lessons":[\#(lesson(of: question))]}"#
        guard question.canCallTools else { return ModelReply(text) }
        var reply = ModelReply()
        reply.toolCalls = [ModelReply.ToolCall(id: "t2", name: "submit_report", arguments: text)]
        reply.stop = "tool_calls"
        return reply
    }

    private func lesson(of question: Question) -> String {
        var generator = SeededGenerator(seed: seed, name: "words \(question.task)")
        if understand(question.task) {
            if let rule = World.rules.first(where: { question.text.contains($0.symptom) }) {
                return Self.lesson(of: rule, step: question.step(of: rule.symptom), by: &generator)
            }
            if let line = question.line(with: "OddityError: ") {
                let words = line.split(separator: " ").dropFirst().map(String.init)
                return Self.lesson(ofNonsense: words, quote: line, step: question.step(of: line))
            }
        }
        let quote = "summary of \(question.task) written"
        let words = World.nonsense("wrong \(question.task)", seed)
        return Self.lesson(ofNonsense: words, quote: quote, step: question.step(of: quote))
    }

    private static let fillers = [
        "carefully", "at the start", "in each sheet", "by a script", "with the importer", "in each row", "row by row",
        "on Mondays", "during set-up", "with its defaults", "in two passes", "from the template",
    ]

    /// The rule in words that hardly any other analyst uses.
    private static func lesson(of rule: World.Rule, step: Int, by generator: inout SeededGenerator) -> String {
        let says = ([rule.mark] + rule.otherMarks).shuffled(using: &generator)
        let extra = fillers.shuffled(using: &generator)
        let whens = [
            "the task \(rule.moment)", "a job \(rule.moment)", "the request \(rule.moment)",
            "a user \(rule.moment) \(extra[0])", "a stage \(rule.moment) \(extra[1])",
        ]
        let actions = [
            "\(says[1]) as soon as the task \(rule.moment)", "start with the input: \(says[1]) \(extra[2])",
            "\(says[1]) at once, before anything \(rule.moment)",
            "before a line is written, \(says[1]) \(extra[3]) and \(extra[4])",
        ]
        return json(
            title: "\(says[0]) \(extra[5])",
            when: whens.randomElement(using: &generator) ?? "",
            action: actions.randomElement(using: &generator) ?? "",
            check: "the verification prints no error",
            quote: rule.symptom,
            step: step
        )
    }

    private static func lesson(ofNonsense words: [String], quote: String, step: Int) -> String {
        guard words.count > 3 else { return json(title: "", when: "", action: "", check: "", quote: "", step: 0) }
        return json(
            title: "\(words[0]) the \(words[1])",
            when: "there is a \(words[2])",
            action: "\(words[0]) the \(words[1]) with a \(words[3])",
            check: "the \(words[2]) is gone",
            quote: quote,
            step: step
        )
    }

    private static func json(title: String, when: String, action: String, check: String, quote: String, step: Int)
        -> String
    {
        #"{"title":\#(quoted(title)),"when":\#(quoted(when)),"do":\#(quoted(action)),"check":\#(quoted(check)),"#
            + #""why":"it was left out and the result was wrong","section":"Making summaries","kind":"failure","#
            + #""quotes":[{"step":\#(step),"text":\#(quoted(quote))}],"cause":"unverified","suggestion":""}"#
    }

    // MARK: Themes

    /// Knows the rules of the world in whatever words.
    private static let reader = ScriptedThemes { text in
        World.rules.filter { $0.isSaid(in: text) }.map(\.mark)
    }

    // MARK: Garbage

    private static func garbage(_ generator: inout SeededGenerator) -> ModelReply {
        let kinds: [ModelReply] = [
            ModelReply("I have looked at everything and could not make up my mind."),
            ModelReply(#"{"lessons":[{"title":"recalc"#),
            ModelReply(#"{"lessons":"none","themes":7,"sources":"all","edits":{}}"#),
            ModelReply(#"{"lessons":[{"title":""}],"themes":[{"name":"x","lessons":[{"id":"l999","part":""}]}]}"#),
            ModelReply(""),
            .failing(.status(500, body: "{}")),
            .failing(.status(429, headers: ["Retry-After": "1"], body: "{}")),
            .failing(.truncated),
            .failing(.reset),
            .failing(.garbage("<html>busy</html>")),
        ]
        return kinds.randomElement(using: &generator) ?? ModelReply("")
    }
}
