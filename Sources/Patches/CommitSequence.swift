internal import Markdown
package import Skills

/// The states of a skill when an applied patch is committed lesson by lesson.
///
/// The first state has the blank lines that separate what is added from what was there, the second one also the headings
/// that all lessons need. Each commit then adds or changes only the lines of its own lessons. Adjacent changed lines would
/// be a conflict for `git revert`; separated like this, every commit can be reverted by itself and in any order, and so can
/// all of them together.
package struct CommitSequence: Sendable, Equatable {
    /// One commit: a state of the skill, and the lessons that it adds.
    package struct Commit: Sendable, Equatable {
        /// The lessons that it adds, sorted.
        package let lessons: [String]
        /// The skill with this commit and all before it.
        package let skill: Skill
        /// The lines of Markdown that it adds, position by position, without blank lines at the ends.
        package let lines: [String]
    }

    /// The base with the blank lines alone that the patch adds beside lines of the base; the base itself if there are none.
    package let room: Skill
    /// The skill before the first lesson.
    package let structure: Skill
    /// The commits, in order.
    package let commits: [Commit]

    /// Splits an applied patch into commits.
    ///
    /// - Parameter texts: The lines of each lesson in the wording of code. An edit that adds several lessons in exactly
    ///   this wording becomes one commit for each lesson; its other lines, such as a heading, belong to the structure.
    package init(of patch: AppliedPatch, texts: [String: [String]]) {
        var splitter = CommitSplitter(of: patch, texts: texts)
        splitter.split()
        room = splitter.room
        structure = splitter.skill(after: 0)
        commits = (0..<splitter.count).map { index in
            Commit(
                lessons: splitter.lessons(of: index),
                skill: splitter.skill(after: index + 1),
                lines: splitter.lines(of: index)
            )
        }
    }
}

/// Splits the result of a patch into parts, each of which belongs to a commit.
private struct CommitSplitter {
    /// A part of a file that a commit changes.
    private struct Part {
        let path: String
        /// The offset in the base file.
        let base: Int
        /// The bytes of the base file.
        let before: [UInt8]
        /// The range in the resulting file.
        let result: Range<Int>
        /// The index of the commit.
        let commit: Int
    }

    private let patch: AppliedPatch
    private let texts: [String: [String]]
    /// The resulting bytes of the files that edits change.
    private var files: [String: [UInt8]] = [:]
    private var parts: [Part] = []
    /// Files that are created or removed, each with the index of its commit.
    private var wholeFiles: [String: Int] = [:]
    /// The lessons of each commit.
    private var served: [[String]] = []

    /// The base with blank lines for the insertions.
    private(set) var room: Skill
    /// The number of commits.
    var count: Int { served.count }

    init(of patch: AppliedPatch, texts: [String: [String]]) {
        self.patch = patch
        self.texts = texts
        room = patch.base
    }

    /// Assigns every part to a commit, in the order of the patch's steps.
    mutating func split() {
        var places: [Edit.ID: (path: String, base: Range<Int>, result: Range<Int>)] = [:]
        var replacedFiles: Set<String> = []
        let all = patch.changes.values.flatMap { $0 }
        for (path, changes) in Dictionary(grouping: all, by: \.change.file) {
            guard !changes.contains(where: { $0.change.isCreation || $0.change.isDeletion }) else {
                replacedFiles.insert(path)
                continue
            }
            let rendering = Rendering(of: Lines(patch.base.files[path] ?? []), applying: changes)
            let blank = Self.blankLineAtEnd(of: rendering)
            files[path] = rendering.bytes + blank
            // Every path was checked when the edit was resolved.
            room = (try? room.with(rendering.room + blank, at: path)) ?? room
            for part in rendering.replacements { places[part.edit] = (path, part.base, part.result) }
        }
        for step in patch.steps {
            let own = step.edits.compactMap { id in places[id].map { (id, $0) } }
            let whole = (patch.changes[step.group] ?? []).filter {
                replacedFiles.contains($0.change.file) && wholeFiles[$0.change.file] == nil
            }
            // A step whose changes were all made by an earlier one, which serves its lessons too.
            guard !own.isEmpty || !whole.isEmpty else { continue }
            if whole.isEmpty, own.count == 1, splitByLesson(own[0].0, own[0].1) { continue }
            served.append(Set(step.edits.flatMap { patch.lessons[$0] ?? [] }).sorted())
            for (_, change) in whole { wholeFiles[change.file] = served.count - 1 }
            for (_, place) in own {
                let before = Array((patch.base.files[place.path] ?? [])[place.base])
                parts.append(
                    Part(
                        path: place.path,
                        base: place.base.lowerBound,
                        before: before,
                        result: place.result,
                        commit: served.count - 1
                    )
                )
            }
        }
    }

    /// A blank line that no lesson owns, if an edit added the last lines: so a later patch that appends to the file does
    /// not touch these lines, and `git revert` of either commit has no conflict.
    private static func blankLineAtEnd(of rendering: Rendering) -> [UInt8] {
        let isAtEnd = rendering.replacements.contains {
            $0.base.isEmpty && $0.result.upperBound == rendering.bytes.count
        }
        return isAtEnd ? Lines(rendering.bytes).newline : []
    }

    /// Makes a commit for each lesson of an edit if the edit adds all of them in the wording of code.
    private mutating func splitByLesson(
        _ edit: Edit.ID,
        _ place: (path: String, base: Range<Int>, result: Range<Int>)
    ) -> Bool {
        let lessons = patch.lessons[edit] ?? []
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
            parts.append(Part(path: place.path, base: base, before: [], result: range, commit: served.count))
            served.append([lesson])
        }
        return !found.isEmpty
    }

    func lessons(of commit: Int) -> [String] { served[commit] }

    /// The skill after the first `count` commits.
    func skill(after count: Int) -> Skill {
        var skill = patch.skill
        for (path, bytes) in files {
            var result: [UInt8] = []
            var done = 0
            for part in parts.filter({ $0.path == path && $0.commit >= count }).sorted(by: Self.precedes) {
                result += bytes[done..<part.result.lowerBound] + part.before
                done = part.result.upperBound
            }
            // Every path was checked when the edit was resolved.
            skill = (try? skill.with(result + bytes[done...], at: path)) ?? skill
        }
        for (path, commit) in wholeFiles where commit >= count {
            skill = (try? skill.with(patch.base.files[path], at: path)) ?? skill
        }
        return skill
    }

    /// Orders parts by position. A removal has no bytes in the result, so it precedes a part that begins there.
    private static func precedes(_ left: Part, _ right: Part) -> Bool {
        (left.result.lowerBound, left.result.upperBound, left.base)
            < (right.result.lowerBound, right.result.upperBound, right.base)
    }

    /// The lines that a commit adds, file by file.
    func lines(of commit: Int) -> [String] {
        var lines: [String] = []
        for part in parts.filter({ $0.commit == commit }).sorted(by: {
            ($0.path, $0.result.lowerBound) < ($1.path, $1.result.lowerBound)
        }) {
            guard let bytes = files[part.path] else { continue }
            // A change within a line is a change of the whole line.
            let start = bytes[..<part.result.lowerBound].lastIndex(where: Byte.isNewline).map { $0 + 1 } ?? 0
            let end =
                part.result.isEmpty || Byte.isNewline(bytes[part.result.upperBound - 1])
                ? part.result.upperBound
                : bytes[part.result.upperBound...].firstIndex(where: Byte.isNewline) ?? bytes.count
            lines += Self.trimmed(bytes[start..<end])
        }
        for (path, owner) in wholeFiles.sorted(by: { $0.key < $1.key }) where owner == commit {
            lines += Self.trimmed((patch.skill.files[path] ?? [])[...])
        }
        return lines
    }

    private static func texts(of lines: Lines) -> [String] { (0..<lines.count).map { lines.text(of: $0 + 1) } }

    /// The lines of a text without blank lines at the ends.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [String] {
        let lines = Lines(Array(bytes))
        let filled = (0..<lines.count).filter { !lines.isBlank($0 + 1) }
        guard let first = filled.first, let last = filled.last else { return [] }
        return Array(texts(of: lines)[first...last])
    }
}
