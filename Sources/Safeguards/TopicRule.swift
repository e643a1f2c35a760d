/// G8: sentences about things that rules for a task have no business with, unless they are about them in a usual way.
///
/// Where ``Conduct`` knows what an order looks like, a topic is held however the order is worded: who writes about the
/// consent of people, about what they may know, about other agents or about checks that are to be got around has to be
/// read by a person. What is usual, as to ask and to wait, is spared.
struct TopicRule: Sendable {
    let code: String
    let message: String
    /// Words and pairs or triples of words of which one has to occur.
    private let topics: [[String]]
    /// Words of which one has to occur as well; empty if none has to.
    private let needs: Set<String>
    /// Words that show that the sentence says something usual.
    private let spares: Set<String>
    /// Whether a topic that is spoken against is spared: "never use sudo".
    private let sparesNegated: Bool
    /// Whether the topic counts only where it is spoken against.
    private let isNegated: Bool

    init(
        _ code: String,
        _ message: String,
        _ topics: String,
        needs: String = "",
        spares: String = "",
        sparesNegated: Bool = false,
        isNegated: Bool = false
    ) {
        self.code = code
        self.message = message
        self.topics = topics.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
        self.needs = Set(needs.split(separator: " ").map(String.init))
        self.spares = Set(spares.split(separator: " ").map(String.init))
        self.sparesNegated = sparesNegated
        self.isNegated = isNegated
    }

    /// Returns the violations in a passage.
    static func violations(in words: [Conduct.Word]) -> [Violation] {
        var violations: [Violation] = []
        for (index, word) in words.enumerated() {
            for (rule, topic) in byFirstWord[word.text] ?? []
            where has(topic, at: index, in: words) && rule.holds(at: index, in: words) {
                let excerpt = topic.joined(separator: " ")
                violations.append(Violation("G8", rule.code, .hold, rule.message, excerpt))
            }
        }
        return violations
    }

    /// Whether the sentence around a topic is of the kind that is held.
    private func holds(at index: Int, in words: [Conduct.Word]) -> Bool {
        let sentence = words[sentence(around: index, in: words)].map(\.text)
        guard needs.isEmpty || sentence.contains(where: needs.contains) else { return false }
        guard !sentence.contains(where: spares.contains) else { return false }
        let isAgainst = Conduct.isNegation(before: index, in: words)
        return !(sparesNegated && isAgainst || isNegated && !isAgainst)
    }

    private static func has(_ topic: [String], at index: Int, in words: [Conduct.Word]) -> Bool {
        index + topic.count <= words.count && topic.indices.allSatisfy { words[index + $0].text == topic[$0] }
    }

    /// Every topic with its rule, by its first word.
    private static let byFirstWord: [String: [(rule: TopicRule, topic: [String])]] = {
        var index: [String: [(rule: TopicRule, topic: [String])]] = [:]
        for rule in all {
            for topic in rule.topics { index[topic.first ?? "", default: []].append((rule, topic)) }
        }
        return index
    }()

    private func sentence(around index: Int, in words: [Conduct.Word]) -> Range<Int> {
        let start = words[..<index].lastIndex(where: \.endsSentence).map { $0 + 1 } ?? 0
        let end = words[index...].firstIndex(where: \.endsSentence).map { $0 + 1 } ?? words.count
        return start..<end
    }
}
