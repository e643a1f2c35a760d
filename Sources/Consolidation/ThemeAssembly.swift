internal import Foundations
internal import Lessons

/// Unites the sources of themes, in code.
///
/// A lesson that belongs to one theme as a whole becomes a part of its rule. One that says several rules becomes a part of
/// them once each of its parts has a rule; as long as only one part has, it stays in the pool as well.
struct ThemeAssembly {
    private let pool: [LessonDraft]
    private let units: [ThemeUnit]
    private let scope: ThemeConsolidation.Scope

    init(_ pool: [LessonDraft], _ units: [ThemeUnit], _ scope: ThemeConsolidation.Scope) {
        self.pool = pool
        self.units = units
        self.scope = scope
    }

    /// What the themes come to.
    struct Result {
        /// The drafts that remain and those that are made.
        var drafts: [LessonDraft]
        /// For each lesson that is a part of another one, that one.
        var homes: [Lesson.ID: Lesson.ID] = [:]
        /// What a person has to decide in a rule that was made.
        var concerns: [Lesson.ID: String] = [:]
    }

    /// Unites the sources of all themes.
    func assembled() -> Result {
        var memberships: [Lesson.ID: Int] = [:]
        var isPartial: Set<Lesson.ID> = []
        for source in units.flatMap(\.sources) {
            memberships[source.draft.id, default: 0] += 1
            if !source.part.isEmpty { isPartial.insert(source.draft.id) }
        }
        func isGone(_ id: Lesson.ID) -> Bool { (memberships[id] ?? 0) > (isPartial.contains(id) ? 1 : 0) }

        var drafts = Dictionary(firstValues: pool.map { ($0.id, $0) })
        var result = Result(drafts: [])
        var made: [LessonDraft] = []
        for unit in units {
            let sources = unit.sources.map(\.draft)
            let id: Lesson.ID
            if let lead = unit.lead {
                id = lead.id
                drafts[id] = (drafts[id] ?? lead).joined(with: sources)
            } else {
                // A lesson that says more than the rule does not give its id to it.
                let whole = sources.filter { memberships[$0.id] == 1 && !isPartial.contains($0.id) }
                guard let lead = LessonDraft.lead(of: whole.isEmpty ? sources : whole) else { continue }
                let others = sources.filter { $0.id != lead.id }
                var rule = lead.joined(with: others, wording: unit.wording)
                if whole.isEmpty { rule = rule.renamed(Self.id(of: sources, rule.lesson.title)) }
                id = rule.id
                made.append(rule)
                if !unit.concern.isEmpty { result.concerns[id] = unit.concern }
            }
            for source in sources where source.id != id && isGone(source.id) {
                result.homes[source.id] = result.homes[source.id].map { min($0, id) } ?? id
            }
        }
        let written = Set(made.map(\.id))
        let left = drafts.values.filter { result.homes[$0.id] == nil && !written.contains($0.id) }
        result.drafts = left + made
        return result
    }

    /// The id of a rule that consists of parts of lessons.
    private static func id(of sources: [LessonDraft], _ title: String) -> Lesson.ID {
        let names = sources.map(\.id.rawValue).sorted().joined(separator: "|")
        let skill = sources.first?.id.rawValue.split(separator: "-").dropLast().joined(separator: "-") ?? ""
        return Lesson.ID("\(skill)-\(FNV1a("parts|\(names)|\(title)").shortDigits)")
    }
}
