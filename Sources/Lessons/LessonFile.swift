internal import JSON
internal import Trajectories

/// A lesson as a file of the knowledge ref and as a column of the ledger: JSON with sorted keys, one value a line.
package enum LessonFile {
    package static func encode(_ lesson: Lesson) -> [UInt8] {
        var out = JSONWriter(order: .sorted)
        out.object { out in
            out.key("action"); out.string(lesson.action)
            out.key("analyst"); out.string(lesson.analyst)
            out.key("check"); out.string(lesson.check)
            out.key("evidence");
            out.array { out in
                for item in lesson.evidence {
                    out.object { out in
                        if !item.proof.isEmpty { out.key("proof"); out.string(item.proof) }
                        out.key("quotes");
                        out.array { out in
                            for quote in item.quotes {
                                out.object { out in
                                    out.key("step"); out.int(quote.step)
                                    out.key("text"); out.string(quote.text)
                                }
                            }
                        }
                        out.key("session"); out.string(item.session.rawValue)
                        out.key("trajectory"); out.string(item.trajectory)
                    }
                }
            }
            out.key("fingerprint"); out.string(lesson.fingerprint)
            out.key("id"); out.string(lesson.id.rawValue)
            out.key("kind"); out.string(lesson.kind.rawValue)
            out.key("lift"); out.double(lesson.lift)
            out.key("programs"); out.array { out in for program in lesson.programs { out.string(program) } }
            out.key("recovery-rate"); out.double(lesson.recoveryRate)
            if let rule = lesson.rule {
                out.key("rule");
                out.object { out in
                    out.key("recoveries"); out.array { out in for item in rule.recoveries { out.string(item) } }
                    out.key("triggers"); out.array { out in for item in rule.triggers { out.string(item) } }
                    if let workspace = rule.workspace { out.key("workspace"); out.string(workspace) }
                }
            }
            out.key("section"); out.string(lesson.section)
            out.key("skill"); out.string(lesson.skill)
            if !lesson.suggestion.isEmpty { out.key("suggestion"); out.string(lesson.suggestion) }
            out.key("support");
            out.object { out in
                out.key("pool"); out.int(lesson.support.pool)
                out.key("sessions");
                out.array { out in for session in lesson.support.sessions { out.string(session.rawValue) } }
                out.key("sources"); out.int(lesson.support.sources)
                out.key("tasks"); out.int(lesson.support.tasks)
            }
            if !lesson.text.isEmpty {
                out.key("text"); out.array { out in for line in lesson.text { out.string(line) } }
            }
            out.key("title"); out.string(lesson.title)
            out.key("when"); out.string(lesson.when)
            out.key("why"); out.string(lesson.why)
        }
        return out.bytes
    }

    /// - Throws: ``LessonFileError`` if the bytes are no lesson.
    package static func decode(_ bytes: [UInt8]) throws(LessonFileError) -> Lesson {
        let json: JSON
        do { json = try JSON(parsing: bytes) } catch { throw LessonFileError(reason: "\(error)") }
        func text(_ key: String) throws(LessonFileError) -> String {
            guard let value = json[key]?.string else { throw LessonFileError(reason: "\(key) is missing") }
            return value
        }
        func list(_ value: JSON?) -> [String] { value?.elements.compactMap(\.string) ?? [] }
        let evidence = json["evidence"]?.elements.map { item in
            Lesson.Evidence(
                session: Session.ID(item["session"]?.string ?? ""),
                trajectory: item["trajectory"]?.string ?? "",
                quotes: item["quotes"]?.elements.map {
                    Lesson.Quote(step: $0["step"]?.int ?? 0, text: $0["text"]?.string ?? "")
                } ?? [],
                proof: item["proof"]?.string ?? ""
            )
        }
        let support = json["support"]
        guard let kind = Lesson.Kind(rawValue: try text("kind")) else {
            throw LessonFileError(reason: "there is no kind \(try text("kind")); it was written by a newer version")
        }
        var lesson = Lesson(
            id: Lesson.ID(try text("id")),
            kind: kind,
            skill: try text("skill"),
            section: try text("section"),
            title: try text("title"),
            when: try text("when"),
            action: try text("action"),
            check: try text("check"),
            why: try text("why"),
            evidence: evidence ?? [],
            support: Lesson.Support(
                sessions: list(support?["sessions"]).map { Session.ID($0) },
                tasks: support?["tasks"]?.int ?? 0,
                sources: support?["sources"]?.int ?? 0,
                pool: support?["pool"]?.int ?? 0
            ),
            fingerprint: try text("fingerprint"),
            lift: json["lift"]?.double ?? 1,
            recoveryRate: json["recovery-rate"]?.double ?? 1,
            analyst: try text("analyst"),
            programs: list(json["programs"]),
            rule: json["rule"].map { rule in
                Lesson.Rule(
                    triggers: list(rule["triggers"]),
                    workspace: rule["workspace"]?.string,
                    recoveries: list(rule["recoveries"])
                )
            }
        )
        lesson.text = list(json["text"])
        lesson.suggestion = json["suggestion"]?.string ?? ""
        return lesson
    }
}

/// Bytes that are no lesson.
package struct LessonFileError: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String
    package var description: String { "could not read a lesson: \(reason)" }
}
