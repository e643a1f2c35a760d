import Testing

@testable import Daemon

@Suite("A schedule")
struct ScheduleTests {
    private let schedule = Schedule(every: 600, after: 8, pause: 2, start: 1000)

    @Test("has nothing to wait for while nothing is pending", arguments: [1000.0, 5000])
    func nothing(now: Double) {
        #expect(schedule.wait(pending: 0, now: now) == nil)
    }

    @Test("comes to its first evolution after its time, however few episodes wait")
    func first() {
        #expect(schedule.wait(pending: 1, now: 1000) == 600)
        #expect(schedule.wait(pending: 1, now: 1599) == 1)
        #expect(schedule.wait(pending: 1, now: 1600) == 0)
        #expect(schedule.wait(pending: 7, now: 9000) == 0)
    }

    @Test("does not wait for its time when enough episodes do")
    func enough() {
        #expect(schedule.wait(pending: 8, now: 1000) == 0)
    }

    @Test("makes a pause after an evolution, and then counts its time anew")
    func again() {
        var schedule = schedule
        schedule.evolved(at: 2000)

        #expect(schedule.wait(pending: 20, now: 2000) == 2)
        #expect(schedule.wait(pending: 20, now: 2002) == 0)
        #expect(schedule.wait(pending: 1, now: 2100) == 500)
        #expect(schedule.wait(pending: 1, now: 2600) == 0)
    }

    @Test("goes on from the last evolution before a restart")
    func restart() {
        #expect(Schedule(every: 600, after: 8, start: 1000, last: 100).wait(pending: 1, now: 1000) == 0)
        #expect(Schedule(every: 600, after: 8, start: 1000, last: 900).wait(pending: 1, now: 1000) == 500)
    }

    @Test("waits no longer than its time when the clock is put back")
    func clockPutBack() {
        var schedule = schedule
        schedule.evolved(at: 1_000_000)

        #expect(schedule.wait(pending: 1, now: 500) == 600)
    }
}
