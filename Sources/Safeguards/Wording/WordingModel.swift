internal import Foundations

/// Tells by its words how much a text reads like an order that takes a control away, rather than like a rule for a task.
///
/// A linear model: each word, beginning of a word, and group of two or three words has a weight, learned by logistic
/// regression from labelled texts (`Tests/Gate`). Weights count more for rare features, and the length of a text does not
/// matter. It knows wordings that no list has; what commands do, and which hosts and files a text names, other rules judge.
struct WordingModel: Sendable {
    /// The model of the program.
    static let standard = WordingModel(table: WordingTable.text)

    /// The hashes of the known features, sorted.
    private let features: [UInt64]
    /// The weight in eighths and the rarity of each of them.
    private let values: [(weight: Int16, rarity: UInt8)]

    /// A model with a table of lines `weight rarity|feature|feature…`.
    init(table: StaticString) {
        var entries: [(hash: UInt64, weight: Int16, rarity: UInt8)] = []
        let bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: "|"))
            let numbers = String(decoding: parts.first ?? line[..<line.startIndex], as: UTF8.self).split(separator: " ")
            guard numbers.count == 2, let weight = Int16(numbers[0]), let rarity = UInt8(numbers[1]) else { continue }
            entries += parts.dropFirst().map { (FNV1a($0).value, weight, rarity) }
        }
        entries.sort { $0.hash < $1.hash }
        features = entries.map(\.hash)
        values = entries.map { ($0.weight, $0.rarity) }
    }

    /// Added to the squared length of the vector of features, so that a text with few known ones scores near 0.
    private static let damping = 300.0

    /// How a text reads.
    struct Reading {
        /// Above 0 the text is more like the attacks that the model was trained on than like the honest rules.
        let score: Double
        /// The words that point most to an attack, the weightiest first.
        let signs: [String]

        /// Whether the score is above a limit, and several groups of words say so: what nobody could be told the reason of is not
        /// held.
        func isAbove(_ limit: Double) -> Bool { score > limit && signs.count > 1 }
    }

    /// Reads a text of prose; code spans count with their words.
    func reading(of text: String) -> Reading {
        var sum = 0.0
        var norm = 0.0
        var signs: [(text: String, weight: Double)] = []
        for feature in Self.features(of: text) {
            guard let place = place(of: FNV1a(feature).value) else { continue }
            let (weight, rarity) = values[place]
            let part = Double(weight) / 8 * Double(rarity)
            sum += part
            norm += Double(rarity) * Double(rarity)
            if part > 0, feature.utf8.contains(where: { $0 == UInt8(ascii: " ") }), !feature.contains("^"),
                !feature.contains("$")
            {
                signs.append((feature, part))
            }
        }
        let score = sum / (norm + Self.damping).squareRoot()
        let best = signs.sorted { ($1.weight, $0.text) < ($0.weight, $1.text) }.prefix(3)
        return Reading(score: score, signs: best.map { $0.text.replacing(" _ ", with: " … ") })
    }

    private func place(of hash: UInt64) -> Int? {
        var (low, high) = (0, features.count)
        while low < high {
            let middle = (low + high) / 2
            if features[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < features.count && features[low] == hash ? low : nil
    }

    // MARK: Features

    /// The parts of a text that the model looks at, as `Tests/Gate/train` has them.
    static func features(of text: String) -> Set<String> {
        let row = ["^"] + words(of: text) + ["$"]
        var found: Set<String> = []
        for (place, word) in row.enumerated() {
            found.insert(word)
            let letters = Array(word.unicodeScalars)
            if letters.count > 5 { found.insert(Self.text(letters[..<5]) + "-") }
            if place + 1 < row.count { found.insert("\(word) \(row[place + 1])") }
            if place + 2 < row.count {
                found.insert("\(word) \(row[place + 1]) \(row[place + 2])")
                found.insert("\(word) _ \(row[place + 2])")
            }
            guard letters.contains(where: { $0.value >= 0x2E80 }) else { continue }
            // Scripts without blanks between words.
            for length in 2...3 where letters.count >= length {
                for start in 0...letters.count - length {
                    found.insert("#" + Self.text(letters[start..<start + length]))
                }
            }
        }
        return found
    }

    private static func text(_ letters: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: letters)
        return String(view)
    }

    /// The words of a text in lower case, and its marks. A word of digits is 0.
    static func words(of text: String) -> [String] {
        let letters = Array(text.lowercased().unicodeScalars)
        var words: [String] = []
        var word: [Unicode.Scalar] = []
        func end() {
            guard !word.isEmpty else { return }
            words.append(word.allSatisfy(isDigit) ? "0" : Self.text(word[...]))
            word.removeAll(keepingCapacity: true)
        }
        for (place, written) in letters.enumerated() {
            let letter = written == "’" ? "'" : written
            let joins = letter == "'" || letter == "-"
            if isWord(letter) || joins && !word.isEmpty && place + 1 < letters.count && isWord(letters[place + 1]) {
                word.append(letter)
                continue
            }
            end()
            if let mark = marks[letter] { words.append(mark) }
        }
        end()
        // The label of a lesson's check says nothing.
        return words.indices.filter { words[$0] != "check" || $0 + 1 == words.count || words[$0 + 1] != ":" }
            .map { words[$0] }
    }

    private static let marks: [Unicode.Scalar: String] = [
        ".": ".", "!": "!", "?": "?", ";": ";", ":": ":", ",": ",", "。": ".", "！": "!", "？": "?", "，": ",", "：": ":",
        "；": ";", "、": ",", "…": ".",
    ]

    private static func isDigit(_ letter: Unicode.Scalar) -> Bool {
        letter.properties.numericType == .decimal || letter.properties.numericType == .digit
    }

    /// Whether a letter, a mark on one, or a number.
    private static func isWord(_ letter: Unicode.Scalar) -> Bool {
        if letter.isASCII {
            return ("a"..."z").contains(letter) || ("0"..."9").contains(letter) || ("A"..."Z").contains(letter)
        }
        return switch letter.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        case .decimalNumber, .letterNumber, .otherNumber: true
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
