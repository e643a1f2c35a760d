/// A person's change of a text, to be put on another version of the text that somebody else changed in the same places.
///
/// What was only added stays on both sides. Where both changed the same line, the person's words win over those of an
/// evolution; a line that another person wrote is left for people to decide about.
struct PersonsChange {
    /// The text as the person found it, and as they left it, by lines.
    let before: [String], after: [String]
    /// Lines that are in the other version no more because their revision is made anew, and not because anybody removed them.
    var dropped: Set<String> = []

    /// A run of lines that one side replaced.
    private struct Hunk {
        /// The lines that were replaced, by their places in ``PersonsChange/before``.
        var range: Range<Int>
        /// What is there instead, by the places in the new version.
        var lines: [Int]
    }

    /// The other version with the change.
    ///
    /// - Parameters:
    ///   - now: the other version, by lines.
    ///   - isOfPerson: whether a person wrote the line at this place of it.
    /// - Returns: nil where two people changed the same line.
    func put(on now: [String], isOfPerson: (Int) -> Bool) -> [String]? {
        let (others, own) = (Self.hunks(before, now), Self.hunks(before, after))
        let removedByPerson = Set(own.flatMap(\.range))
        var skipped = Set<Int>()
        for hunk in others {
            for place in hunk.range where removedByPerson.contains(place) {
                let line = before[place]
                if line.allSatisfy(\.isWhitespace) || dropped.contains(line) { continue }
                let open = hunk.lines.filter { !skipped.contains($0) }
                if let other = Self.version(of: line, among: open, now), !isOfPerson(other) {
                    skipped.insert(other)
                    continue
                }
                // Both want it away, or the same in its place.
                guard let mine = own.first(where: { $0.range.contains(place) }),
                    mine.lines.map({ after[$0] }) == hunk.lines.map({ now[$0] })
                else { return nil }
            }
        }
        let removed = removedByPerson.union(others.flatMap(\.range))
        var result: [String] = []
        for place in 0...before.count {
            let theirs = others.filter { $0.range.lowerBound == place }.flatMap(\.lines).filter {
                !skipped.contains($0)
            }
            let mine = own.filter { $0.range.lowerBound == place }.flatMap(\.lines).map { after[$0] }
            let there = theirs.map { now[$0] }
            result += there
            // What both added is there once.
            if mine != there { result += mine }
            if place < before.count, !removed.contains(place) { result.append(before[place]) }
        }
        return result
    }

    private static func hunks(_ old: [String], _ new: [String]) -> [Hunk] {
        let change = new.difference(from: old)
        func places(_ changes: [CollectionDifference<String>.Change]) -> Set<Int> {
            Set(
                changes.map { change in
                    switch change {
                    case .insert(let offset, _, _), .remove(let offset, _, _): offset
                    }
                }
            )
        }
        let (removed, inserted) = (places(change.removals), places(change.insertions))
        var hunks: [Hunk] = []
        var (place, next) = (0, 0)
        while place < old.count || next < new.count {
            guard removed.contains(place) || inserted.contains(next) else {
                (place, next) = (place + 1, next + 1)
                continue
            }
            var hunk = Hunk(range: place..<place, lines: [])
            while removed.contains(place) || inserted.contains(next) {
                if removed.contains(place) {
                    place += 1
                    hunk.range = hunk.range.lowerBound..<place
                } else {
                    hunk.lines.append(next)
                    next += 1
                }
            }
            hunks.append(hunk)
        }
        return hunks
    }

    /// The place of the line that says what a line says, in other words; nil if none does.
    private static func version(of line: String, among places: [Int], _ lines: [String]) -> Int? {
        let words = Words.content(Words.all(line))
        func share(_ place: Int) -> Double {
            let other = Words.content(Words.all(lines[place]))
            let all = max(words.count, other.count)
            return all == 0 ? 0 : Double(words.intersection(other).count) / Double(all)
        }
        return places.filter { share($0) >= leastShare }.max { share($0) < share($1) }
    }

    /// The least share of the words that two versions of a line have in common.
    private static let leastShare = 0.5
}
