internal import JSON
internal import Prompting

/// The names of the entries of a question, such as `l1`, `l2`, …, by which a model answers.
struct EntryNames {
    /// The letter before the number.
    let letter: Character
    /// How many entries there are.
    let count: Int

    /// The name of an entry.
    func name(of place: Int) -> String { "\(letter)\(place + 1)" }

    /// The place of the entry that a name belongs to; nil if there is no such entry.
    func place(of name: String?) -> Int? {
        guard let name, name.first == letter, let number = Int(name.dropFirst()), (1...max(1, count)).contains(number),
            number <= count, name == self.name(of: number - 1)
        else { return nil }
        return number - 1
    }

    /// What is wrong with a name that no entry has.
    func objection(to name: String?, in list: String) -> String {
        let shown = Excerpt.line(of: name ?? "(no text)", limit: 40)
        return "\(list) names \"\(shown)\"; there are only \(letter)1 to \(letter)\(count)"
    }

    /// The text of a member of an answer's object, on one line; empty where there is none.
    static func text(_ json: JSON, _ key: String) -> String { EnglishTokenizer.folded(json[key]?.string ?? "") }

    /// The elements of a list; empty where there is none.
    static func list(_ json: JSON?) -> [JSON] { json.map { $0.kind == .array ? Array($0.elements) : [] } ?? [] }
}
