internal import JSON

/// The member of some objects that holds their text: what was said, or what a tool returned.
struct ValueGuess {
    /// The members; several if a result has two parts.
    var paths: [[String]]
    /// Whether names and values leave no doubt.
    var isCertain: Bool

    /// Finds a text among the members.
    ///
    /// - Parameters:
    ///   - uses: what the text may be called, the best first.
    ///   - excluded: members that are something else, with all that is in them.
    ///   - anyKind: whether values need not be texts, as a result.
    init?(_ objects: Objects, uses: [MemberUse], excluded: [[String]], anyKind: Bool, budget: Objects.Budget) {
        let candidates = objects.members.filter { member in
            !excluded.contains { member.path.isWithin($0) } && Self.mayBeText(member, anyKind: anyKind)
        }
        for (least, texts) in [(3, true), (3, false), (2, true), (1, true)] {
            let fitting = candidates.filter { member in
                uses.contains { $0.fit(member.path) >= least } && (Self.isText(member) || !texts)
            }
            guard !fitting.isEmpty else { continue }
            (paths, isCertain) = Self.choose(fitting, uses: uses, budget: budget)
            addErrors(candidates)
            return
        }
        let prose = candidates.filter { $0.isProse && MemberUse.caption.fit($0.path) < 3 }
        guard prose.count == 1, let only = prose.first else { return nil }
        paths = [only.path]
        isCertain = true
    }

    /// Adds what a program wrote to its other output, beside the first.
    private mutating func addErrors(_ candidates: [Objects.Member]) {
        guard let only = paths.first, paths.count == 1, ["stdout", "std_out"].contains(Names.normal(only.last ?? ""))
        else { return }
        let errors = candidates.first { member in
            member.path.dropLast() == only.dropLast() && Self.isText(member)
                && ["stderr", "std_err"].contains(Names.normal(member.path.last ?? ""))
        }
        if let errors { paths.append(errors.path) }
    }

    /// The best of the members whose names fit.
    private static func choose(
        _ fitting: [Objects.Member],
        uses: [MemberUse],
        budget: Objects.Budget
    ) -> (paths: [[String]], isCertain: Bool) {
        let order = fitting.sorted { left, right in
            let ranks = [left, right].map { member in
                uses.firstIndex { $0.fit(member.path) == 3 } ?? uses.count
            }
            return (ranks[0], -left.values.count, left.path.count) < (ranks[1], -right.values.count, right.path.count)
        }
        let best = order[0]
        var paths = [Self.place(of: best, uses: uses, budget: budget)]
        // Another member of the same name further inside is a part of this one, or arguments of something.
        let rivals = order.dropFirst().filter { !$0.path.isWithin(best.path) && !best.path.isWithin($0.path) }
        let sharing = rivals.filter { !$0.owners.isDisjoint(with: best.owners) }
        var isCertain = sharing.isEmpty
        if let stderr = sharing.first, sharing.count == 1, Names.normal(stderr.path.last ?? "") == "stderr" {
            paths.append(stderr.path)
            isCertain = true
        }
        for other in rivals where other.owners.isDisjoint(with: best.owners) && paths.count < 4 {
            paths.append(Self.place(of: other, uses: uses, budget: budget))
        }
        return (paths, isCertain)
    }

    private static func mayBeText(_ member: Objects.Member, anyKind: Bool) -> Bool {
        if member.isTime || member.isStatus || member.all({ $0.kind == .bool }) { return false }
        if isText(member) { return true }
        return anyKind && !member.values.isEmpty
    }

    /// Whether the values are texts, or lists of blocks of text.
    private static func isText(_ member: Objects.Member) -> Bool {
        member.all { value in
            if value.kind == .string { return true }
            guard value.kind == .array else { return false }
            return value.elements.allSatisfy { $0.kind == .string || $0.kind == .object }
        } && member.values.contains { $0.value.kind == .string || $0.value.count > 0 }
    }

    /// The place of a member's text: of a list of blocks, the text in each of them.
    private static func place(of member: Objects.Member, uses: [MemberUse], budget: Objects.Budget) -> [String] {
        guard member.all({ $0.kind == .array }) else { return member.path }
        let blocks = member.values.flatMap { $0.value.elements.prefix(50).filter { $0.kind == .object } }
        guard !blocks.isEmpty else { return member.path }
        let texts = Objects(Array(blocks.prefix(2_000)), budget: budget).members.filter { block in
            block.path.count == 1 && block.strings != nil && uses.contains { $0.fit(block.path) >= 1 }
        }
        guard let text = texts.max(by: { $0.values.count < $1.values.count }) else { return member.path }
        return member.path + ["-"] + text.path
    }
}
