internal import Glibc
internal import JSON
internal import Synchronization
internal import TestSupport

/// How long a model takes and what it says, and the log of both.
final class ModelLaw: Sendable {
    private static let block = 64

    private let scale: Double
    private let hold: Double
    private let draw: UInt64
    private let state = Mutex((calls: [CallLog.Call](), prefixes: Set<UInt64>()))

    /// - Parameter draw: which of many draws of the slow calls is taken.
    init(scale: Double, hold: Double, draw: UInt64) {
        self.scale = scale
        self.hold = hold
        self.draw = draw
    }

    /// One for each call, in the order of arrival.
    var calls: [CallLog.Call] { state.withLock { $0.calls } }

    func reply(to request: ModelRequest) -> ModelReply {
        let start = Self.now
        let json = request.json
        let (text, tools) = Self.prompt(json)
        var reply = ModelReply("done")
        var lessons: [String] = []
        var isWording = false
        var isMerge = false
        if hold == 0 {
            if let role = ScriptedThemes.role(of: text) {
                (reply, lessons) = BenchWorld.consolidate(role, text)
                isMerge = true
            } else if text.contains("You are the editor of a skill") {
                reply = BenchWorld.edits(text)
                isWording = true
            } else {
                reply = BenchWorld.report(on: text, hasTools: !tools.isEmpty)
            }
        }
        let bytes = Array((tools + text).utf8)
        let prompt = bytes.count / 4
        let completion = (reply.text.utf8.count + reply.toolCalls.reduce(0) { $0 + $1.arguments.utf8.count }) / 4
        let seconds = hold > 0 ? hold : latency(prompt, completion, of: bytes)
        let (index, cached) = state.withLock { state in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            var known = 0
            var isKnown = true
            for end in stride(from: Self.block, through: bytes.count, by: Self.block) {
                for byte in bytes[(end - Self.block)..<end] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
                if !state.prefixes.insert(hash).inserted, isKnown { known = end / 4 } else { isKnown = false }
            }
            state.calls.append(
                CallLog.Call(
                    purpose: isWording ? .wording : isMerge ? .merge : .analysis,
                    start: start,
                    seconds: seconds,
                    prompt: prompt,
                    cached: known,
                    completion: completion,
                    lessons: Set(lessons)
                )
            )
            return (state.calls.count - 1, known)
        }
        reply.tokens = (prompt, cached, completion)
        // What it took to find out what to say is part of the time that this type gives.
        reply.latency = .seconds(max(0, start + seconds - Self.now))
        reply.eventSize = 4_096
        reply.sent = { [self] in state.withLock { $0.calls[index].sent = Self.now } }
        return reply
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the model reads, in the order in which servers put it: the tools, then the messages.
    private static func prompt(_ json: JSON?) -> (text: String, tools: String) {
        let messages = json?["messages"]?.array ?? []
        let tools = json?["tools"].map { String(decoding: $0.source, as: UTF8.self) } ?? ""
        return (messages.map { $0["content"]?.string ?? "" }.joined(separator: "\n"), tools)
    }

    /// By chance, but always the same for the same prompt and draw.
    private func latency(_ prompt: Int, _ completion: Int, of bytes: [UInt8]) -> Double {
        var state = bytes.reduce(0x9E37_79B9_7F4A_7C15 ^ draw) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        func uniform() -> Double {
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9 &+ 0x9E37_79B9
            return (Double((state ^ (state >> 31)) >> 11) + 1) / Double((1 as UInt64) << 53 + 1)
        }
        let normal = sqrt(-2 * log(uniform())) * cos(2 * Double.pi * uniform())
        return (0.4 + Double(prompt) / 8_000 + Double(completion) / 80) * exp(0.5 * normal) * scale
    }
}
