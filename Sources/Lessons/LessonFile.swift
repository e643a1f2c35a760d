internal import FoundationEssentials
internal import Trajectories

/// The JSON form of a lesson, as the ledger and the knowledge ref keep it: one line, members sorted by name, so that
/// equal lessons are equal bytes.
package enum LessonFile {
    /// The lesson as JSON, without a line feed.
    ///
    /// - Throws: ``LessonFileError`` if the lesson has no form in JSON, which no lesson that was made here lacks.
    package static func encode(_ lesson: Lesson) throws(LessonFileError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(lesson)) } catch { throw LessonFileError(reason: "\(error)") }
    }

    /// Reads a lesson, of whatever earlier version.
    ///
    /// - Throws: ``LessonFileError`` if the bytes are not a lesson, or one of a kind that a newer version knows.
    package static func decode(_ bytes: [UInt8]) throws(LessonFileError) -> Lesson {
        do {
            return try JSONDecoder().decode(Lesson.self, from: Data(bytes))
        } catch { throw LessonFileError(error) }
    }
}

extension Lesson: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, kind, skill, section, title, when, action, check, why, evidence, support, fingerprint, lift
        case recoveryRate = "recovery-rate"
        case analyst, programs, rule, text, suggestion, way
        case callsLost = "calls-lost"
        case isWayOfOneSession = "way-of-one-session"
    }

    /// Members that earlier versions did not write have the values that they had then.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        guard let kind = Kind(rawValue: kind) else {
            throw DecodingError.dataCorruptedError(
                forKey: .kind,
                in: container,
                debugDescription: "there is no kind \(kind); it was written by a newer version"
            )
        }
        self.init(
            id: ID(try container.decode(String.self, forKey: .id)),
            kind: kind,
            skill: try container.decode(String.self, forKey: .skill),
            section: try container.decode(String.self, forKey: .section),
            title: try container.decode(String.self, forKey: .title),
            when: try container.decode(String.self, forKey: .when),
            action: try container.decode(String.self, forKey: .action),
            check: try container.decode(String.self, forKey: .check),
            why: try container.decode(String.self, forKey: .why),
            evidence: try container.decodeIfPresent([Evidence].self, forKey: .evidence) ?? [],
            support: try container.decodeIfPresent(Support.self, forKey: .support)
                ?? Support(sessions: [], tasks: 0, sources: 0, pool: 0),
            fingerprint: try container.decode(String.self, forKey: .fingerprint),
            lift: try container.decodeIfPresent(Double.self, forKey: .lift) ?? 1,
            recoveryRate: try container.decodeIfPresent(Double.self, forKey: .recoveryRate) ?? 1,
            analyst: try container.decode(String.self, forKey: .analyst),
            programs: try container.decodeIfPresent([String].self, forKey: .programs) ?? [],
            rule: try container.decodeIfPresent(Rule.self, forKey: .rule)
        )
        way = try container.decodeIfPresent(Support.self, forKey: .way)
        isWayOfOneSession = try container.decodeIfPresent(Bool.self, forKey: .isWayOfOneSession) ?? false
        callsLost = try container.decodeIfPresent(Int.self, forKey: .callsLost) ?? 0
        text = try container.decodeIfPresent([String].self, forKey: .text) ?? []
        suggestion = try container.decodeIfPresent(String.self, forKey: .suggestion) ?? ""
    }

    /// Leaves out what is empty, and numbers that JSON does not have.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id.rawValue, forKey: .id)
        try container.encode(kind.rawValue, forKey: .kind)
        try container.encode(skill, forKey: .skill)
        try container.encode(section, forKey: .section)
        try container.encode(title, forKey: .title)
        try container.encode(when, forKey: .when)
        try container.encode(action, forKey: .action)
        try container.encode(check, forKey: .check)
        try container.encode(why, forKey: .why)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(support, forKey: .support)
        try container.encode(fingerprint, forKey: .fingerprint)
        // JSON has no number for what is not finite; without the member it is read as 1.
        if lift.isFinite { try container.encode(lift, forKey: .lift) }
        if recoveryRate.isFinite { try container.encode(recoveryRate, forKey: .recoveryRate) }
        try container.encode(analyst, forKey: .analyst)
        try container.encode(programs, forKey: .programs)
        try container.encodeIfPresent(rule, forKey: .rule)
        try container.encodeIfPresent(way, forKey: .way)
        if isWayOfOneSession { try container.encode(true, forKey: .isWayOfOneSession) }
        if callsLost > 0 { try container.encode(callsLost, forKey: .callsLost) }
        if !text.isEmpty { try container.encode(text, forKey: .text) }
        if !suggestion.isEmpty { try container.encode(suggestion, forKey: .suggestion) }
    }
}

extension Lesson.Evidence: Codable {
    private enum CodingKeys: String, CodingKey { case session, trajectory, quotes, proof }

    /// Members that are missing are empty.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            session: try container.decodeIfPresent(Session.ID.self, forKey: .session) ?? Session.ID(""),
            trajectory: try container.decodeIfPresent(String.self, forKey: .trajectory) ?? "",
            quotes: try container.decodeIfPresent([Lesson.Quote].self, forKey: .quotes) ?? [],
            proof: try container.decodeIfPresent(String.self, forKey: .proof) ?? ""
        )
    }

    /// Leaves an empty proof out.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(session, forKey: .session)
        try container.encode(trajectory, forKey: .trajectory)
        try container.encode(quotes, forKey: .quotes)
        if !proof.isEmpty { try container.encode(proof, forKey: .proof) }
    }
}

extension Lesson.Support: Codable {
    private enum CodingKeys: String, CodingKey { case sessions, tasks, sources, pool }

    /// Members that are missing are empty or 0.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            sessions: try container.decodeIfPresent([Session.ID].self, forKey: .sessions) ?? [],
            tasks: try container.decodeIfPresent(Int.self, forKey: .tasks) ?? 0,
            sources: try container.decodeIfPresent(Int.self, forKey: .sources) ?? 0,
            pool: try container.decodeIfPresent(Int.self, forKey: .pool) ?? 0
        )
    }

    /// Writes every member.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sessions, forKey: .sessions)
        try container.encode(tasks, forKey: .tasks)
        try container.encode(sources, forKey: .sources)
        try container.encode(pool, forKey: .pool)
    }
}

/// Bytes that are not a lesson.
package struct LessonFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in lower case without a full stop.
    package let reason: String
    /// What is wrong, as a sentence for a person.
    package var description: String { "could not read a lesson: \(reason)" }

    /// Gives the reason in words.
    package init(reason: String) { self.reason = reason }

    /// Names the member that is missing or wrong, where decoding failed at one.
    package init(_ error: any Error) {
        switch error {
        case DecodingError.keyNotFound(let key, _): reason = "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
            reason = "\(path.isEmpty ? "the whole of it" : path.joined(separator: ".")) is of the wrong type"
        case DecodingError.dataCorrupted(let context): reason = context.debugDescription
        default: reason = "\(error)"
        }
    }
}
