internal import JSON
internal import LanguageModels
internal import Lessons
internal import Prompting

/// A model's decision about a batch of lessons, by reference. Lessons that it does not mention are kept.
struct MergeDecision: Sendable, Equatable {
    struct Join: Sendable, Equatable {
        /// Places in the batch, sorted.
        let sources: [Int]
        let wording: LessonDraft.Wording
    }

    struct Drop: Sendable, Equatable {
        let place: Int
        let reason: String
    }

    struct Dispute: Sendable, Equatable {
        let places: [Int]
        let reason: String
    }

    private(set) var joins: [Join] = []
    private(set) var drops: [Drop] = []
    private(set) var disputes: [Dispute] = []

    static let schema = """
        {"type":"object","additionalProperties":false,"required":["join","drop","conflicts"],"properties":{
        "join":{"type":"array","items":{"type":"object","additionalProperties":false,
        "required":["sources","title","when","do","check","why"],"properties":{
        "sources":{"type":"array","items":{"type":"string"}},
        "title":{"type":"string"},"when":{"type":"string"},"do":{"type":"string"},"check":{"type":"string"},
        "why":{"type":"string"}}}},
        "drop":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","reason"],
        "properties":{"id":{"type":"string"},"reason":{"type":"string"}}}},
        "conflicts":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["ids","reason"],
        "properties":{"ids":{"type":"array","items":{"type":"string"}},"reason":{"type":"string"}}}}}}
        """

    /// Parses the JSON values of an answer.
    ///
    /// - Throws: ``UnreadableAnswer`` if an id is unknown or named twice, if a joined text is empty or contains code that
    ///   none of its sources has, or if contradicting lessons are joined.
    init(_ payloads: [JSON], about drafts: [LessonDraft]) throws(UnreadableAnswer) {
        var ids = References(count: drafts.count)
        let features = drafts.map { LessonSimilarity.Features($0.lesson) }
        for payload in payloads {
            guard payload.kind == .object else {
                throw UnreadableAnswer("there is no object with join, drop and conflicts")
            }
            for item in Self.list(payload["keep"]) { _ = try ids.take(item.string, in: "keep") }
            for item in Self.list(payload["join"]) {
                let sources = try ids.takeAll(item["sources"], in: "join")
                try joins.append(Self.join(item, sources, drafts, features))
            }
            for item in Self.list(payload["drop"]) {
                let place = try ids.take(item["id"]?.string, in: "drop")
                if features.contains(where: { LessonSimilarity.areContrary($0, features[place]) }) {
                    throw UnreadableAnswer(
                        "another lesson says the opposite of l\(place + 1): report both under conflicts"
                    )
                }
                drops.append(Drop(place: place, reason: try Self.text(item, "reason", of: "a drop")))
            }
            for item in Self.list(payload["conflicts"]) {
                let places = try ids.takeAll(item["ids"], in: "conflicts")
                disputes.append(Dispute(places: places, reason: try Self.text(item, "reason", of: "a conflict")))
            }
        }
    }

    private static func join(
        _ item: JSON,
        _ sources: [Int],
        _ drafts: [LessonDraft],
        _ features: [LessonSimilarity.Features]
    ) throws(UnreadableAnswer) -> Join {
        let wording = LessonDraft.Wording(
            title: try text(item, "title", of: "a join"),
            when: try text(item, "when", of: "a join"),
            action: try text(item, "do", of: "a join"),
            check: try text(item, "check", of: "a join"),
            why: try text(item, "why", of: "a join")
        )
        let lessons = sources.map { drafts[$0].lesson }
        let names = sources.map { "l\($0 + 1)" }.joined(separator: ", ")
        for (index, left) in sources.enumerated() {
            for right in sources[(index + 1)...] where LessonSimilarity.areContrary(features[left], features[right]) {
                throw UnreadableAnswer("of \(names), one says what another forbids: report them under conflicts")
            }
        }
        var joined = lessons[0]
        joined.title = wording.title
        joined.when = wording.when
        joined.action = wording.action
        let sense = LessonSimilarity.Features(joined)
        if sources.contains(where: { LessonSimilarity.areContrary(features[$0], sense) }) {
            throw UnreadableAnswer("the joined text of \(names) says the opposite of one of them")
        }
        // A joined text may not contain code that no session supports.
        let known = lessons.map { FoldedText("\($0.title)\n\($0.when)\n\($0.action)\n\($0.check)\n\($0.why)") }
        for code in EnglishTokenizer.code(in: "\(wording.title)\n\(wording.action)\n\(wording.check)") {
            let folded = FoldedText(code)
            guard !known.contains(where: { $0.contains(folded) }) else { continue }
            throw UnreadableAnswer(
                "the joined text of \(names) holds `\(Excerpt.line(of: code, limit: 60))`, which none of its sources says"
            )
        }
        return Join(sources: sources, wording: wording)
    }

    private static func list(_ json: JSON?) -> [JSON] { json.map { Array($0.elements) } ?? [] }

    private static func text(_ json: JSON, _ key: String, of what: String) throws(UnreadableAnswer) -> String {
        let text = EnglishTokenizer.folded(json[key]?.string ?? "")
        guard !text.isEmpty else { throw UnreadableAnswer("\(what) has no \"\(key)\"") }
        return text
    }

    /// Applies the decision to a batch. Dropped lessons and contradictions are added to the log.
    ///
    /// - Returns: What remains of the batch, each with the places of the lessons that it was made of.
    func apply(to batch: [LessonDraft], _ log: MergeLog) -> [(draft: LessonDraft, sources: [Int])] {
        for drop in drops { log.add(LessonMerge.Dropped(draft: batch[drop.place], reason: drop.reason)) }
        for dispute in disputes {
            log.add(Contradiction(dispute.places.map { batch[$0].id }, reason: dispute.reason))
        }
        let gone = Set(drops.map(\.place) + joins.flatMap(\.sources))
        let kept = batch.indices.filter { !gone.contains($0) }.map { (draft: batch[$0], sources: [$0]) }
        return kept
            + joins.compactMap { join in
                LessonDraft.joining(join.sources.map { batch[$0] }, wording: join.wording).map { ($0, join.sources) }
            }
    }
}

/// The ids of a batch, `l1`, `l2`, …, each of which may be named once.
private struct References {
    let count: Int
    private var taken: [Int: String] = [:]

    init(count: Int) { self.count = count }

    mutating func take(_ id: String?, in list: String) throws(UnreadableAnswer) -> Int {
        guard let id, let place = place(of: id) else {
            let shown = Excerpt.line(of: id ?? "(no text)", limit: 40)
            throw UnreadableAnswer("\(list) names \"\(shown)\"; there are only l1 to l\(count)")
        }
        if let other = taken[place] {
            // words: allow
            throw UnreadableAnswer("\(id) stands in \(other) and in \(list); name each id once at most")
        }
        taken[place] = list
        return place
    }

    /// Two or more.
    mutating func takeAll(_ ids: JSON?, in list: String) throws(UnreadableAnswer) -> [Int] {
        var places: [Int] = []
        for id in ids.map({ Array($0.elements) }) ?? [] { places.append(try take(id.string, in: list)) }
        guard places.count > 1 else { throw UnreadableAnswer("\(list) needs two ids or more") }
        return places.sorted()
    }

    private func place(of id: String) -> Int? {
        guard id.hasPrefix("l"), let number = Int(id.dropFirst()), (1...count).contains(number), id == "l\(number)"
        else {
            return nil
        }
        return number - 1
    }
}
