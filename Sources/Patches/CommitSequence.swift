internal import Markdown
package import Skills

/// The states that a skill goes through when a revision is committed lesson by lesson.
///
/// The first has the headings and the blank lines that all of them need; each after it adds or changes the lines of its
/// own lessons and no other. Lines that touch are a conflict for `git revert`: so each can be taken back by itself, in
/// any order, whatever was added beside it.
package struct CommitSequence: Sendable, Equatable {
    /// A state, and what it brings.
    package struct Link: Sendable, Equatable {
        /// The lessons that it brings, sorted.
        package let lessons: [String]
        /// The skill with this and all before it.
        package let skill: Skill
        /// The lines of Markdown that it adds, without blank ones at the ends: those of one place side by side.
        package let lines: [String]
    }

    /// The skill before the first lesson.
    package let structure: Skill
    package let links: [Link]

    /// - Parameter texts: how lessons are worded by code. An edit that adds several of them, word for word, is a link for
    ///   each; what else it adds, such as their heading, is structure.
    package init(of revision: Revision, texts: [String: [String]]) {
        var pieces = Pieces(of: revision, texts: texts)
        pieces.number()
        structure = pieces.skill(with: 0)
        links = (0..<pieces.count).map { index in
            Link(
                lessons: pieces.lessons(of: index),
                skill: pieces.skill(with: index + 1),
                lines: pieces.lines(of: index)
            )
        }
    }
}

/// The result of a revision, cut into the parts that links bring.
private struct Pieces {
    /// A part of a file, and the link that brings it.
    private struct Piece {
        let path: String
        /// Where it stood before, and what.
        let base: Int
        let before: [UInt8]
        let result: Range<Int>
        let link: Int
    }

    private let revision: Revision
    private let texts: [String: [String]]
    /// The files that edits change, as they are in the end.
    private var files: [String: [UInt8]] = [:]
    private var pieces: [Piece] = []
    /// Files that are made or removed, each with its link.
    private var whole: [String: Int] = [:]
    private var served: [[String]] = []

    var count: Int { served.count }

    init(of revision: Revision, texts: [String: [String]]) {
        self.revision = revision
        self.texts = texts
    }

    /// Gives every part to a link, in the order of the revision's steps.
    mutating func number() {
        var places: [Edit.ID: (path: String, base: Range<Int>, result: Range<Int>)] = [:]
        var renamed: Set<String> = []
        let all = revision.changes.values.flatMap { $0 }
        for (path, changes) in Dictionary(grouping: all, by: \.change.file) {
            guard !changes.contains(where: { $0.change.isCreation || $0.change.isDeletion }) else {
                renamed.insert(path)
                continue
            }
            let rendering = Rendering(of: Lines(revision.base.files[path] ?? []), applying: changes)
            files[path] = Self.withRoom(rendering)
            for piece in rendering.replacements { places[piece.edit] = (path, piece.base, piece.result) }
        }
        for step in revision.steps {
            let own = step.edits.compactMap { id in places[id].map { (id, $0) } }
            let made = (revision.changes[step.group] ?? []).filter {
                renamed.contains($0.change.file) && whole[$0.change.file] == nil
            }
            // All that the step says stands already: a step before it has its lessons too.
            guard !own.isEmpty || !made.isEmpty else { continue }
            if made.isEmpty, own.count == 1, split(own[0].0, own[0].1) { continue }
            served.append(Set(step.edits.flatMap { revision.lessons[$0] ?? [] }).sorted())
            for (_, change) in made { whole[change.file] = served.count - 1 }
            for (_, place) in own {
                let before = Array((revision.base.files[place.path] ?? [])[place.base])
                pieces.append(
                    Piece(
                        path: place.path,
                        base: place.base.lowerBound,
                        before: before,
                        result: place.result,
                        link: served.count - 1
                    )
                )
            }
        }
    }

    /// A result whose last line is nobody's, so that what a later revision puts at the end does not touch what this one
    /// put there: `git revert` of either would be a conflict.
    private static func withRoom(_ rendering: Rendering) -> [UInt8] {
        let isAtEnd = rendering.replacements.contains {
            $0.base.isEmpty && $0.result.upperBound == rendering.bytes.count
        }
        return isAtEnd ? rendering.bytes + Lines(rendering.bytes).newline : rendering.bytes
    }

    /// Makes a link for each lesson of an edit, if the edit adds them as code words them.
    private mutating func split(_ edit: Edit.ID, _ place: (path: String, base: Range<Int>, result: Range<Int>)) -> Bool
    {
        let lessons = revision.lessons[edit] ?? []
        guard place.base.isEmpty, let bytes = files[place.path] else { return false }
        let text = Lines(Array(bytes[place.result]))
        let lines = Self.texts(of: text)
        var found: [(lesson: String, range: Range<Int>)] = []
        for lesson in lessons {
            guard let own = texts[lesson], !own.isEmpty, let rows = lines.firstRange(of: own) else { return false }
            let bytes = text.range(of: rows.lowerBound + 1..<rows.upperBound + 1)
            let range = place.result.lowerBound + bytes.lowerBound..<place.result.lowerBound + bytes.upperBound
            guard !found.contains(where: { $0.range.overlaps(range) }) else { return false }
            found.append((lesson, range))
        }
        for (lesson, range) in found.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            let base = place.base.lowerBound
            pieces.append(Piece(path: place.path, base: base, before: [], result: range, link: served.count))
            served.append([lesson])
        }
        return !found.isEmpty
    }

    func lessons(of link: Int) -> [String] { served[link] }

    /// The skill with the parts of the first `count` links.
    func skill(with count: Int) -> Skill {
        var skill = revision.skill
        for (path, bytes) in files {
            var result: [UInt8] = []
            var done = 0
            for piece in pieces.filter({ $0.path == path && $0.link >= count }).sorted(by: Self.precedes) {
                result += bytes[done..<piece.result.lowerBound] + piece.before
                done = piece.result.upperBound
            }
            // Every path was checked when the edit was resolved.
            skill = (try? skill.with(result + bytes[done...], at: path)) ?? skill
        }
        for (path, link) in whole where link >= count {
            skill = (try? skill.with(revision.base.files[path], at: path)) ?? skill
        }
        return skill
    }

    /// What was taken out leaves no bytes: it comes before what begins at the same place.
    private static func precedes(_ left: Piece, _ right: Piece) -> Bool {
        (left.result.lowerBound, left.result.upperBound, left.base)
            < (right.result.lowerBound, right.result.upperBound, right.base)
    }

    /// The lines that a link brings, file by file.
    func lines(of link: Int) -> [String] {
        var lines: [String] = []
        for piece in pieces.filter({ $0.link == link }).sorted(by: {
            ($0.path, $0.result.lowerBound) < ($1.path, $1.result.lowerBound)
        }) {
            guard let bytes = files[piece.path] else { continue }
            // A change in the middle of a line is a change of the line.
            let start = bytes[..<piece.result.lowerBound].lastIndex(where: Byte.isNewline).map { $0 + 1 } ?? 0
            let end =
                piece.result.isEmpty || Byte.isNewline(bytes[piece.result.upperBound - 1])
                ? piece.result.upperBound
                : bytes[piece.result.upperBound...].firstIndex(where: Byte.isNewline) ?? bytes.count
            lines += Self.trimmed(bytes[start..<end])
        }
        for (path, owner) in whole.sorted(by: { $0.key < $1.key }) where owner == link {
            lines += Self.trimmed((revision.skill.files[path] ?? [])[...])
        }
        return lines
    }

    private static func texts(of lines: Lines) -> [String] { (0..<lines.count).map { lines.text(of: $0 + 1) } }

    /// The lines of a text without blank ones at the ends.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [String] {
        let lines = Lines(Array(bytes))
        let filled = (0..<lines.count).filter { !lines.isBlank($0 + 1) }
        guard let first = filled.first, let last = filled.last else { return [] }
        return Array(texts(of: lines)[first...last])
    }
}
