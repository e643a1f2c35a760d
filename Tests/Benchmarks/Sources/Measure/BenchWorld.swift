internal import LanguageModels
internal import TestSupport
internal import Trajectories

/// Failed episodes with known causes: four of five fail for one of 24 reasons, the rest for a reason of their own. And what
/// a model that sees through them says of each, in one of four wordings.
struct BenchWorld {
    static let skill = "reports"
    private static let causes = 24
    private static let deeds = [
        "recalculate", "normalise", "strip", "pin", "freeze", "unmerge", "deduplicate", "escape",
    ]
    private static let objects = [
        "formula cache", "date column", "byte mark", "decimal separator", "random draw", "spanning cells",
        "buyer numbers",
        "leading quotes", "sheet index", "currency sign", "row filter", "hidden column", "locale table", "pivot source",
        "chart range", "total line", "header band", "merge region", "style block", "name range", "link target",
        "page break",
        "print title", "data label",
    ]
    private static let moments = [
        "sums are read back", "exports are joined", "vendor files are parsed", "prices are imported",
        "rows are sampled",
        "tables are pivoted", "buyers are counted", "labels are written",
    ]

    let count: Int

    func name(_ number: Int) -> String { "job-\(number)" }

    /// The recording of an episode, as mini-swe-agent writes it.
    func trajectory(_ number: Int) -> String {
        var messages = [
            #"{"role":"system","content":"You can use a shell."}"#,
            #"{"role":"user","content":"<pr_description>\n\#(name(number)): make the report of export \#(number) and check it.\n</pr_description>"}"#,
        ]
        let rows = (0..<8).map {
            "row \($0 * number % 97) of export \(number) holds \($0 * 31 % 17) entries in \($0 + 3) columns"
        }.joined(separator: #"\n"#)
        let steps = [
            ("head -9 export_\(number).csv", rows, 0),
            ("wc -l export_\(number).csv", "\(number * 7) export_\(number).csv", 0),
            ("python plan_\(number).py", rows, 0),
            ("python build_\(number).py --columns \(number % 9)", "report of \(name(number)) written", 0),
            ("python verify.py report_\(number).csv", Self.symptom(number), 1),
        ]
        for (index, step) in steps.enumerated() {
            let call = #"{"id":"c\#(index)","function":{"name":"bash","arguments":"{\"command\":\"\#(step.0)\"}"}}"#
            messages.append(
                #"{"role":"assistant","content":"Next.","tool_calls":[\#(call)],"extra":{"actions":[{"command":"\#(step.0)","tool_call_id":"c\#(index)"}],"response":{"id":"r-\#(number)"},"cost":0.01}}"#
            )
            messages.append(
                #"{"role":"tool","tool_call_id":"c\#(index)","content":"<returncode>\#(step.2)</returncode>\n<output>\n\#(step.1)\n</output>","extra":{"returncode":\#(step.2)}}"#
            )
        }
        messages.append(#"{"role":"assistant","content":"The report of \#(name(number)) is there."}"#)
        return
            #"{"info":{"config":{"environment":{"cwd":"/home/agent/exports"}},"mini_version":"2.2.7","exit_status":"Submitted"},"messages":[\#(messages.joined(separator: ","))],"#
            + #""trajectory_format":"mini-swe-agent-1.1","instance_id":"\#(name(number))"}"#
    }

    private static func isOneOff(_ number: Int) -> Bool { number.isMultiple(of: 5) }

    /// Causes are not equally frequent: the first comes about ten times as often as the last.
    private static func cause(_ number: Int) -> Int {
        let place = Double(number * 7_919 % 1_009) / 1_009
        return min(causes - 1, Int(place * place * Double(causes)))
    }

    private static func symptom(_ number: Int) -> String {
        isOneOff(number)
            ? "OddityError: case \(number) was refused" : "CheckError: fault \(cause(number)) in the report"
    }

    // MARK: What the model says

    /// A report on the episode that a prompt is about.
    static func report(on prompt: String, hasTools: Bool) -> ModelReply {
        let digits = prompt.ranges(of: "job-").first.map { prompt[$0.upperBound...].prefix { $0.isNumber } } ?? ""
        let number = Int(digits) ?? 0
        let symptom = symptom(number)
        let lesson = isOneOff(number) ? oneOff(number) : lesson(cause(number), wording: number % 4)
        let text =
            #"{"lessons":[{\#(lesson),"check":"the verification ends with status 0","why":"the step was left out, and what came later rested on values that were not there","#
            + #""section":"Making reports","kind":"failure","quotes":[{"step":\#(step(of: symptom, in: prompt)),"text":"\#(symptom)"}],"cause":"unverified","suggestion":""}]}"#
        guard hasTools else { return ModelReply(text) }
        var reply = ModelReply()
        reply.toolCalls = [ModelReply.ToolCall(id: "t1", name: "submit_report", arguments: text)]
        reply.stop = "tool_calls"
        return reply
    }

    private static func rule(_ cause: Int) -> String { "\(deeds[cause % deeds.count]) the \(objects[cause])" }

    private static func lesson(_ cause: Int, wording: Int) -> String {
        let rule = rule(cause)
        let moment = moments[cause % moments.count]
        let (when, action) =
            switch wording {
            case 0: ("\(moment) in a report", "\(rule) as soon as \(moment)")
            case 1: ("a request has it that \(moment)", "begin with this step: \(rule)")
            case 2: ("\(moment) by a later stage", "\(rule) at once, ahead of everything that follows")
            default: ("\(moment)", "\(rule), and only then go on with the rest of the work")
            }
        return #""title":"\#(rule)","when":"\#(when)","do":"\#(action)""#
    }

    private static func oneOff(_ number: Int) -> String {
        let words = (0..<4).map { place in
            (0..<4).map {
                String("bdfgklmnprtvz".dropFirst((number * (place + 3) + $0 * 5) % 13).prefix(1))
                    + ["a", "i", "o", "u"][(number / ($0 + 1) + place) % 4]
            }
            .joined()
        }
        return
            #""title":"\#(words[0]) the \#(words[1])\#(number)","when":"there is a \#(words[2])\#(number)","do":"\#(words[0]) the \#(words[1])\#(number) with a \#(words[3])\#(number)""#
    }

    private static func step(of words: String, in prompt: String) -> Int {
        let recording = prompt.ranges(of: "\nSteps:\n").first.map { prompt[$0.upperBound...] } ?? prompt[...]
        guard let place = recording.ranges(of: words).first else { return 0 }
        let head = recording[..<place.lowerBound].split(separator: "\n").last {
            $0.first == "[" && $0.dropFirst().first?.isNumber == true
        }
        return head.flatMap { Int($0.dropFirst().prefix { $0.isNumber }) } ?? 0
    }

    /// Sees that lessons are about the same deed and object, in whatever words.
    static let reader = ScriptedThemes { text in
        let lower = text.lowercased()
        guard let deed = deeds.first(where: { lower.contains($0) }),
            let object = objects.first(where: { lower.contains($0) })
        else { return [] }
        return ["\(deed) \(object)"]
    }

    /// The answer to a question of a consolidation, with what ties it to other questions: the rules that it is about.
    static func consolidate(_ role: ScriptedThemes.Role, _ prompt: String) -> (ModelReply, rules: [String]) {
        let texts: [String]
        switch role {
        case .topics, .themes: texts = ScriptedThemes.lines(of: prompt, "l").map(\.all)
        case .groups: texts = ScriptedThemes.lines(of: prompt, "t").map(\.all)
        case .rule, .check: texts = ScriptedThemes.entries(of: prompt).map(\.all)
        }
        return (ModelReply(reader.answer(role, to: prompt)), texts.flatMap { reader.rules(in: $0) })
    }

    /// An edit for each lesson that a prompt holds: two lines at the end of the section that it names.
    static func edits(_ prompt: String) -> ModelReply {
        var edits: [String] = []
        var id = ""
        for line in prompt.split(separator: "\n") {
            if line.contains(", support ") { id = String(line.prefix { $0 != " " }) }
            guard line.hasPrefix("do: "), !id.isEmpty else { continue }
            let content =
                "- \(line.dropFirst(4).prefix(1).uppercased())\(line.dropFirst(5)).\\n  Then see that the verification ends with status 0."
            edits.append(
                ###"{"id":"e\###(edits.count)","group":"","file":"SKILL.md","op":"append_to_section","target_section":"## Making reports","###
                    + ###""target_text":"","old_text":"","after_section":"","content":"\###(content)","lessons":["\###(id)"]}"###
            )
            id = ""
        }
        return ModelReply(
            #"{"reasoning":"each rule as one item","edits":[\#(edits.joined(separator: ","))],"declined":[]}"#
        )
    }
}
