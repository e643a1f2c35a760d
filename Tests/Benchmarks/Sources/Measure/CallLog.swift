/// What a model's server was asked, and what the calls alone would have taken.
struct CallLog {
    struct Call {
        /// What a call was for.
        enum Purpose: String { case analysis, merge, wording }

        var purpose: Purpose
        /// When it arrived, in seconds on the clock that all processes of the machine share.
        var start: Double
        /// How long it takes by the latency model.
        var seconds: Double
        var prompt: Int
        var cached: Int
        var completion: Int
        /// Titles of the lessons that a merge was about.
        var lessons: Set<String>
        /// When the answer had left; zero for one that did not.
        var sent = 0.0

        /// When the answer was due.
        var end: Double { start + seconds }
    }

    /// Calls of which each needed the one before it.
    struct Chain {
        var seconds = 0.0
        /// How many calls it has.
        var depth = 0
    }

    private(set) var calls: [Call] = []
    /// Calls in flight at once.
    private(set) var peak = 0

    /// Throws nothing: a line that the server did not write is not a call.
    init(reading text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields.first == "peak", fields.count == 2 { peak = Int(fields[1]) ?? 0 }
            if let call = Call(fields) { calls.append(call) }
        }
    }

    var merges: [Call] { calls.filter { $0.purpose == .merge }.sorted { $0.start < $1.start } }
    /// Calls in which lessons are worded as edits.
    var wordings: [Call] { calls.filter { $0.purpose == .wording }.sorted { $0.start < $1.start } }
    private var analysts: [Call] { calls.filter { $0.purpose == .analysis } }

    var promptTokens: Int { calls.reduce(0) { $0 + $1.prompt } }
    var cachedTokens: Int { calls.reduce(0) { $0 + $1.cached } }
    var completionTokens: Int { calls.reduce(0) { $0 + $1.completion } }

    /// When the first call arrived, when the last analyst's answer was due, and when the last answer of all was.
    var start: Double { calls.map(\.start).min() ?? 0 }
    var analystsEnd: Double { analysts.map(\.end).max() ?? 0 }
    var end: Double { calls.map(\.end).max() ?? 0 }

    /// How much later than by the latency model the answers left, in seconds: the server shares the machine's cores.
    var lateness: (median: Double, most: Double) {
        let all = calls.filter { $0.sent > 0 }.map { $0.sent - $0.end }.sorted()
        return all.isEmpty ? (0, 0) : (all[all.count / 2], all[all.count - 1])
    }

    // MARK: Critical path

    /// The longest chain of calls that need each other, as they were made: the longest analyst, as no merge can be put
    /// together before all lessons are there, then merges of which each is about a lesson that the one before it was about,
    /// then the wordings, which need all merges.
    var criticalPath: Chain { path(after: analysts.map(\.seconds).max() ?? 0) }

    private func path(after analysts: Double) -> Chain {
        let (merges, wordings) = (longestMerges, longestWordings)
        return Chain(
            seconds: analysts + merges.seconds + wordings.seconds,
            depth: merges.depth + wordings.depth + (self.analysts.isEmpty ? 0 : 1)
        )
    }

    /// The same, with the analysts' calls in their order on so many slots, each as soon as one is free.
    func criticalPath(slots: Int) -> Chain {
        var free = [Double](repeating: 0, count: max(1, slots))
        for call in analysts {
            guard let next = free.indices.min(by: { free[$0] < free[$1] }) else { continue }
            free[next] += call.seconds
        }
        return path(after: free.max() ?? 0)
    }

    /// The longest wordings one after the other: those that began before another had ended are of one round.
    var longestWordings: Chain {
        var chain = Chain()
        var round: [Call] = []
        for call in wordings {
            if let end = round.map(\.end).max(), call.start >= end {
                chain.seconds += round.map(\.seconds).max() ?? 0
                round = []
            }
            if round.isEmpty { chain.depth += 1 }
            round.append(call)
        }
        chain.seconds += round.map(\.seconds).max() ?? 0
        return chain
    }

    /// The longest chain of merges of which each began after the one before it had ended, and is about a lesson of it.
    var longestMerges: Chain {
        var chains: [(last: Call, chain: Chain)] = []
        for merge in merges {
            let before = chains.filter {
                $0.last.end <= merge.start && !$0.last.lessons.isDisjoint(with: merge.lessons)
            }
            .map(\.chain).max { $0.seconds < $1.seconds }
            let (seconds, depth) = (before?.seconds ?? 0, before?.depth ?? 0)
            chains.append((merge, Chain(seconds: seconds + merge.seconds, depth: depth + 1)))
        }
        return chains.map(\.chain).max { $0.seconds < $1.seconds } ?? Chain()
    }
}

extension CallLog.Call {
    /// On one line, between tabs.
    var line: String {
        "\(purpose.rawValue)\t\(start)\t\(seconds)\t\(sent)\t\(prompt)\t\(cached)\t\(completion)\t\(lessons.sorted().joined(separator: "|"))"
    }

    fileprivate init?(_ fields: [Substring]) {
        guard fields.count == 8, let purpose = Purpose(rawValue: String(fields[0])), let start = Double(fields[1]),
            let seconds = Double(fields[2]), let sent = Double(fields[3]), let prompt = Int(fields[4]),
            let cached = Int(fields[5]), let completion = Int(fields[6])
        else { return nil }
        self.init(
            purpose: purpose,
            start: start,
            seconds: seconds,
            prompt: prompt,
            cached: cached,
            completion: completion,
            lessons: Set(fields[7].split(separator: "|").map(String.init)),
            sent: sent
        )
    }
}
