internal import JSON

/// Where the steps name their authors or kinds.
struct RoleGuess {
    /// The members, in the order in which they are asked; none if there are none.
    private(set) var paths: [[String]] = []
    /// What each step is; nil where it does not say.
    private(set) var kinds: [StepKind?]
    /// The known values by what they say.
    private(set) var values: [String: StepKind] = [:]
    /// Values of these members that are not known.
    private(set) var unknown: Set<String> = []
    private var certain = 0

    /// Whether some value says beyond doubt who acts.
    var isCertain: Bool { certain > 0 }

    init(_ steps: Objects) {
        kinds = Array(repeating: nil, count: steps.objects.count)
        let candidates = steps.members.filter(Self.mayBeRole).prefix(8).map { Candidate($0, count: kinds.count) }
        var best: (score: Int, candidates: [Candidate])?
        for first in candidates {
            for second in [nil] + candidates.map(Optional.some) where second?.path != first.path {
                let list = [first] + (second.map { [$0] } ?? [])
                let score = Self.score(list)
                if score > best?.score ?? 0 { best = (score, list) }
            }
        }
        guard let best else { return }
        paths = best.candidates.map(\.path)
        read(best.candidates)
    }

    /// A member that may name roles, and what it says of each step.
    private struct Candidate {
        let path: [String]
        var values: [String?]
        var known: [String: (kind: StepKind, isCertain: Bool)] = [:]

        init(_ member: Objects.Member, count: Int) {
            path = member.path
            values = Array(repeating: nil, count: count)
            for (owner, value) in member.values { values[owner] = value.string }
            for value in Set(values.compactMap(\.self)) { known[value] = RoleWords.kind(of: value) }
        }

        func kind(_ step: Int) -> (kind: StepKind, isCertain: Bool)? { values[step].flatMap { known[$0] } }
    }

    /// Whether a member has few short values, and some of them are known.
    private static func mayBeRole(_ member: Objects.Member) -> Bool {
        guard let strings = member.strings, strings.allSatisfy({ $0.utf8.count <= 48 }) else { return false }
        let distinct = Set(strings)
        guard distinct.count <= 24 else { return false }
        return distinct.contains { RoleWords.kind(of: $0).map { $0.kind != .mark && $0.kind != .system } ?? false }
    }

    /// How much these members tell: steps with a known kind, then how few members it takes, then different kinds.
    private static func score(_ candidates: [Candidate]) -> Int {
        var known = 0
        var certain = 0
        var kinds: Set<StepKind> = []
        for step in candidates[0].values.indices {
            guard let kind = candidates.lazy.compactMap({ $0.kind(step) }).first else { continue }
            known += 1
            certain += kind.isCertain ? 1 : 0
            kinds.insert(kind.kind)
        }
        guard !kinds.isDisjoint(with: [.agent, .call, .user]) else { return 0 }
        let depth = candidates.reduce(0) { $0 + $1.path.count }
        let variety = kinds.subtracting([.mark]).count * 100 + (certain * 2 >= known ? 100 : 0)
        return known * 10_000 - candidates.count * 1_000 + variety - depth
    }

    private mutating func read(_ candidates: [Candidate]) {
        for step in kinds.indices {
            guard let found = candidates.first(where: { $0.kind(step) != nil }), let known = found.kind(step) else {
                for candidate in candidates { if let value = candidate.values[step] { unknown.insert(value) } }
                continue
            }
            kinds[step] = known.kind
            if let value = found.values[step] { values[value] = known.kind }
            if known.isCertain, known.kind != .mark, known.kind != .system { certain += 1 }
        }
    }

    /// Says what an unknown value means.
    mutating func take(_ value: String, as kind: StepKind) {
        unknown.remove(value)
        values[value] = kind
    }

    /// Says what the steps of a tool are, once it is known which of them have arguments.
    mutating func resolveTools(_ isCall: (Int) -> Bool) {
        for (value, kind) in values where kind == .tool {
            let steps = kinds.indices.filter { kinds[$0] == .tool }
            let calls = steps.count(where: isCall)
            let meaning: StepKind? = calls == steps.count ? .call : calls == 0 ? .result : nil
            values[value] = meaning
            if meaning == nil { unknown.insert(value) }
            for step in steps { kinds[step] = meaning }
        }
    }
}
