/// Suggestions for a misspelled word.
package enum Spelling {
    /// How many characters of a word are compared: the work grows with the product of both lengths.
    private static let limit = 64

    /// The known word that is nearest to `word`, by the number of letters to put in, to leave out or to change, and the
    /// first in the alphabet among several; `nil` where that number is more than two and more than a third of the word.
    package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let ranked = known.map { (name: $0, distance: distance(word, $0)) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, word.count / 3) ? best.name : nil
    }

    /// The distance of Levenshtein between two words: how many characters must be put in, left out or changed to make
    /// one of the other. Of each word the first 64 characters count.
    package static func distance(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
        let right = Array(right.prefix(limit))
        var row = Array(0...right.count)
        for (index, letter) in left.prefix(limit).enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = letter == other ? corner : min(corner, above, row[column]) + 1
                corner = above
            }
        }
        return row[right.count]
    }
}
