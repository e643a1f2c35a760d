/// The plural of English nouns that name things this program counts.
package enum Plural {
    /// The plural of a noun by the rules of spelling: `session` becomes `sessions`, `trajectory` becomes `trajectories`,
    /// `inbox` becomes `inboxes`. Of several words the last one is the noun.
    package static func of(_ noun: String) -> String {
        let ending = noun.suffix(2).lowercased()
        if ending.count == 2, ending.hasSuffix("y"), let before = ending.first, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        let hisses = ending.hasSuffix("s") || ending.hasSuffix("x") || ending.hasSuffix("z")
        return noun + (hisses || ending == "ch" || ending == "sh" ? "es" : "s")
    }
}

extension Int {
    /// The number and the noun that agrees with it: `1 session`, `2 sessions`, `0 trajectories`.
    package func of(_ noun: String) -> String { "\(self) \(self == 1 ? noun : Plural.of(noun))" }

    /// The form of a word that agrees with the number: `files.count.form(one: "was", many: "were")`.
    package func form(one: String, many: String) -> String { self == 1 ? one : many }
}
