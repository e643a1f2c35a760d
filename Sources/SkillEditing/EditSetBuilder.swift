internal import Foundations
internal import LanguageModels
internal import Lessons
internal import Patches
internal import Prompting
internal import Skills

/// Builds a set of compatible edits from a model's answers: holds scripts for a person, sends edits back that cannot be
/// applied, and makes an edit in code for every lesson that is left without one.
///
/// The set is applied to the base, and judged, once for each change of the set.
struct EditSetBuilder {
    /// An edit that must not stay, with the reason.
    typealias Rejected = (edit: Edit, reason: String)

    private let base: Skill
    private let lessons: [Lesson]
    private let rules: EditRules
    private var edits: [Edit] = [] {
        didSet { if edits != oldValue { knownRejections = nil } }
    }
    /// The rejections of the current set of edits, once they are known.
    private var knownRejections: [Rejected]?
    private var result = ProposedEdits()

    init(base: Skill, lessons: [Lesson], rules: EditRules) {
        self.base = base
        self.lessons = lessons
        self.rules = rules
    }

    /// The edits that a model is asked to correct.
    struct Retry {
        let ids: Set<Edit.ID>
        let lessons: Set<String>
        /// The edits, each with the reason why it cannot stay.
        let text: String
    }

    // MARK: Answers

    /// Adds the answer about some lessons.
    mutating func add(_ reply: Result<ParsedAnswer<ProposalAnswer>, ModelError>, for lessons: [Lesson.ID]) {
        result.calls += 1
        switch reply {
        case .success(let parsed):
            edits += parsed.value.edits
            result.declined += parsed.value.declined
            result.discards += parsed.errors.map { Discard(.propose, code: "unreadable", reason: $0) }
        case .failure(let error): record(.model(error), lessons: Set(lessons.map(\.rawValue)))
        }
    }

    /// Records that there is no answer about some lessons.
    mutating func record(_ error: AnalystError, lessons: Set<String>) {
        result.discards.append(Discard(.propose, error, lessons: lessons.map { Lesson.ID($0) }))
    }

    /// The edits that cannot stay, for the model to correct; `nil` if there are none. Edits for a person are held first.
    mutating func retry() -> Retry? {
        holdForPerson()
        let rejected = rejections()
        guard !rejected.isEmpty else { return nil }
        let texts = rejected.map { edit, reason in "\(Self.text(of: edit))\nreason: \(reason)" }
        return Retry(
            ids: Set(rejected.map(\.edit.id)),
            lessons: Set(rejected.flatMap(\.edit.lessons)),
            text: texts.joined(separator: "\n\n")
        )
    }

    /// Replaces edits by corrected ones with the same ids.
    mutating func correct(with answer: ParsedAnswer<ProposalAnswer>) {
        result.calls += 1
        result.discards += answer.errors.map { Discard(.propose, code: "unreadable", reason: $0) }
        var corrected = edits
        for edit in answer.value.edits {
            guard let index = corrected.firstIndex(where: { $0.id == edit.id }) else { continue }
            // An edit without a group of its own stays in its group.
            let group = edit.group == edit.id.text ? corrected[index].group : edit.group
            corrected[index] = Edit(
                id: edit.id,
                file: edit.file,
                operation: edit.operation,
                lessons: edit.lessons,
                group: group
            )
        }
        edits = corrected
        let rejected = Set(rejections().flatMap(\.edit.lessons))
        let served = Set(edits.flatMap(\.lessons)).subtracting(rejected)
        let declined = answer.value.declined.filter { !served.contains($0.lesson.rawValue) }
        // A lesson that the model declines after its edit failed needs no other edit.
        edits.removeAll { edit in edit.lessons.allSatisfy { id in declined.contains { $0.lesson.rawValue == id } } }
        result.declined += declined
        holdForPerson()
    }

    /// The compatible edits, with edits made in code for the lessons that have none.
    mutating func finish() -> ProposedEdits {
        for (edit, reason) in removeRejected() {
            let lessons = edit.lessons.map { Lesson.ID($0) }
            let text = "the edit \(edit.id) (\(edit.operation.name)) cannot stay: \(reason)"
            result.discards.append(Discard(.propose, code: "rejected", reason: text, lessons: lessons))
        }
        // A lesson whose script is held for a person gets an edit in code until then.
        let settled = Set(edits.flatMap(\.lessons) + result.declined.map(\.lesson.rawValue))
        fallBack(for: lessons.filter { !settled.contains($0.id.rawValue) })
        result.edits = ranked(edits)
        result.declined = result.declined.filter { declined in
            !edits.contains { $0.lessons.contains(declined.lesson.rawValue) }
        }
        result.declined.sort { $0.lesson < $1.lesson }
        result.held.sort { $0.edit.id < $1.edit.id }
        result.discards.sort { ($0.code, $0.reason) < ($1.code, $1.reason) }
        return result
    }

    // MARK: Rejections

    /// The edits of the current set that cannot stay: those that cannot be applied, of two in conflict the one with less
    /// support, those against a rule, and the other edits of their groups.
    private mutating func rejections() -> [Rejected] {
        if let knownRejections { return knownRejections }
        let rejected = findRejections()
        knownRejections = rejected
        return rejected
    }

    private func findRejections() -> [Rejected] {
        // Cannot fail: ids are unique and SKILL.md exists.
        guard let patch = try? AppliedPatch(to: base, applying: ranked(edits)) else { return [] }
        let objections = rules.objections(to: patch)
        return edits.compactMap { edit in
            if case .rejected(let rejection) = patch.outcomes[edit.id] { return (edit, "\(rejection)") }
            return objections[edit.id].map { (edit, $0) }
        }
    }

    /// Removes rejected edits until none is left: without one edit, another may be rejected.
    private mutating func removeRejected() -> [Rejected] {
        var removed: [Rejected] = []
        while true {
            let rejected = rejections()
            guard !rejected.isEmpty else { return removed }
            removed += rejected
            let ids = Set(rejected.map(\.edit.id))
            edits.removeAll { ids.contains($0.id) }
        }
    }

    /// Moves the edits that only a person may accept, with the other edits of their groups, to the held ones.
    private mutating func holdForPerson() {
        let groups = Set(edits.filter { EditRules.needsPerson($0.file) }.map(\.group))
        guard !groups.isEmpty else { return }
        result.held += edits.filter { groups.contains($0.group) }.map {
            ProposedEdits.Held(edit: $0, reason: EditRules.needsPersonReason)
        }
        edits.removeAll { groups.contains($0.group) }
    }

    /// The edits, those of the best supported lessons first.
    private func ranked(_ edits: [Edit]) -> [Edit] {
        var support: [String: Int] = [:]
        for lesson in lessons { support[lesson.id.rawValue] = lesson.support.count }
        func rank(_ edit: Edit) -> Int { edit.lessons.map { support[$0] ?? 0 }.max() ?? 0 }
        return edits.sorted { rank($0) == rank($1) ? $0.id < $1.id : rank($0) > rank($1) }
    }

    private static func text(of edit: Edit) -> String {
        let fields = edit.fields.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        let lessons = edit.lessons.joined(separator: ", ")
        return "\(edit.id) (group \(edit.group), lessons \(lessons))\n\(fields.joined(separator: "\n"))"
    }

    // MARK: Edits in code

    /// Adds each lesson to the section that it names, or to a new section with that title.
    private mutating func fallBack(for missing: [Lesson]) {
        guard !missing.isEmpty else { return }
        var extended = edits
        var made: [Edit] = []
        var prefix = "fallback"
        while edits.contains(where: { $0.id.text.hasPrefix(prefix) || $0.group.hasPrefix(prefix) }) { prefix += "-" }
        let sections = Dictionary(grouping: missing, by: \.section)
        for (index, section) in sections.keys.sorted().enumerated() {
            let group = sections[section] ?? []
            let edit = PlainEdits.adding(group, under: section, of: base, id: Edit.ID("\(prefix)\(index + 1)"))
            // The model may add the same section: two edits that add it would be in conflict.
            if case .addSection = edit.operation, let index = extended.firstIndex(where: { Self.adds(section, $0) }) {
                extended[index] = Self.extending(extended[index], by: group)
            } else {
                made.append(edit)
            }
        }
        edits = extended + made
        for (edit, reason) in removeRejected() {
            let lessons = edit.lessons.map { Lesson.ID($0) }
            result.discards.append(Discard(.propose, code: "unplaced", reason: reason, lessons: lessons))
        }
        let placed = Set(edits.flatMap(\.lessons))
        result.fallbacks = missing.map(\.id).filter { placed.contains($0.rawValue) }.sorted()
    }

    private static func adds(_ section: String, _ edit: Edit) -> Bool {
        guard edit.file == Skill.mainPath, case .addSection(let heading, _, _) = edit.operation else { return false }
        func folded(_ text: String) -> String {
            EnglishTokenizer.folded(String(text.drop { $0 == "#" || $0 == " " })).lowercased()
        }
        return folded(heading) == folded(section)
    }

    private static func extending(_ edit: Edit, by lessons: [Lesson]) -> Edit {
        guard case .addSection(let heading, let after, let content) = edit.operation else { return edit }
        let more = "\(content)\n\n\(LessonText.items(lessons))"
        return Edit(
            id: edit.id,
            file: edit.file,
            operation: .addSection(heading: heading, after: after, content: more),
            lessons: Set(edit.lessons + lessons.map(\.id.rawValue)).sorted(),
            group: edit.group
        )
    }
}
