internal import JSON

/// Where a result says that the action failed.
struct SignsGuess {
    var exitCode: [String]?
    var status: [String]?
    /// Texts of errors before flags.
    var error: [[String]] = []
    /// Members that may say it in a way that is not known.
    var unclear: [[String]] = []

    /// Finds the signs in the objects that hold results.
    ///
    /// - Parameter excluded: members that are something else, with all that is in them.
    init(_ hosts: Objects, excluded: [[String]]) {
        for member in hosts.members where !excluded.contains(where: { member.path.isWithin($0) }) {
            take(member)
        }
        guard exitCode == nil, status == nil, error.isEmpty else { return }
        // A flag that is sometimes set, of which the name is not known, may be the only sign.
        unclear += hosts.members.filter { member in
            member.all { $0.kind == .bool } && Set(member.values.map { $0.value.bool }).count == 2
                && !excluded.contains { member.path.isWithin($0) }
        }
        .map(\.path)
    }

    private static func isBad(_ path: [String]) -> Bool {
        let bad: Set<String> = ["error", "failed", "failure", "errored", "err", "bad", "broken", "fail"]
        return Names.words(path.last ?? "").contains { bad.contains($0) }
    }

    private mutating func take(_ member: Objects.Member) {
        let path = member.path
        if member.all({ $0.kind == .bool }), MemberUse.flag.fit(path) >= 2 {
            // Of a flag, true is good or bad.
            if Self.isBad(path) { error.append(path) } else { status = status ?? path }
        } else if member.all({ $0.int == 0 || $0.int == 1 }), MemberUse.flag.fit(path) >= 2, Self.isBad(path) {
            // A database has numbers in the place of flags.
            error.append(path)
        } else if member.isStatus {
            status = status ?? path
        } else if member.all({ $0.int != nil }), MemberUse.exitCode.fit(path) >= 2 {
            // 200 and 404 are answers of a server, and other rules apply to them.
            if member.all({ (-255...255).contains($0.int ?? 256) && $0.int != 200 }) {
                exitCode = exitCode ?? path
            } else {
                unclear.append(path)
            }
        } else if MemberUse.error.fit(path) >= 2 {
            if member.all({ $0.kind == .string || $0.kind == .object }), member.strings?.contains("none") != true {
                error.insert(path, at: 0)
            } else {
                unclear.append(path)
            }
        } else if MemberUse.status.fit(path) == 3, member.strings != nil {
            unclear.append(path)
        }
    }
}
