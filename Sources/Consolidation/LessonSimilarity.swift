internal import Glibc
package import Lessons
internal import Prompting

/// The similarity of lessons by their words: the overlap of sets of stems, with higher weights for rare words.
package struct LessonSimilarity: Sendable {
    /// The least overlap of two lessons that may be equal without asking a model.
    package static let same = 0.8
    /// The least overlap of advice for equality if each lesson has a word that the other has not.
    private static let sameWithOtherWords = 0.9
    /// The least similarity of two lessons that are shown to a model side by side.
    package static let related = 0.2
    /// The least overlap of two lessons of opposite sense that contradict each other.
    static let contrary = 0.6

    /// A lesson as words.
    struct Features: Sendable, Equatable {
        let words: WordSet
        /// Those of the title and of what to do.
        let advice: WordSet
        /// Words of which the opposite exists, by the pair's name, with the side that the text takes.
        let sides: [String: Set<Bool>]
        /// Whether the rule forbids instead of telling what to do.
        let isProhibition: Bool
        let skill: String

        init(_ lesson: Lesson) {
            let (title, action) = (EnglishTokenizer.all(lesson.title), EnglishTokenizer.all(lesson.action))
            func named(_ words: [String]) -> WordSet {
                WordSet(EnglishTokenizer.content(words).map { LessonSimilarity.pairs[$0]?.name ?? $0 })
            }
            advice = named(title + action)
            words = named(title + action + EnglishTokenizer.all(lesson.when))
            var sides: [String: Set<Bool>] = [:]
            for word in title + action {
                guard let pair = LessonSimilarity.pairs[EnglishTokenizer.stem(word)] ?? LessonSimilarity.pairs[word]
                else { continue }
                sides[pair.name, default: []].insert(pair.side)
            }
            self.sides = sides
            isProhibition = [title, action].contains { words in
                words.prefix(2).contains { EnglishTokenizer.negations.contains($0) }
            }
            skill = lesson.skill
        }
    }

    fileprivate static let pairs: [String: (name: String, side: Bool)] = {
        var pairs: [String: (name: String, side: Bool)] = [:]
        for (yes, no) in [
            ("with", "without"), ("enable", "disable"), ("before", "after"), ("add", "remove"),
            ("install", "uninstall"), ("include", "exclude"), ("increase", "decrease"), ("always", "never"),
            ("keep", "delete"), ("true", "false"), ("on", "off"), ("allow", "forbid"),
        ] {
            for (word, side) in [(yes, true), (no, false)] {
                pairs[word] = (yes, side)
                pairs[EnglishTokenizer.stem(word)] = (yes, side)
            }
        }
        return pairs
    }()

    private let weights: [UInt64: Double]
    private let count: Double

    /// Weighs words by their rarity in these lessons.
    package init(_ lessons: [Lesson]) {
        var counts: [UInt64: Double] = [:]
        for lesson in lessons { for word in Features(lesson).words.hashes { counts[word, default: 0] += 1 } }
        let count = Double(lessons.count)
        self.count = count
        weights = counts.mapValues { log(1 + count / $0) }
    }

    /// The weighted share of words that two lessons have in common, from 0 to 1. It is 0 for lessons of different skills.
    package func similarity(_ left: Lesson, _ right: Lesson) -> Double {
        Self.similarity(vector(of: left), vector(of: right))
    }

    /// The weighted words of a lesson, for comparing it with many others.
    struct Vector: Sendable {
        fileprivate let skill: String
        /// Hashes of words and what each weighs, by hash.
        fileprivate let words: [(hash: UInt64, weight: Double)]
        fileprivate let total: Double
    }

    func vector(of lesson: Lesson) -> Vector {
        let features = Features(lesson)
        // In the order of the hashes: sums of floating-point numbers depend on it.
        let words = features.words.hashes.map { (hash: $0, weight: weights[$0] ?? log(1 + count)) }
        return Vector(skill: features.skill, words: words, total: words.reduce(0) { $0 + $1.weight })
    }

    static func similarity(_ left: Vector, _ right: Vector) -> Double {
        guard left.skill == right.skill, left.total + right.total > 0 else { return 0 }
        var (one, other, common) = (0, 0, 0.0)
        while one < left.words.count, other < right.words.count {
            let (first, second) = (left.words[one], right.words[other])
            if first.hash == second.hash { common += first.weight }
            if first.hash <= second.hash { one += 1 }
            if second.hash <= first.hash { other += 1 }
        }
        return common / (left.total + right.total - common)
    }

    /// Whether two lessons have almost the same words and the same sense.
    package static func areSame(_ left: Lesson, _ right: Lesson) -> Bool {
        areSame(Features(left), Features(right))
    }

    static func areSame(_ left: Features, _ right: Features) -> Bool {
        guard left.skill == right.skill, left.words.overlaps(right.words, atLeast: same), !differInSense(left, right)
        else { return false }
        // A single replaced word may be the whole difference: the verb, the option, the file.
        if left.advice.isSubset(of: right.advice) || right.advice.isSubset(of: left.advice) { return true }
        return left.advice.overlaps(right.advice, atLeast: sameWithOtherWords)
    }

    /// Whether two lessons are about the same situation and advise the opposite.
    package static func areContrary(_ left: Lesson, _ right: Lesson) -> Bool {
        areContrary(Features(left), Features(right))
    }

    static func areContrary(_ left: Features, _ right: Features) -> Bool {
        left.skill == right.skill && left.advice.overlaps(right.advice, atLeast: contrary) && differInSense(left, right)
    }

    static func differInSense(_ left: Features, _ right: Features) -> Bool {
        if left.isProhibition != right.isProhibition { return true }
        return left.sides.contains { pair, sides in
            guard let others = right.sides[pair], sides.count == 1, others.count == 1 else { return false }
            return sides != others
        }
    }
}
