/// Suggestions for misspelt words.
enum Spelling {
    /// Returns the known word with the smallest edit distance to `word`; nil if even that distance is above two and
    /// above a third of the word's length.
    static func nearest(to word: String, among known: [String]) -> String? {
        let ranked = known.map { ($0, distance(Array(word), Array($0))) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (name, distance) = ranked, distance <= max(2, word.count / 3) else { return nil }
        return name
    }

    /// Returns the edit distance of Levenshtein: how many characters have to be inserted, deleted or replaced.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, corner + (a == b ? 0 : 1))
                corner = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
