/// Finding the name that somebody meant.
enum Nearest {
    /// The name with the fewest changes, if they are few; nil if nothing is near.
    static func name(to text: String, among names: [String]) -> String? {
        let measured = names.map { (name: $0, distance: distance(text, $0)) }
        guard let best = measured.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, text.utf8.count / 3) ? best.name : nil
    }

    /// How many letters must be put in, left out or changed.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, letter) in left.utf8.prefix(64).enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = letter == other ? corner : min(corner, above, row[j]) + 1
                corner = above
            }
        }
        return row[right.count]
    }
}
