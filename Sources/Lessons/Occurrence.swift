/// What a pattern of the embedded analyst noted in one episode: a situation, what was done in it, and what that came to.
///
/// Small, and with verbatim quotes: lessons are mined from a pool of these without reading an episode again.
package struct Occurrence: Sendable, Equatable, Codable {
    /// The name of the pattern that noted it, such as `write-then-run`.
    package var pattern: String
    /// What the situation is about, in words that another episode can share: a tool, a goal, a message. May be empty.
    package var situation: String
    /// What was done: a command, a tool, a method. Empty if nothing was.
    package var way: String
    /// How often it was done in the episode.
    package var tried: Int
    /// How often it reached its goal.
    package var reached: Int
    /// The calls that the episode would have been spared with the rule.
    package var lost: Int
    /// What else the pattern compares between episodes, each as `name=value`.
    package var facts: [String]
    /// The words that show it, verbatim.
    package var quotes: [Lesson.Quote]

    /// Describes what was noted; by default, nothing was tried, reached or lost.
    package init(
        pattern: String,
        situation: String = "",
        way: String = "",
        tried: Int = 0,
        reached: Int = 0,
        lost: Int = 0,
        facts: [String] = [],
        quotes: [Lesson.Quote] = []
    ) {
        self.pattern = pattern
        self.situation = situation
        self.way = way
        self.tried = tried
        self.reached = reached
        self.lost = lost
        self.facts = facts
        self.quotes = quotes
    }

    // Short names: the ledger keeps many of these.
    private enum CodingKeys: String, CodingKey {
        case pattern = "p"
        case situation = "s"
        case way = "w"
        case tried = "t"
        case reached = "r"
        case lost = "l"
        case facts = "f"
        case quotes = "q"
    }
}

extension Occurrence {
    /// The values of the facts of a name, in their order.
    package func values(_ name: String) -> [Substring] {
        facts.compactMap { fact in
            fact.hasPrefix(name) && fact.utf8.dropFirst(name.utf8.count).first == UInt8(ascii: "=")
                ? fact.dropFirst(name.count + 1) : nil
        }
    }
}
