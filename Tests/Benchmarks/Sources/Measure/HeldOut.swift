internal import Foundations
internal import Lessons
internal import Mining

/// What lessons of one half of the tasks are worth on the other half: whether the situation arises again, whether the same
/// way is found there, and the calls that the sessions of that half would have been spared.
struct HeldOut {
    private(set) var lessons = 0
    /// Lessons whose situation arises in the other half.
    private(set) var arising = 0
    /// Lessons whose way is found there as well.
    private(set) var confirmed = 0
    /// Lessons for whose situation another way is found there, and theirs is not.
    private(set) var contradicted = 0
    /// Calls that confirmed lessons would have saved in the other half.
    private(set) var saved = 0

    /// Compares lessons with everything that the other half would teach, published or not.
    init(of learned: [Lesson], on other: [Lesson]) {
        let fingerprints = Dictionary(firstValues: other.map { ($0.fingerprint, $0) })
        let situations = Set(other.map(Self.situation))
        for lesson in learned {
            lessons += 1
            guard situations.contains(Self.situation(lesson)) else { continue }
            arising += 1
            if let same = fingerprints[lesson.fingerprint] {
                confirmed += 1
                saved += same.callsLost
            } else {
                contradicted += 1
            }
        }
    }

    /// Skill and trigger of a lesson.
    private static func situation(_ lesson: Lesson) -> String {
        lesson.skill + "|" + (lesson.rule?.triggers.sorted().joined(separator: "+") ?? lesson.fingerprint)
    }

    static let header = "                            lessons  arise again  same way   other way   calls saved"

    func row(_ name: String) -> String {
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return name + pad("\(lessons)", 35 - name.count) + pad("\(arising)", 13) + pad("\(confirmed)", 10)
            + pad("\(contradicted)", 12) + pad("\(saved)", 14)
    }
}
