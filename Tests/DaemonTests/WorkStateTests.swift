import Configuration
import Testing

@testable import Daemon

@Suite("What the daemon knows between passes")
struct WorkStateTests {
    private func state() -> InboxScheduler {
        var configuration = Configuration(repository: "/r", inboxes: [.init(path: "/none")], state: "/s")
        configuration.evolution.every = 3600
        configuration.evolution.after = 2
        return InboxScheduler(configuration: configuration, now: 0, last: nil)
    }

    @Test("lets what stands in the way be tried ever more seldom, and at most as seldom as evolutions are due")
    func hindered() {
        var state = state()
        var now = 0.0
        var waits: [Double] = []
        for _ in 0..<8 {
            state.evolved(at: now, wasBlocked: true)
            let wait = (1...3600).first { state.isEvolutionDue(pending: 2, now: now + Double($0)) } ?? 0
            waits.append(Double(wait))
            now += Double(wait)
        }
        #expect(waits == [60, 120, 240, 480, 960, 1920, 3600, 3600])
    }

    @Test("begins again with a minute when nothing stood in the way meanwhile")
    func cleared() {
        var state = state()
        for _ in 0..<4 { state.evolved(at: 0, wasBlocked: true) }
        state.evolved(at: 10, wasBlocked: false)
        #expect(state.isEvolutionDue(pending: 2, now: 13))
        state.evolved(at: 20, wasBlocked: true)
        #expect(!state.isEvolutionDue(pending: 2, now: 79))
        #expect(state.isEvolutionDue(pending: 2, now: 81))
    }
}
