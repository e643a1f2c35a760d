import JSON
import LanguageModels
import Lessons
import MethodTestSupport
import Patches
@testable import Prompting
import Safeguards
@testable import SkillEditing
import Skills
import Testing
import TestSupport

@Suite("Lessons for a new skill")
struct NewSkillWorthTests {
    @Test("are enough as a number, by their support, or where a model found one of them in several sessions")
    func worth() {
        func lessons(_ sessions: [String]..., analyst: String) -> [Lesson] {
            sessions.enumerated().map { number, own in
                var lesson = lesson("rule \(number)", sessions: own)
                lesson.analyst = analyst
                return lesson
            }
        }
        func areEnough(_ lessons: [Lesson]) -> Bool {
            SkillEditor.areWorthASkill(lessons, minimumLessons: 3, minimumSupport: 2)
        }
        let mined = Lesson.embeddedAnalyst
        #expect(!areEnough(lessons(["a", "b"], analyst: mined)))
        #expect(areEnough(lessons(["a"], ["b"], ["c"], analyst: mined)))
        #expect(areEnough(lessons(["a", "b", "c"], ["d", "e", "f"], analyst: mined)))
        #expect(areEnough(lessons(["a", "b"], analyst: "openai/m")))
        #expect(!areEnough(lessons(["a"], ["b"], analyst: "openai/m")))
    }
}

@Suite("A proposer", .timeLimit(.minutes(1)))
struct ProposerTests {
    private static let body = """
        # Spreadsheets

        ## Formulas

        - Write formulas, not values.

        ## Dates

        Dates are numbers.

        See [styles](references/styles.md).
        """
    private static let one = lesson("recalculate first", sessions: ["a", "b"], id: "xlsx-1")
    private static let two = lesson("read dates as dates", section: "Dates", sessions: ["a"], id: "xlsx-2")

    private static func base() throws -> Skill {
        try skill(body, references: ["styles": "# Styles\n\nBold headers.\n"])
    }

    private static func edit(_ fields: [String: String], lessons: [String] = ["xlsx-1"]) -> String {
        let all = ["file": "SKILL.md"].merging(fields) { $1 }.sorted { $0.key < $1.key }
            .map { "\(quoted($0.key)):\(quoted($0.value))" }
        return "{\(all.joined(separator: ",")),\"lessons\":[\(lessons.map(quoted).joined(separator: ","))]}"
    }

    private static func answer(_ edits: String..., declined: String = "") -> String {
        #"{"reasoning":"so","edits":[\#(edits.joined(separator: ","))],"declined":[\#(declined)]}"#
    }

    private static let append = edit([
        "id": "e1", "op": "append_to_section", "target_section": "## Formulas", "content": "- Run recalc.py.",
    ])

    private static func rules(_ lessons: [Lesson], isProposal: Bool = true, limit: Int = 40) -> EditRules {
        EditRules(
            skill: "xlsx",
            lessons: lessons,
            isProposal: isProposal,
            limit: limit,
            evidence: EditEvidence { _, evidence in evidence.addSuccess(command: "python recalc.py") }
        )
    }

    private func propose(
        _ lessons: [Lesson] = [one],
        background: Proposer.Background = Proposer.Background(),
        questions: Recorder<String> = Recorder(),
        isProposal: Bool = true,
        limit: Int = 40,
        answers: [String]
    ) async throws -> ProposedEdits {
        let result = Recorder<ProposedEdits>()
        try await withRole(repairs: 1) { request in
            ModelReply(answers[min(request.index, answers.count - 1)])
        } _: { role, server in
            let proposer = Proposer(role, seed: seed)
            result.add(
                try await proposer.propose(
                    lessons,
                    for: Self.base(),
                    under: Self.rules(lessons, isProposal: isProposal, limit: limit),
                    background: background
                )
            )
            for request in server.requests { questions.add(request.lastText) }
        }
        return try #require(result.all.first)
    }

    /// SKILL.md with the edits.
    private func text(_ proposed: ProposedEdits) throws -> String {
        let revision = try AppliedPatch(to: Self.base(), applying: proposed.edits)
        #expect(!revision.outcomes.values.contains { if case .rejected = $0 { true } else { false } })
        return String(decoding: revision.skill.files["SKILL.md"] ?? [], as: UTF8.self)
    }

    @Test(
        "All operations are read under all their names",
        arguments: [
            ["op": "append_to_section", "target_section": "## Formulas", "content": "- Run recalc.py."],
            [
                "op": "replace_in_section", "target_section": "## Dates", "old_text": "Dates are numbers.",
                "content": "Cast dates.",
            ],
            [
                "op": "insert_after", "target_section": "## Formulas", "target_text": "- Write formulas",
                "content": "- More.",
            ],
            ["op": "insert_before", "target_text": "Dates are numbers.", "content": "Careful."],
            ["op": "add_section", "target_section": "## Charts", "after_section": "## Dates", "content": "Draw last."],
            ["op": "delete_section", "target_section": "## Formulas"],
            ["op": "create", "file": "references/charts.md", "content": "# Charts\n\nText."],
            ["op": "create_file", "file": "references/charts.md", "content": "# Charts\n\nText."],
            ["op": "createFile", "file": "references/charts.md", "content": "# Charts\n\nText."],
            ["op": "delete_file", "file": "references/styles.md"],
            ["op": "deleteFile", "file": "references/styles.md"],
        ]
    )
    func readsAllOperations(fields: [String: String]) async throws {
        var edits = [Self.edit(fields.merging(["id": "e1", "group": "g"]) { $1 })]
        if fields["op"]?.hasPrefix("create") == true {
            edits.append(
                Self.edit([
                    "id": "e2", "group": "g", "op": "append_to_section", "target_section": "## Dates",
                    "content": "For charts see [charts](references/charts.md).",
                ])
            )
        }
        if fields["op"]?.hasPrefix("delete") == true, fields["file"] != nil {
            edits.append(
                Self.edit([
                    "id": "e2", "group": "g", "op": "replace_in_section", "content": "",
                    "old_text": "See [styles](references/styles.md).",
                ])
            )
        }
        let questions = Recorder<String>()
        let proposed = try await propose(
            questions: questions,
            answers: [Self.answer(edits.joined(separator: ","))]
        )
        _ = try text(proposed)
        guard fields["op"]?.hasPrefix("delete") != true else {
            // It was read as a removal if the rules say so: they accept none.
            #expect(questions.all.last?.contains(#/it would (remove|take away)/#) == true)
            return
        }
        #expect(proposed.edits.count == edits.count)
        #expect(proposed.discards.isEmpty && proposed.fallbacks.isEmpty)
        #expect(proposed.calls == 1)
    }

    @Test(
        "An incomplete answer is asked for again with the error",
        arguments: [
            ("I would add a line.", "there is no JSON"), (#"{"edits":"none"}"#, "there is no list"),
            (
                answer(edit(["id": "e1", "op": "append_to_section", "target_section": "## Formulas"])),
                "needs a content"
            ),
            (
                answer(edit(["id": "e1", "op": "insert_after", "target_text": "", "content": "x"])),
                "needs a target_text"
            ),
            (answer(edit(["id": "e1", "op": "delete_section", "target_section": " # "])), "needs a target_section"),
            (answer(edit(["id": "e1", "op": "rewrite", "content": "x"])), "there is no operation"),
            (
                answer(edit(["op": "delete_section", "target_section": "## Dates"], lessons: ["xlsx-9"])),
                "which there is not"
            ),
            (answer(edit(["op": "delete_section", "target_section": "## Dates"], lessons: [])), "names no lesson"),
            (answer(append, append), "two edits have the id e1"),
            (answer(), "no edit that can be read serves the lesson xlsx-1"),
            (answer(declined: #"{"lesson":"xlsx-1","reason":""}"#), "has no reason"),
        ]
    )
    func incompleteAnswerIsRepaired(bad: String, complaint: String) async throws {
        let questions = Recorder<String>()
        let proposed = try await propose(questions: questions, answers: [bad, Self.answer(Self.append)])
        #expect(proposed.discards.isEmpty && proposed.fallbacks.isEmpty)
        #expect(questions.all.count == 2)
        #expect(questions.all.last?.contains(complaint) == true)
        #expect(try text(proposed).contains("- Write formulas, not values.\n\n- Run recalc.py."))
    }

    @Test("A lesson whose edit stays unreadable gets one made in code")
    func unreadableEditFallsBack() async throws {
        for bad in ["nonsense", Self.answer(Self.edit(["id": "e1", "op": "rewrite"])), Self.answer()] {
            let proposed = try await propose(answers: [bad])
            #expect(proposed.fallbacks == [Self.one.id])
            #expect(!proposed.discards.isEmpty)
            #expect(try text(proposed).contains("- **Recalculate first.** When a value is needed: recalculate first."))
        }
    }

    // Fault 20 of the reference implementation.
    @Test("Readable edits of a broken answer are kept")
    func keepsReadableEdits() async throws {
        let proposed = try await propose(
            [Self.one, Self.two],
            answers: [Self.answer(Self.append, Self.edit(["id": "e2", "op": "rewrite"], lessons: ["xlsx-2"]))]
        )
        #expect(proposed.fallbacks == [Self.two.id])
        let text = try text(proposed)
        #expect(text.contains("- Run recalc.py.") && text.contains("- **Read dates as dates.**"))
    }

    @Test("A group with an unreadable edit is not applied")
    func brokenGroupIsNotApplied() async throws {
        let link = Self.edit([
            "id": "e1", "group": "g", "op": "append_to_section", "target_section": "## Formulas",
            "content": "For sums read [what to do](references/sums.md).",
        ])
        let file = [
            "id": "e2", "group": "g", "op": "create", "file": "references/sums.md", "content": "# Sums\n\nRun it.",
        ]
        let proposed = try await propose(answers: [Self.answer(link, Self.edit(file, lessons: ["xlsx-9"]))])

        #expect(proposed.fallbacks == [Lesson.ID("xlsx-1")])
        #expect(proposed.discards.contains { $0.reason.contains("e1 is of the group g") })
        #expect(try !text(proposed).contains("what to do"))
    }

    @Test("Edits of two JSON values are read")
    func readsTwoValues() async throws {
        let second = Self.edit(
            [
                "id": "e2", "op": "append_to_section", "target_section": "## Dates",
                "content": "```json\n{\"a\": [}\n```",
            ],
            lessons: ["xlsx-2"]
        )
        let text = "```json\n\(Self.answer(Self.append))\n```\nand\n```json\n\(Self.answer(second))\n```"
        let proposed = try await propose([Self.one, Self.two], answers: [text])
        #expect(proposed.edits.map(\.id.text) == ["e1", "e2"])
        #expect(proposed.discards.isEmpty)
    }

    @Test(
        "An edit that cannot be applied is sent back once with the reason",
        arguments: [
            (["op": "insert_after", "target_text": "Dates are words.", "content": "x"], "anchor-not-found"),
            (["op": "append_to_section", "target_section": "## Charts", "content": "x"], "section-not-found"),
            (
                ["op": "append_to_section", "file": "../other/SKILL.md", "target_section": "## A", "content": "x"],
                "protected-file"
            ),
            (["op": "create", "file": "/etc/passwd", "content": "x"], "protected-file"),
            (["op": "create", "file": "references/charts.md", "content": "# Charts"], "orphaned-reference"),
            (["op": "delete_file", "file": "SKILL.md"], "protected-file"),
        ]
    )
    func unappliedEditIsSentBack(fields: [String: String], code: String) async throws {
        let bad = Self.answer(Self.edit(fields.merging(["id": "e1"]) { $1 }))
        let questions = Recorder<String>()
        let proposed = try await propose(questions: questions, answers: [bad, Self.answer(Self.append)])
        #expect(questions.all.count == 2)
        #expect(questions.all.last?.contains("[\(code)]") == true)
        #expect(proposed.discards.isEmpty && proposed.fallbacks.isEmpty)
        #expect(proposed.calls == 2)

        let stubborn = try await propose(answers: [bad])
        #expect(stubborn.discards.contains { $0.code == "rejected" && $0.lessons == [Self.one.id] })
        #expect(stubborn.fallbacks == [Self.one.id])
        #expect(try text(stubborn).contains("- **Recalculate first.**"))
    }

    @Test("Of two overlapping edits the better supported one wins")
    func betterSupportedEditWins() async throws {
        func replace(_ id: String, _ lesson: String) -> String {
            Self.edit(
                ["id": id, "op": "replace_in_section", "old_text": "Dates are numbers.", "content": id],
                lessons: [lesson]
            )
        }
        let questions = Recorder<String>()
        let second = Self.edit(
            ["id": "e1", "op": "append_to_section", "target_section": "## Dates", "content": "Read them so."],
            lessons: ["xlsx-2"]
        )
        let proposed = try await propose(
            [Self.one, Self.two],
            questions: questions,
            answers: [Self.answer(replace("e1", "xlsx-2"), replace("e2", "xlsx-1")), Self.answer(second)]
        )
        #expect(questions.all.last?.contains("[conflict]") == true)
        #expect(proposed.discards.isEmpty)
        let text = try text(proposed)
        #expect(text.contains("\ne2\n") && text.contains("Read them so."))
    }

    @Test("Scripts and assets are held for a person with their group")
    func scriptsAreHeld() async throws {
        let script = Self.edit([
            "id": "e1", "group": "g", "op": "create", "file": "scripts/fix.py", "content": "print()",
        ])
        let link = Self.edit([
            "id": "e2", "group": "g", "op": "append_to_section", "target_section": "## Formulas",
            "content": "Run scripts/fix.py.",
        ])
        let proposed = try await propose(answers: [Self.answer(script, link)])
        #expect(proposed.held.map(\.edit.id.text) == ["e1", "e2"])
        #expect(proposed.fallbacks == [Self.one.id] && proposed.discards.isEmpty)
        #expect(try text(proposed).contains("**Recalculate first.**"))
    }

    // Fault 37 of the reference implementation.
    @Test("The prompt contains the analysts' suggestions")
    func promptContainsSuggestions() async throws {
        var lesson = Self.one
        lesson.suggestion = "say when a file has to be computed"
        let questions = Recorder<String>()
        _ = try await propose([lesson, Self.two], questions: questions, answers: [Self.answer(Self.append)])
        #expect(
            questions.all.first?.contains("\nsuggestion for the skill: say when a file has to be computed\n") == true
        )
        #expect(questions.all.first?.ranges(of: "suggestion for the skill").count == 1)
    }

    @Test("An edit against a rule is sent back with its group")
    func editAgainstRuleIsSentBack() async throws {
        let link = Self.edit([
            "id": "e1", "group": "g", "op": "append_to_section", "target_section": "## Formulas",
            "content": "- For more see [more](references/more.md).",
        ])
        let text = "# More\n\n" + (1...30).map { "- Rule \($0).\n" }.joined()
        let file = Self.edit(["id": "e2", "group": "g", "op": "create", "file": "references/more.md", "content": text])
        let questions = Recorder<String>()
        let proposed = try await propose(questions: questions, limit: 20, answers: [Self.answer(link, file)])
        #expect(questions.all.last?.ranges(of: "lines of at most 20; say it in fewer").count == 2)
        #expect(proposed.fallbacks == [Self.one.id])
        #expect(proposed.discards.filter { $0.code == "rejected" }.count == 2)
        let main = try self.text(proposed)
        #expect(main.contains("**Recalculate first.**") && !main.contains("more.md"))
    }

    @Test("A lesson that code mined may be worded with the command that it has, and with no other")
    func templateOfMinedLesson() async throws {
        var mined = lesson(
            "change files by replacing exact text, not by `sed -i s///`",
            do: "use a short script; not `sed -i 's/old/new/'`, which broke files",
            sessions: ["a", "b"],
            id: "xlsx-1"
        )
        mined.analyst = Lesson.embeddedAnalyst
        func answer(_ command: String) -> String {
            Self.answer(
                Self.edit([
                    "id": "e1", "op": "append_to_section", "target_section": "## Formulas",
                    "content": "- Change files by a short script. What `\(command)` did was taken back each time.",
                ])
            )
        }
        let own = try await propose([mined], isProposal: false, answers: [answer("sed -i 's/old/new/'")])
        #expect(try self.text(own).contains("- Change files by a short script. What `sed -i 's/old/new/'`"))
        #expect(own.fallbacks.isEmpty && own.discards.isEmpty)

        let other = try await propose([mined], isProposal: false, answers: [answer("sed -i '1,9d' *.py")])
        #expect(other.discards.contains { $0.reason.contains("no supporting session ran this with success") })
        #expect(other.fallbacks == [mined.id])

        mined.analyst = "test"
        let unproven = try await propose([mined], isProposal: false, answers: [answer("sed -i 's/old/new/'")])
        #expect(unproven.discards.contains { $0.reason.contains("no supporting session ran this with success") })
    }

    @Test("A lesson that cannot be placed is reported with the reason")
    func unplacedLessonIsReported() async throws {
        let proposed = try await propose(limit: 0, answers: [Self.answer(Self.append)])
        #expect(proposed.edits.isEmpty && proposed.fallbacks.isEmpty)
        let loss = proposed.discards.first { $0.code == "unplaced" }
        #expect(loss?.lessons == [Self.one.id] && loss?.reason.hasSuffix("lines of at most 0; say it in fewer") == true)
    }

    @Test("A declined lesson gets no edit")
    func declinedLessonGetsNoEdit() async throws {
        let proposed = try await propose(answers: [
            Self.answer(declined: #"{"lesson":"xlsx-1","reason":"there already"}"#)
        ])
        #expect(proposed.declined.map(\.reason) == ["there already"])
        #expect(proposed.edits.isEmpty && proposed.fallbacks.isEmpty && proposed.discards.isEmpty)
    }

    @Test("Retracted lessons and earlier rejections are named and not proposed again")
    func retractedLessonsAreNotProposed() async throws {
        let advice = "delete every hidden sheet before the file is saved"
        let tombstone = lesson("delete hidden sheets", do: advice, id: "xlsx-9")
        let background = Proposer.Background(
            tombstones: [tombstone],
            rejections: [PastRejection("convert all to csv", reason: "loses formats")]
        )
        let back = Self.edit([
            "id": "e1", "op": "append_to_section", "target_section": "## Formulas",
            "content": "- Delete every hidden sheet before the file is saved, then recalculate.",
        ])
        let questions = Recorder<String>()
        let proposed = try await propose(
            [Self.one],
            background: background,
            questions: questions,
            answers: [Self.answer(back)]
        )
        #expect(questions.all.first?.contains(advice) == true)
        // words: allow
        #expect(questions.all.first?.contains("convert all to csv (turned down: loses formats)") == true)
        #expect(questions.all.last?.contains("it brings back xlsx-9") == true)
        let text = try text(proposed)
        #expect(!text.contains("hidden sheet"))
        #expect(proposed.fallbacks == [Self.one.id])
    }

    @Test("Lessons of a new section go into one section with the model's text")
    func newSectionIsShared() async throws {
        let lessons = (1...3).map { lesson("rule number \($0) of charts", section: "Charts", id: "xlsx-\($0)") }
        let alone = try await propose(lessons, answers: ["nonsense"])
        #expect(alone.edits.count == 1)
        #expect(try text(alone).contains("## Charts\n\n- **Rule number 1 of charts.**"))

        let added = Self.edit(["id": "e1", "op": "add_section", "target_section": "## Charts", "content": "Draw last."])
        let beside = try await propose(lessons, answers: [Self.answer(added)])
        #expect(beside.fallbacks.map(\.rawValue) == ["xlsx-2", "xlsx-3"])
        #expect(try text(beside).contains("## Charts\n\nDraw last.\n\n- **Rule number 2"))
    }

    @Test("Batches have separate edits, and the order of lessons does not matter")
    func batchesAreSeparate() async throws {
        let lessons = (1...5).map { number in
            lesson("rule number \(number) of many", section: number < 4 ? "Formulas" : "Dates", id: "xlsx-\(number)")
        }
        let outcomes = Recorder<ProposedEdits>()
        for lessons in [lessons, lessons.reversed()] {
            try await withRole { request in
                let ids = request.lastText.split(separator: "\n").filter {
                    $0.hasPrefix("xlsx-") && $0.contains(" (failure")
                }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
                let edits = ids.enumerated().map { place, id in
                    Self.edit(
                        [
                            "id": "e\(place)", "op": "append_to_section", "target_section": "## Formulas",
                            "content": "- \(id).",
                        ],
                        lessons: [id]
                    )
                }
                return ModelReply(Self.answer(edits.joined(separator: ",")))
            } _: { role, server in
                let proposer = Proposer(role, seed: seed, batch: 2)
                outcomes.add(
                    try await proposer.propose(lessons, for: Self.base(), under: Self.rules(lessons))
                )
                #expect(server.requests.count == 3)
                #expect(Set(server.requests.map(\.systemText)).count == 1)
            }
        }
        #expect(outcomes.all[0] == outcomes.all[1])
        #expect(Set(outcomes.all[0].edits.map(\.id)).count == 5)
        #expect(outcomes.all[0].discards.isEmpty)
    }

    @Test("Temporary failures and a missing SKILL.md are typed errors")
    func failuresAreTyped() async throws {
        for error in [ModelError.unavailable("down"), .budget("spent"), .authentication("no key"), .pending("later")] {
            let failing = role { _ throws(ModelError) in throw error }
            await #expect(throws: AnalystError.model(error)) {
                try await Proposer(failing, seed: seed).propose(
                    [Self.one],
                    for: Self.base(),
                    under: Self.rules([Self.one])
                )
            }
        }
        let empty = try Skill(name: Skill.Name("xlsx"), files: [:])
        let error = await #expect(throws: AnalystError.self) {
            try await Proposer(role { _ in answered("") }, seed: seed).propose(
                [Self.one],
                for: empty,
                under: Self.rules([Self.one])
            )
        }
        #expect(error?.code == "unusable")
    }

    @Test("Edits are made in code if the model refuses")
    func refusalFallsBack() async throws {
        let refusing = role { _ throws(ModelError) in throw .refused("no") }
        let proposed = try await Proposer(refusing, seed: seed).propose(
            [Self.one],
            for: Self.base(),
            under: Self.rules([Self.one])
        )
        #expect(proposed.discards.map(\.code) == ["refused"])
        #expect(proposed.fallbacks == [Self.one.id])
    }
}
