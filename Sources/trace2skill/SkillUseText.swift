internal import Ledger

/// The skills of a session as text: what was used first, with its revision.
struct SkillUseText {
    /// The skills that the agent read or called.
    private(set) var used: [String] = []
    /// The skills that were merely in its list.
    private(set) var offered: [String] = []

    /// - Parameters:
    ///   - session: whose skills are told.
    ///   - revisions: of every skill; where the recorder names none, the newest when the session began counts.
    init(_ session: SessionReport, revisions: [RevisionRecord]) {
        var kinds: [String: [String]] = [:]
        var recorded: [String: String] = [:]
        var names: [String] = []
        for entry in session.skills {
            guard let colon = entry.firstIndex(of: ":") else { continue }
            let rest = entry[entry.index(after: colon)...]
            let name = String(rest.prefix { $0 != "@" })
            if kinds[name] == nil { names.append(name) }
            kinds[name, default: []].append(String(entry[..<colon]))
            if rest.count > name.count { recorded[name] = String(rest.dropFirst(name.count + 1)) }
        }
        for name in names {
            let own = (kinds[name] ?? []).filter { $0 != "available" }
            guard !own.isEmpty else {
                offered.append(name)
                continue
            }
            used.append(
                "\(Self.name(name, recorded[name], session.started, revisions)) (\(own.joined(separator: ", ")))"
            )
        }
    }

    private static func name(
        _ skill: String,
        _ recorded: String?,
        _ started: Double?,
        _ revisions: [RevisionRecord]
    ) -> String {
        if let recorded { return recorded.contains("/") ? recorded : "\(skill) \(recorded)" }
        guard let started,
            let newest = revisions.last(where: { $0.skill == skill && $0.published <= started })
        else { return skill }
        return "\(skill), at the time of \(skill)/v\(newest.number)"
    }
}
