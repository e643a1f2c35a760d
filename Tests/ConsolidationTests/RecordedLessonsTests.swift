@testable import Consolidation
import JSON
import LanguageModels
import Lessons
import MethodTestSupport
@testable import Prompting
import Synchronization
import Testing
import TestSupport
import Trajectories

/// Consolidates lessons that a model reported of real runs, which are not part of the project: `ANALYST_LESSONS` names a
/// file with a list of runs, each `{"trajectory": …, "lessons": [{"title", "when", "do", …, "themes": [names]}]}`. The
/// names of the themes are what a good reader would say of a lesson; most have none or one.
@Suite("Lessons of real runs", .enabled(if: RecordedLessons.path != nil, "ANALYST_LESSONS names no file"))
struct RecordedLessonsTests {
    @Test("give every rule that two tasks support and nothing else, with a good reader")
    func goodReader() async throws {
        let recorded = try RecordedLessons()
        let outcome = try await recorded.outcome { $0.answer($1, to: $2) }
        let published = outcome.drafts.filter { $0.lesson.support.tasks > 1 }
        let rules = Set(published.compactMap { recorded.common(to: $0.sources).sorted().first })
        let expected = recorded.themes.filter { $0.value.count > 1 }
        print("lessons: \(recorded.drafts.count), \(expected.count) rules of two tasks or more, \(rules.count) found")
        for draft in outcome.drafts where draft.lesson.support.tasks > 1 {
            print("  \(draft.lesson.support.tasks) tasks: \(draft.lesson.title)")
        }
        #expect(rules == Set(expected.keys) && published.count == expected.count)
        for draft in outcome.drafts where draft.lesson.support.tasks > 1 {
            let theme = try #require(recorded.common(to: draft.sources).first, "\(draft.lesson.title)")
            #expect(expected[theme].map { $0 == Set(draft.sessions.map(\.task)) } ?? false, "\(theme)")
        }
    }

    @Test(
        "give nothing false with a bad reader: random groups, one group of all, or broken answers",
        arguments: ["random", "all", "broken"]
    )
    func badReader(_ kind: String) async throws {
        let recorded = try RecordedLessons()
        let generator = Mutex(SeededGenerator(seed: 20, name: kind))
        let outcome = try await recorded.outcome { themes, role, question in
            switch (kind, role) {
            case ("broken", _):
                let isBroken = generator.withLock { $0.nextUnit() } < 0.2
                return isBroken ? "no idea" : themes.answer(role, to: question)
            case (_, .themes):
                var groups: [String: [(name: String, part: String)]] = [:]
                for entry in ScriptedThemes.lines(of: question, "l") {
                    let group = kind == "all" ? 0 : generator.withLock { Int.random(in: 0..<8, using: &$0) }
                    groups["group \(group)", default: []].append((entry.name, ""))
                }
                return ScriptedThemes.themes(groups)
            case (_, .rule):
                let entries = ScriptedThemes.entries(of: question)
                return ScriptedThemes.rule(of: entries, in: entries.first)
            default: return themes.answer(role, to: question)
            }
        }
        for draft in outcome.drafts where draft.lesson.support.tasks > 1 {
            #expect(!recorded.common(to: draft.sources).isEmpty, "\(kind): \(draft.lesson.title)")
        }
        // No lesson is lost: each is there, or is a part of one that is.
        let left = Set(outcome.drafts.map(\.id))
        for draft in recorded.drafts {
            #expect(left.contains(draft.id) || outcome.drafts.contains { $0.sources.contains(draft.id) })
        }
    }
}

/// The lessons of the file that `ANALYST_LESSONS` names.
struct RecordedLessons {
    static let path = environment("ANALYST_LESSONS")

    let drafts: [LessonDraft]
    /// The tasks that support a theme.
    let themes: [String: Set<String>]
    private let names: [Lesson.ID: Set<String>]
    private let reader: ScriptedThemes

    init() throws {
        let runs = try JSON(parsing: Array(try read(Self.path ?? "").utf8)).array ?? []
        var drafts: [LessonDraft] = []
        var names: [Lesson.ID: Set<String>] = [:]
        var byTitle: [String: [String]] = [:]
        var themes: [String: Set<String>] = [:]
        for (number, run) in runs.enumerated() {
            let session = voice("run-\(number)", task: run["trajectory"]?.string ?? "\(number)")
            for json in run["lessons"]?.array ?? [] {
                func text(_ key: String) -> String { json[key]?.string ?? "" }
                var own = lesson(text("title"), when: text("when"), do: text("do"), sessions: ["run-\(number)"])
                (own.skill, own.check, own.why) = ("", text("check"), text("why"))
                let quotes = (json["quotes"]?.array ?? []).map {
                    Lesson.Quote(step: $0["step"]?.int ?? 0, text: $0["text"]?.string ?? "")
                }
                own.evidence[0].quotes = quotes
                let said = (json["themes"]?.array ?? []).compactMap(\.string)
                drafts.append(LessonDraft(own, sessions: [session]))
                names[own.id] = Set(said)
                byTitle[Excerpt.line(of: own.title, limit: 60)] = said
                for theme in said { themes[theme, default: []].insert(session.task) }
            }
        }
        (self.drafts, self.names, self.themes) = (drafts, names, themes)
        let known = byTitle
        reader = ScriptedThemes { text in
            known.filter { text.contains($0.key.replacing(" …", with: "")) }.flatMap(\.value).sorted()
        }
    }

    /// The themes that all of these lessons are of.
    func common(to lessons: [Lesson.ID]) -> Set<String> {
        // A rule that is made of parts has an id of its own.
        let known = lessons.compactMap { names[$0] }
        return known.dropFirst().reduce(known.first ?? []) { $0.intersection($1) }
    }

    func outcome(
        _ answer: @escaping @Sendable (ScriptedThemes, ScriptedThemes.Role, String) -> String
    ) async throws -> ThemeConsolidation.Outcome {
        let reader = reader
        let model = role { call throws(ModelError) in
            guard let role = ScriptedThemes.role(of: call.prompt.shared.joined()) else { throw .badRequest("what?") }
            let question =
                call.prompt.messages.compactMap { if case .user(let text) = $0 { text } else { nil } }.first ?? ""
            return answered(answer(reader, role, question))
        }
        return try await ThemeConsolidation(model, seed: seed).consolidate(drafts)
    }
}
