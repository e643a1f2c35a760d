internal import FoundationEssentials
internal import Foundations
internal import Git
package import Lessons

/// A lesson as the knowledge ref holds it.
package struct KnownLesson: Sendable, Equatable {
    /// The lesson itself.
    package var lesson: Lesson
    /// The state of the lesson.
    package var state: LessonState

    /// Pairs a lesson with its state.
    package init(lesson: Lesson, state: LessonState) {
        self.lesson = lesson
        self.state = state
    }
}

/// The knowledge ref: every lesson as a file, grow-only, never rolled back with a skill.
extension SkillRepository {
    /// Adds or brings up to date the files of lessons; nothing is ever removed. True if the ref moved.
    ///
    /// - Parameters:
    ///   - origin: the operation that the commit names.
    ///   - seconds: the commit's time, in seconds since 1970.
    @discardableResult
    package func keep(_ lessons: [KnownLesson], origin: LessonOrigin, seconds: Int64) throws -> Bool {
        guard !lessons.isEmpty else { return false }
        let old = try repository.reference(Self.knowledge)
        let before = try old.map { try repository.tree(of: $0) }
        var changes: [String: TreeChange] = [:]
        for known in lessons {
            changes["lessons/\(known.lesson.skill)/\(known.lesson.id).json"] = .write(try KnowledgeFile.encode(known))
        }
        // A lesson whose skill was renamed has moved.
        let moved = Set(
            lessons.filter { !$0.lesson.id.rawValue.hasPrefix($0.lesson.skill + "-") }.map(\.lesson.id.rawValue)
        )
        if let before, !moved.isEmpty {
            for entry in try repository.entries(of: before, under: "lessons") where changes[entry.path] == nil {
                let name = entry.path.split(separator: "/").last?.dropLast(".json".count) ?? ""
                if moved.contains(String(name)) { changes[entry.path] = .remove }
            }
        }
        let batch = try repository.batch()
        let tree = try batch.repository.tree(updating: before, with: changes)
        guard tree != before else { return false }
        let signature = Self.signature(seconds)
        let message = CommitMessage.joined(
            ["knowledge: update \(lessons.count.of("lesson"))", ""]
                // Never their words: what a safety rule holds is not to be read in a log.
                + lessons.prefix(20).map { "  \($0.lesson.id)  \($0.state.name.rawValue)" }
                + (lessons.count > 20 ? ["  … and \(lessons.count - 20) more"] : []),
            [Trailer(key: "Evolution", value: origin.rawValue)]
        )
        let commit = try batch.repository.createCommit(
            CommitDraft(
                tree: tree,
                parents: old.map { [$0] } ?? [],
                author: signature,
                committer: signature,
                message: message
            )
        )
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        try move(Self.knowledge, from: old, to: commit, signature, log: "trace2skill: knowledge")
        return true
    }

    /// Every lesson of the knowledge ref, with its state.
    ///
    /// - Throws: ``KnowledgeError`` if a file is not a lesson, or of a newer version.
    package func knownLessons() throws -> [KnownLesson] {
        guard let commit = try repository.reference(Self.knowledge) else { return [] }
        return try lessons(at: commit)
    }

    /// The ids of the lessons of the knowledge ref; none if there is no such ref. Reads no file.
    package func knownIDs() throws -> Set<String> {
        guard let commit = try repository.reference(Self.knowledge) else { return [] }
        return Set(try files(at: commit).keys)
    }

    /// Every lesson as it was known before an evolution wrote what it learned.
    package func knownLessons(before evolution: String) throws -> [KnownLesson] {
        guard let tip = try repository.reference(Self.knowledge) else { return [] }
        let history = try repository.history(from: tip)
        let own = history.last { commit in commit.trailers.contains { $0.key == "Evolution" && $0.value == evolution } }
        guard let parent = own?.parents.first else { return [] }
        return try lessons(at: parent)
    }

    private func lessons(at commit: CommitID) throws -> [KnownLesson] {
        try repository.entries(of: try repository.tree(of: commit), under: "lessons").filter(\.mode.isRegularFile)
            .map { entry in
                try KnowledgeFile.decode(try repository.readBlob(entry.id, limit: 4 << 20), path: entry.path)
            }
    }
}

/// The form of a lesson's file: JSON with a version, one member a line, so that git shows what changed.
///
/// Version 1 was a line such as `state: adopted`, then the lesson as JSON. It is still read.
enum KnowledgeFile {
    private static let currentVersion = 2

    private struct Contents: Codable {
        var version: Int
        var state: LessonState
        var lesson: Lesson
    }

    /// Only the version, for files that a newer program may have written in another form.
    private struct Version: Decodable { var version: Int }

    static func encode(_ known: KnownLesson) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let contents = Contents(version: currentVersion, state: known.state, lesson: known.lesson)
        return escaped(String(decoding: try encoder.encode(contents), as: UTF8.self) + "\n")
    }

    /// JSON with the characters that nobody sees, or that change how others are read, as escapes: a quote may have them, and
    /// people read these files with git.
    private static func escaped(_ json: String) -> [UInt8] {
        guard json.unicodeScalars.contains(where: \.isInvisible) else { return Array(json.utf8) }
        var result: [UInt8] = []
        for scalar in json.unicodeScalars {
            guard scalar.isInvisible else {
                result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
                continue
            }
            for unit in String(scalar).utf16 {
                result += "\\u\(String(unit, radix: 16).leading(zeroes: 4))".utf8
            }
        }
        return result
    }

    /// - Parameter path: of the file in the ref, for the message of an error.
    static func decode(_ bytes: [UInt8], path: String) throws(KnowledgeError) -> KnownLesson {
        do {
            if bytes.starts(with: header) { return try decodeFirstVersion(bytes) }
            let data = Data(bytes)
            let version = try JSONDecoder().decode(Version.self, from: data).version
            guard version <= currentVersion else { throw KnowledgeError.newer(path: path, version: version) }
            let contents = try JSONDecoder().decode(Contents.self, from: data)
            return KnownLesson(lesson: contents.lesson, state: contents.state)
        } catch let error as KnowledgeError {
            throw error
        } catch let error as LessonFileError {
            throw .unreadable(path: path, reason: error.reason)
        } catch { throw .unreadable(path: path, reason: LessonFileError(error).reason) }
    }

    private static let header = Array("state: ".utf8)

    /// A header line with the state's name, without reason, then the lesson.
    private static func decodeFirstVersion(_ bytes: [UInt8]) throws -> KnownLesson {
        let line = bytes[header.count...].prefix { $0 != UInt8(ascii: "\n") }
        let lesson = try LessonFile.decode(Array(bytes[line.endIndex...].dropFirst()))
        let state: LessonState =
            switch String(decoding: line, as: UTF8.self) {
            case "adopted": .adopted
            case "proposed": .proposed
            case "tombstone": .retracted(Retraction(.unspecified))
            // Version 1 did not say why a lesson was held; the next evolution finds the reason again.
            default: .held(.notPublished)
            }
        return KnownLesson(lesson: lesson, state: state)
    }
}

/// A file of the knowledge ref that cannot be used.
package enum KnowledgeError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case newer(path: String, version: Int)

    /// What is wrong and what to do, in lower case without a full stop.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) in refs/trace2skill/knowledge is not a lesson (\(reason)); bring an earlier state of the ref back: git reflog refs/trace2skill/knowledge"
        case .newer(let path, let version):
            "\(path) in refs/trace2skill/knowledge was written by a newer trace2skill (form \(version)); install that version"
        }
    }
}
