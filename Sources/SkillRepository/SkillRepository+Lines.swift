internal import Git
package import Lessons

/// A line of a file in the working tree.
package struct WorkingLine: Sendable, Equatable {
    /// The number of the line, counted from 1.
    package let line: Int
    /// The line without its line feed.
    package let text: String
    /// Where it comes from; nil for a line that is not committed.
    package let origin: LineOrigin?
}

extension SkillRepository {
    /// Who wrote each line of a file as it is in the working tree; as it is at the tip where there is no such file, or
    /// another branch is checked out.
    ///
    /// - Parameter revisions: those of the skill, newest first, where they are known: see ``origins(of:lines:passing:)``.
    package func lines(
        of path: String,
        in numbers: ClosedRange<Int>? = nil,
        passing revisions: [RevisionSpan] = []
    ) throws -> [WorkingLine] {
        func atTip() throws -> [WorkingLine] {
            try origins(of: path, lines: numbers, passing: revisions)
                .map { WorkingLine(line: $0.line, text: $0.text, origin: $0) }
        }
        guard try repository.headBranch() == branch, repository.workdir != nil,
            let bytes = try repository.workingFile(path)
        else { return try atTip() }
        let now = Self.texts(bytes)
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, self.path) }
        let committed = try repository.readFile(path, in: try repository.tree(of: tip), limit: 16 << 20)
        let written =
            try committed == nil ? [] : origins(of: path, lines: committed == bytes ? numbers : nil, passing: revisions)
        let known = Dictionary(written.map { ($0.line, $0) }) { $1 }
        let before = Self.texts(committed ?? [])
        // Lines that are the same keep their order: what is inserted and removed moves the others.
        let change = now.difference(from: before)
        let removed = Set(change.removals.map(Self.offset))
        let inserted = Set(change.insertions.map(Self.offset))
        var lines: [WorkingLine] = []
        var old = 0
        for (index, text) in now.enumerated() {
            var origin: LineOrigin?
            if !inserted.contains(index) {
                while removed.contains(old) { old += 1 }
                origin = known[old + 1]
                old += 1
            }
            guard numbers?.contains(index + 1) ?? true, index < now.count - 1 || !text.isEmpty else { continue }
            lines.append(WorkingLine(line: index + 1, text: text, origin: origin))
        }
        return lines
    }

    /// The lines of a file in the working tree; those at the tip where ``lines(of:in:passing:)`` looks there.
    package func texts(of path: String) throws -> [String] {
        if try repository.headBranch() == branch, repository.workdir != nil,
            let bytes = try repository.workingFile(path)
        {
            return Self.texts(bytes)
        }
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, self.path) }
        return Self.texts(try repository.readFile(path, in: try repository.tree(of: tip), limit: 16 << 20) ?? [])
    }

    /// The lines of a file, without their ends.
    static func texts(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }

    /// The lesson whose rule a line of a file belongs to, also in a person's hands: moved, wrapped anew, copied or reworded.
    ///
    /// - Parameters:
    ///   - line: counted from 1.
    ///   - lessons: the lessons that are looked for.
    package nonisolated func lesson(at line: Int, of lines: [String], among lessons: [Lesson]) -> Lesson? {
        guard lines.indices.contains(line - 1), lines[line - 1].contains(where: { !$0.isWhitespace }) else {
            return nil
        }
        func isStart(_ text: String) -> Bool { text.hasPrefix("- ") || text.hasPrefix("* ") || text.hasPrefix("#") }
        func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        var first = line - 1
        while first > 0, !isStart(lines[first]), !isBlank(lines[first - 1]) { first -= 1 }
        var last = line - 1
        while last + 1 < lines.count, !isStart(lines[last + 1]), !isBlank(lines[last + 1]) { last += 1 }
        let text = SkillText(["rule.md": Array(lines[first...last].joined(separator: "\n").utf8)])
        return lessons.first { text.holdsAsWritten($0) || text.blockWithTitle(of: $0) != nil }
            ?? lessons.first { lesson in
                text.blockLike(lesson, besides: lessons.filter { $0.skill == lesson.skill }) != nil
            }
    }
}
