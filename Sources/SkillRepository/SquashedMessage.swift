internal import Git

/// The messages that the message of a squashed commit consists of.
///
/// `git rebase -i` and hosting services write the messages of the commits that they squash one behind the other. Of these,
/// `git interpret-trailers` reads the trailers of the last one, and none where something follows them, as
/// `Co-authored-by:` does in a paragraph of its own.
struct SquashedMessage {
    /// The message of one of the commits.
    struct Part {
        var message: String
        var trailers: [Trailer]
    }

    /// In the order of the message; more than one only for a squashed commit.
    let parts: [Part]

    init(_ commit: Commit) {
        let whole = Part(message: commit.message, trailers: commit.trailers)
        guard Self.mayBe(commit) else {
            parts = [whole]
            return
        }
        let found = Self.parts(of: commit.message)
        parts = found.contains { part in part.trailers.contains { $0.key == "Lesson" } } ? found : [whole]
    }

    /// Whether the message has to be looked at: commits of our own have the form that we gave them.
    static func mayBe(_ commit: Commit) -> Bool {
        commit.message.contains("\nLesson: ") && !SkillRepository.isCommittedByProgram(commit)
    }

    private static func parts(of message: String) -> [Part] {
        var parts: [Part] = []
        var paragraphs: [String] = []
        for paragraph in message.replacing("\r\n", with: "\n").split(separator: "\n\n") {
            let lines = paragraph.split(separator: "\n")
            // A list item begins each message in the form of hosting services; what is before is the title of their own.
            if let subject = lines.first, lines.count == 1, subject.hasPrefix("* ") {
                paragraphs = [String(subject.dropFirst(2))]
                continue
            }
            paragraphs.append(lines.joined(separator: "\n"))
            guard let trailers = trailers(in: lines) else { continue }
            parts.append(Part(message: paragraphs.joined(separator: "\n\n") + "\n", trailers: trailers))
            paragraphs = []
        }
        return parts
    }

    /// The lines as trailers, if they are those of a commit of ours.
    private static func trailers(in lines: [Substring]) -> [Trailer]? {
        var trailers: [Trailer] = []
        for line in lines {
            guard let colon = line.firstRange(of: ": "), colon.lowerBound > line.startIndex,
                line[..<colon.lowerBound].allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") })
            else { return nil }
            trailers.append(Trailer(key: String(line[..<colon.lowerBound]), value: String(line[colon.upperBound...])))
        }
        let keys = Set(trailers.map(\.key))
        return keys.contains("Skill") && keys.contains("Evolution") ? trailers : nil
    }
}

extension SkillRepository {
    /// Every trailer of a commit, and of those that were squashed into it.
    static func trailers(of commit: Commit) -> [Trailer] {
        SquashedMessage.mayBe(commit) ? SquashedMessage(commit).parts.flatMap(\.trailers) : commit.trailers
    }

    /// Whether a person squashed commits of lessons into this one.
    static func isSquashed(_ commit: Commit) -> Bool {
        SquashedMessage(commit).parts.count(where: { part in part.trailers.contains { $0.key == "Lesson" } }) > 1
    }
}
