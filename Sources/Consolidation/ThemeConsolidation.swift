internal import Foundations
package import LanguageModels
package import Lessons
package import Prompting

/// Joins the lessons of many analysts, and those that were mined, by the rules that they have in common.
///
/// A model finds themes among all lessons by their titles; of each theme one call writes the rule from its lessons, and
/// another one checks each source of it. Calls answer with ids: which sessions support what is united in code. Near
/// duplicates are joined without a model.
package struct ThemeConsolidation: Sendable {
    /// The result. It depends on the set of drafts only, not on their order or on the timing of calls.
    package struct Outcome: Sendable, Equatable {
        /// What remains of the drafts, and the rules that resulted from them; best supported first.
        package var drafts: [LessonDraft] = []
        /// The lessons that are parts of others, each with the lesson that it is a part of.
        package var homes: [Lesson.ID: Lesson.ID] = [:]
        /// Drafts that the model does not consider lessons, sorted by id.
        package var dropped: [Dropped] = []
        /// Lessons that advise the opposite of each other.
        package var conflicts: [Contradiction] = []
        /// What in a rule that was written a person has to decide, in the words of the model that checked it.
        package var concerns: [Lesson.ID: String] = [:]
        /// Calls that failed, and sources that a check refused; their lessons remain as they are.
        package var discards: [Discard] = []
        /// How many questions were asked.
        package var calls = 0
        /// A failure that another run can put right: there is no answer yet, or the model is not available. The outcome
        /// is not complete then.
        package var obstacle: ModelError?
    }

    /// A draft that the model does not consider a lesson.
    package struct Dropped: Sendable, Equatable {
        /// The draft.
        package let draft: LessonDraft
        /// The model's words.
        package let reason: String
    }

    /// What the consolidation has to know of the lessons beyond their texts.
    package struct Scope: Sendable {
        /// Lessons whose texts stay as they are beside those that were mined: others may join them.
        package var fixed: Set<Lesson.ID>
        /// Whether a lesson may become a part of a fixed one.
        package var mayJoin: @Sendable (_ source: LessonDraft, _ lead: LessonDraft) -> Bool
        /// What a prompt says of the skill that lessons belong to; empty if nothing is known of it.
        package var background: @Sendable ([LessonDraft]) -> String
        /// What in a rule a person would have to look at before it is published, such as a command that no session of its
        /// sources ran; nil if there is nothing. The model that wrote the rule is told, and can say it otherwise.
        package var objection: @Sendable (LessonDraft) -> String?

        /// By default, no text is fixed, lessons of one skill may join, nothing is known of skills, and nothing is objected to.
        package init(
            fixed: Set<Lesson.ID> = [],
            mayJoin: @escaping @Sendable (_ source: LessonDraft, _ lead: LessonDraft) -> Bool = {
                $0.lesson.skill == $1.lesson.skill
            },
            background: @escaping @Sendable ([LessonDraft]) -> String = { _ in "" },
            objection: @escaping @Sendable (LessonDraft) -> String? = { _ in nil }
        ) {
            self.fixed = fixed
            self.mayJoin = mayJoin
            self.background = background
            self.objection = objection
        }
    }

    let questions: ThemeQuestions
    let scope: Scope
    let limit: Int

    /// Configures the consolidation.
    ///
    /// - Parameters:
    ///   - seed: The seed of data fences, constant for one installation.
    ///   - limit: The most lessons of one call that finds themes; more are first sorted into topics.
    package init(_ session: ModelSession, seed: UInt64, scope: Scope = Scope(), limit: Int = 150) {
        // An answer that cannot be used is asked for again once; then its lessons remain as they are.
        questions = ThemeQuestions(session: session.repairing(min(1, session.repairs)), seed: seed)
        self.scope = scope
        self.limit = max(2, limit)
    }

    /// Consolidates drafts: new ones, those of earlier runs, and those that were mined.
    ///
    /// - Throws: ``AnalystError/model(_:)`` if the task is cancelled; every other failure leaves lessons as they are.
    package func consolidate(_ drafts: [LessonDraft]) async throws(AnalystError) -> Outcome {
        let mined = drafts.filter { Lesson.isEmbedded($0.lesson.analyst) }
        let others = drafts.filter { !Lesson.isEmbedded($0.lesson.analyst) }
        let pool = (NearDuplicates.unite(others) + mined).sorted { $0.sortsBefore($1) }
        let log = ThemeLog()
        let units = await units(of: pool, log)
        if log.isCancelled { throw .model(.cancelled) }
        return log.outcome(of: ThemeAssembly(pool, units, scope).assembled())
    }

    /// Whether a lesson can become a part of another one.
    private func isFree(_ draft: LessonDraft) -> Bool {
        !scope.fixed.contains(draft.id) && !Lesson.isEmbedded(draft.lesson.analyst)
    }

    private func units(of pool: [LessonDraft], _ log: ThemeLog) async -> [ThemeUnit] {
        guard pool.count > 1, pool.contains(where: isFree) else { return [] }
        let batches = await ThemeBatches(questions: questions, limit: limit, log: log).batches(of: pool)
        let units = await withTaskGroup(of: [ThemeUnit].self) { tasks in
            for batch in batches where batch.count > 1 && batch.contains(where: isFree) {
                tasks.addTask { await themes(of: batch, log) }
            }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
        return units.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    // MARK: One batch

    @concurrent
    private func themes(of batch: [LessonDraft], _ log: ThemeLog) async -> [ThemeUnit] {
        log.count()
        let answer: ParsedAnswer<ThemeAnswer>
        do throws(ModelError) {
            answer = try await questions.themes(of: batch, fixed: scope.fixed)
        } catch {
            log.add(error, about: batch)
            return []
        }
        for error in answer.errors { log.add(Discard(.merge, code: "unreadable", reason: error)) }
        for drop in answer.value.drops where isFree(batch[drop.place]) {
            log.add(Dropped(draft: batch[drop.place], reason: drop.reason))
        }
        for dispute in answer.value.disputes {
            log.add(Contradiction(dispute.places.map { batch[$0].id }, reason: dispute.reason))
        }
        let proposed = answer.value.themes.flatMap { parts(of: $0, batch) }
        return await withTaskGroup(of: ThemeUnit?.self) { tasks in
            for unit in proposed { tasks.addTask { await written(unit, log) } }
            return await tasks.reduce(into: []) { if let unit = $1 { $0.append(unit) } }
        }
    }

    /// A theme in parts that belong to one skill each: sources of a fixed lesson, and sources of a rule of their own.
    private func parts(of theme: Theme, _ batch: [LessonDraft]) -> [ThemeUnit] {
        let members = theme.members.map { ThemeUnit.Source(draft: batch[$0.place], part: $0.part) }
        var leads = members.map(\.draft).filter { !isFree($0) }.sorted { isBetterLead($0, than: $1) }
        // Of a lesson that was mined and one that people read already, the second one stays.
        let twins = leads.filter { twin in
            isMined(twin) && !twin.isStanding && leads.contains { !isMined($0) && scope.mayJoin(twin, $0) }
        }.map(\.id)
        leads.removeAll { twins.contains($0.id) }
        var units = leads.map { ThemeUnit(name: theme.name, lead: $0) }
        var rest: [ThemeUnit.Source] = []
        for source in members where isFree(source.draft) || twins.contains(source.draft.id) {
            let home = leads.firstIndex { lead in
                scope.mayJoin(source.draft, lead) && !(isMined(source.draft) && isMined(lead))
            }
            if let home { units[home].sources.append(source) } else if isFree(source.draft) { rest.append(source) }
        }
        for (_, sources) in Dictionary(grouping: rest, by: \.draft.lesson.skill).sorted(by: { $0.key < $1.key })
        where sources.count > 1 || sources.contains(where: { !$0.part.isEmpty }) {
            units.append(ThemeUnit(name: theme.name, sources: sources))
        }
        return units.filter { !$0.sources.isEmpty }
    }

    private func isMined(_ draft: LessonDraft) -> Bool { Lesson.isEmbedded(draft.lesson.analyst) }

    /// Published ones first: their words are known to people; then the best supported one.
    private func isBetterLead(_ one: LessonDraft, than other: LessonDraft) -> Bool {
        if one.isStanding != other.isStanding { return one.isStanding }
        let (more, less) = (one.lesson.support.count, other.lesson.support.count)
        return more == less ? one.sortsBefore(other) : more > less
    }

    // MARK: One theme

    /// The theme with its rule and with the sources that say it; nil if nothing is left of it.
    @concurrent
    private func written(_ proposed: ThemeUnit, _ log: ThemeLog) async -> ThemeUnit? {
        var unit = proposed
        do throws(ModelError) {
            if unit.lead == nil {
                log.count()
                let shown = Array(unit.bestFirst.prefix(ThemeQuestions.mostSources))
                let background = scope.background(shown.map(\.draft))
                let rule = try await questions.rule(for: unit.name, shown, background, scope.objection)
                let left = Set(shown.indices.filter { !rule.sources.contains($0) }.map { shown[$0].draft.id })
                unit.sources.removeAll { left.contains($0.draft.id) }
                unit.wording = rule.wording
            }
            try await check(&unit, log)
        } catch {
            log.add(error, about: unit.sources.map(\.draft))
            return nil
        }
        let least = unit.lead == nil && !unit.sources.contains { !$0.part.isEmpty } ? 2 : 1
        guard unit.sources.count >= least else { return nil }
        // Code that only refused sources had does not stay.
        if let wording = unit.wording, let code = RuleCode(of: wording, unit.sources.map(\.draft)).unknown {
            let reason = "only refused sources of the rule \"\(wording.title)\" say `\(code)`"
            log.add(Discard(.merge, code: "unsupported", reason: reason, lessons: unit.sources.map(\.draft.id)))
            return nil
        }
        return unit
    }

    /// Asks another time, about every source, whether it says the rule; takes out those that do not.
    private func check(_ unit: inout ThemeUnit, _ log: ThemeLog) async throws(ModelError) {
        let rule = unit.rule
        let sources = unit.sources
        let groups = stride(from: 0, to: sources.count, by: ThemeQuestions.sourcesOfCheck).map { start in
            Array(sources[start..<min(sources.count, start + ThemeQuestions.sourcesOfCheck)])
        }
        var kept: [ThemeUnit.Source] = []
        for group in groups {
            log.count()
            let answer = try await questions.support(of: rule, by: group)
            if unit.concern.isEmpty { unit.concern = answer.concern }
            for (place, source) in group.enumerated() {
                switch answer.verdicts[place] {
                case .yes: kept.append(source)
                case .part:
                    kept.append(ThemeUnit.Source(draft: source.draft, part: source.part.isEmpty ? "…" : source.part))
                case .no, nil:
                    let words = answer.reasons[place] ?? ""
                    let reason =
                        "\"\(source.draft.lesson.title)\" does not say \"\(rule.title)\""
                        + (words.isEmpty ? "" : ": \(words)")
                    log.add(Discard(.merge, code: "refused", reason: reason, lessons: [source.draft.id]))
                }
            }
        }
        unit.sources = kept
    }
}

/// A theme that belongs to one skill: the rule and the lessons that say it.
struct ThemeUnit: Sendable {
    struct Source: Sendable {
        let draft: LessonDraft
        /// The part of the lesson that belongs to the theme; empty for the whole of it.
        let part: String
    }

    let name: String
    /// The lesson whose text is the rule; nil for a rule that is written.
    var lead: LessonDraft?
    /// In the order of their ids.
    var sources: [Source] = []
    /// The rule that was written; nil where there is a lead.
    var wording: LessonDraft.Wording?
    /// What in the rule a person has to decide, by the one who checked it; empty if there is nothing.
    var concern = ""

    /// The rule as it is checked.
    var rule: LessonDraft.Wording {
        if let wording { return wording }
        guard let lesson = lead?.lesson else {
            return LessonDraft.Wording(title: name, when: "", action: "", check: "", why: "")
        }
        return LessonDraft.Wording(
            title: lesson.title,
            when: lesson.when,
            action: lesson.action,
            check: lesson.check,
            why: lesson.why
        )
    }

    /// The sources with most support first.
    var bestFirst: [Source] {
        sources.sorted { left, right in
            let (more, less) = (left.draft.lesson.support.count, right.draft.lesson.support.count)
            return more == less ? left.draft.sortsBefore(right.draft) : more > less
        }
    }

    /// Tells any two themes of a consolidation apart, whatever the order in which they were found.
    var key: [String] {
        [lead?.id.rawValue ?? ""] + sources.map { "\($0.draft.id) \($0.part)" } + [wording?.title ?? "", name]
    }
}
