/// What a model's server was asked, and what the calls alone would have taken.
struct CallLog {
    struct Call {
        var isMerge: Bool
        /// Seconds on the server's clock.
        var start: Double
        var seconds: Double
        var prompt: Int
        var cached: Int
        var completion: Int
        /// Titles of the lessons that a merge was about.
        var lessons: Set<String>
    }

    struct Path {
        var analysts: Double
        var merges: Double
        var seconds: Double { analysts + merges }
    }

    private(set) var calls: [Call] = []
    /// Calls in flight at once.
    private(set) var peak = 0

    init(reading text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields.first == "peak", fields.count == 2 { peak = Int(fields[1]) ?? 0 }
            guard fields.count == 7, let start = Double(fields[1]), let seconds = Double(fields[2]) else { continue }
            calls.append(
                Call(
                    isMerge: fields[0] == "merge",
                    start: start,
                    seconds: seconds,
                    prompt: Int(fields[3]) ?? 0,
                    cached: Int(fields[4]) ?? 0,
                    completion: Int(fields[5]) ?? 0,
                    lessons: Set(fields[6].split(separator: "|").map(String.init))
                )
            )
        }
    }

    var promptTokens: Int { calls.reduce(0) { $0 + $1.prompt } }
    var cachedTokens: Int { calls.reduce(0) { $0 + $1.cached } }
    var completionTokens: Int { calls.reduce(0) { $0 + $1.completion } }
    var longestAnalyst: Double { calls.filter { !$0.isMerge }.map(\.seconds).max() ?? 0 }

    /// When the first call arrived, when the last analyst's answer was due, and when the last answer of all was.
    var start: Double { calls.map(\.start).min() ?? 0 }
    var analystsEnd: Double { calls.filter { !$0.isMerge }.map { $0.start + $0.seconds }.max() ?? 0 }
    var end: Double { calls.map { $0.start + $0.seconds }.max() ?? 0 }

    /// The least time for these calls: the analysts' one after the other as slots come free, then the merges, each as soon
    /// as those are over that it shares a lesson with.
    func criticalPath(slots: Int) -> Path {
        var free = [Double](repeating: 0, count: max(1, slots))
        for call in calls where !call.isMerge {
            guard let next = free.indices.min(by: { free[$0] < free[$1] }) else { continue }
            free[next] += call.seconds
        }
        return Path(analysts: free.max() ?? 0, merges: longestChain { !$0.lessons.isDisjoint(with: $1.lessons) })
    }

    /// The longest chain of merges that were made one after the other, whether or not the later one needed the earlier.
    var mergesAsArranged: Double { longestChain { _, _ in true } }

    /// The longest chain of merges of which each began after the one before it, and needs it.
    private func longestChain(where needs: (Call, Call) -> Bool) -> Double {
        var ends: [(call: Call, length: Double)] = []
        for merge in calls.filter(\.isMerge).sorted(by: { $0.start < $1.start }) {
            let before = ends.filter { earlier, _ in
                earlier.start + earlier.seconds <= merge.start && needs(earlier, merge)
            }
            ends.append((merge, (before.map(\.length).max() ?? 0) + merge.seconds))
        }
        return ends.map(\.length).max() ?? 0
    }
}
