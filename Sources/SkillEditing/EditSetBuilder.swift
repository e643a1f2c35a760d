internal import Foundations
internal import LanguageModels
internal import Lessons
internal import Patches
internal import Prompting
internal import Skills

/// Proposed edits on their way to a set that goes together: what has a place, what is held, what needs another try, and
/// in the end an edit made in code for every lesson that is left without one.
struct EditSetBuilder {
    private let base: Skill
    private let lessons: [Lesson]
    private let objections: Proposer.Objections
    private var edits: [Edit] = []
    private var result = ProposedEdits()

    init(
        base: Skill,
        lessons: [Lesson],
        objections: @escaping Proposer.Objections = { _ in [:] }
    ) {
        self.base = base
        self.lessons = lessons
        self.objections = objections
    }

    /// What a model is asked to put right.
    struct Retry {
        let ids: Set<Edit.ID>
        let lessons: Set<String>
        /// The edits, each with the reason why it has no place.
        let text: String
    }

    // MARK: Answers

    mutating func take(_ reply: Result<ParsedAnswer<ProposalAnswer>, ModelError>, for lessons: [Lesson.ID]) {
        result.calls += 1
        switch reply {
        case .success(let parsed):
            edits += parsed.value.edits
            result.declined += parsed.value.declined
            result.losses += parsed.errors.map { Discard(.propose, code: "unreadable", reason: $0) }
        case .failure(let error): note(.model(error), lessons: Set(lessons.map(\.rawValue)))
        }
    }

    mutating func note(_ error: AnalystError, lessons: Set<String>) {
        result.losses.append(Discard(.propose, error, lessons: lessons.map { Lesson.ID($0) }))
    }

    /// The edits that have no place, for a model to put right; nil if there are none. Held edits are set aside first.
    mutating func retry() -> Retry? {
        setAside()
        let rejected = rejections()
        guard !rejected.isEmpty else { return nil }
        let texts = rejected.map { edit, reason in "\(Self.text(of: edit))\nreason: \(reason)" }
        return Retry(
            ids: Set(rejected.map(\.edit.id)),
            lessons: Set(rejected.flatMap(\.edit.lessons)),
            text: texts.joined(separator: "\n\n")
        )
    }

    /// Puts edits in the place of those of the same id.
    mutating func correct(with parsed: ParsedAnswer<ProposalAnswer>) {
        result.calls += 1
        result.losses += parsed.errors.map { Discard(.propose, code: "unreadable", reason: $0) }
        for edit in parsed.value.edits {
            guard let index = edits.firstIndex(where: { $0.id == edit.id }) else { continue }
            // An edit that says nothing of its group stays in it.
            let group = edit.group == edit.id.text ? edits[index].group : edit.group
            edits[index] = Edit(
                id: edit.id,
                file: edit.file,
                operation: edit.operation,
                lessons: edit.lessons,
                group: group
            )
        }
        let rejected = Set(rejections().flatMap(\.edit.lessons))
        let served = Set(edits.flatMap(\.lessons)).subtracting(rejected)
        let declined = parsed.value.declined.filter { !served.contains($0.lesson.rawValue) }
        // A lesson that is declined once its edit failed needs no other.
        edits.removeAll { edit in edit.lessons.allSatisfy { id in declined.contains { $0.lesson.rawValue == id } } }
        result.declined += declined
        setAside()
    }

    /// Everything that goes together, with edits made in code for the lessons that the rest left out.
    mutating func finish() -> ProposedEdits {
        for (edit, reason) in removeRejected() {
            let lessons = edit.lessons.map { Lesson.ID($0) }
            let text = "the edit \(edit.id) (\(edit.operation.name)) cannot stay: \(reason)"
            result.losses.append(Discard(.propose, code: "rejected", reason: text, lessons: lessons))
        }
        // A lesson whose script waits for a person stands without it meanwhile.
        let settled = Set(edits.flatMap(\.lessons) + result.declined.map(\.lesson.rawValue))
        fallBack(for: lessons.filter { !settled.contains($0.id.rawValue) })
        result.edits = ranked(edits)
        result.declined = result.declined.filter { declined in
            !edits.contains { $0.lessons.contains(declined.lesson.rawValue) }
        }
        result.declined.sort { $0.lesson < $1.lesson }
        result.held.sort { $0.edit.id < $1.edit.id }
        result.losses.sort { ($0.code, $0.reason) < ($1.code, $1.reason) }
        return result
    }

    // MARK: Places

    /// Edits that cannot stay, each with the reason: those that could not be applied, of two in conflict the one with
    /// less support; and those that a rule speaks against.
    private func rejections() -> [(edit: Edit, reason: String)] {
        // Ids are unique and SKILL.md is there: both are seen to before.
        guard let revision = try? Revision(of: base, applying: ranked(edits)) else { return [] }
        let objections = objections(revision)
        let culprits = Dictionary(firstValues: edits.filter { objections[$0.id] != nil }.map { ($0.group, $0.id) })
        return edits.compactMap { edit in
            if case .rejected(let rejection) = revision.outcomes[edit.id] { return (edit, "\(rejection)") }
            if let objection = objections[edit.id] { return (edit, objection) }
            // A link without the file that it leads to would stay behind.
            return culprits[edit.group].map { (edit, "the edit \($0) of the same group cannot stay") }
        }
    }

    /// Takes out what cannot stay, until the rest can: without one edit, another may have no place any more.
    private mutating func removeRejected() -> [(edit: Edit, reason: String)] {
        var removed: [(edit: Edit, reason: String)] = []
        while true {
            let rejected = rejections()
            guard !rejected.isEmpty else { return removed }
            removed += rejected
            let ids = Set(rejected.map(\.edit.id))
            edits.removeAll { ids.contains($0.id) }
        }
    }

    /// Takes scripts and assets out, with all that goes only together with them.
    private mutating func setAside() {
        let reason = "scripts and assets wait for a person"
        let groups = Set(edits.filter { Self.needsPerson($0.file) }.map(\.group))
        result.held += edits.filter { groups.contains($0.group) }.map { ProposedEdits.Held(edit: $0, reason: reason) }
        edits.removeAll { groups.contains($0.group) }
    }

    private static func needsPerson(_ path: String) -> Bool {
        Skill.isPath(path) && (path.hasPrefix("scripts/") || path.hasPrefix("assets/"))
    }

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

    // MARK: In code

    /// Adds each lesson at the end of the section that it names, or in a new section of that name.
    private mutating func fallBack(for missing: [Lesson]) {
        guard !missing.isEmpty else { return }
        var number = 0
        var made: [Edit] = []
        var prefix = "fallback"
        while edits.contains(where: { $0.id.text.hasPrefix(prefix) || $0.group.hasPrefix(prefix) }) { prefix += "-" }
        let sections = Dictionary(grouping: missing, by: \.section)
        for section in sections.keys.sorted() {
            let group = sections[section] ?? []
            number += 1
            let id = Edit.ID("\(prefix)\(number)")
            // A title may say the same as a heading below it.
            let appended = ["## \(section)", section].compactMap { Self.append(group, to: $0, id: id) }.first { edit in
                Resolution.all(of: [edit], against: base).allSatisfy { $0.rejection == nil }
            }
            if let appended {
                made.append(appended)
            } else if let index = edits.firstIndex(where: { Self.adds(section, $0) }) {
                edits[index] = extended(edits[index], by: group)
            } else {
                let operation = Edit.Operation.addSection(
                    heading: "## \(section)",
                    after: nil,
                    content: LessonText.items(group)
                )
                made.append(
                    Edit(id: id, file: Skill.mainPath, operation: operation, lessons: group.map(\.id.rawValue))
                )
            }
        }
        edits += made
        for (edit, reason) in removeRejected() {
            let lessons = edit.lessons.map { Lesson.ID($0) }
            result.losses.append(Discard(.propose, code: "unplaced", reason: reason, lessons: lessons))
        }
        let placed = Set(edits.flatMap(\.lessons))
        result.fallbacks = missing.map(\.id).filter { placed.contains($0.rawValue) }.sorted()
    }

    private static func append(_ lessons: [Lesson], to section: String, id: Edit.ID) -> Edit? {
        guard let address = Edit.Address(section) else { return nil }
        return Edit(
            id: id,
            file: Skill.mainPath,
            operation: .appendToSection(address, content: LessonText.items(lessons)),
            lessons: lessons.map(\.id.rawValue)
        )
    }

    private static func adds(_ section: String, _ edit: Edit) -> Bool {
        guard edit.file == Skill.mainPath, case .addSection(let heading, _, _) = edit.operation else { return false }
        func folded(_ text: String) -> String {
            EnglishTokenizer.folded(String(text.drop { $0 == "#" || $0 == " " })).lowercased()
        }
        return folded(heading) == folded(section)
    }

    private func extended(_ edit: Edit, by lessons: [Lesson]) -> Edit {
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
