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

    @Test("takes a twentieth of a core at most, however large the pool is")
    func share() {
        var schedule = schedule
        schedule.evolved(at: 2000, cost: 7.2)
        #expect(schedule.wait(pending: 20, now: 2000) == 140)
        #expect(schedule.wait(pending: 20, now: 2140) == 0)

        schedule.evolved(at: 3000, cost: 0.1)
        #expect(schedule.wait(pending: 20, now: 3000) == 2)
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

    @Test("goes on when the clock was put back: the wait does not begin anew")
    func clockPutBackForLong() {
        var schedule = schedule
        schedule.evolved(at: 1_000_000)
        schedule.notice(500)
        #expect(schedule.wait(pending: 1, now: 500) == 600)
        schedule.notice(900)
        #expect(schedule.wait(pending: 1, now: 900) == 200)
        schedule.notice(1100)
        #expect(schedule.wait(pending: 1, now: 1100) == 0)
    }

    // MARK: Blocked evolutions

    private let blocking = Schedule(every: 3600, after: 2, start: 0)

    @Test("After blocked evolutions the next try comes later each time, and at least as often as evolutions are due")
    func blocked() {
        var schedule = blocking
        var now = 0.0
        var waits: [Double] = []
        for _ in 0..<8 {
            schedule.evolved(at: now, wasBlocked: true)
            let wait = schedule.wait(pending: 2, now: now) ?? 0
            waits.append(wait)
            now += wait
            #expect(schedule.wait(pending: 2, now: now) == 0)
        }
        #expect(waits == [60, 120, 240, 480, 960, 1920, 3600, 3600])
    }

    @Test("After an evolution in which nothing was blocked, the waits begin with a minute again")
    func cleared() {
        var schedule = blocking
        for _ in 0..<4 { schedule.evolved(at: 0, wasBlocked: true) }
        schedule.evolved(at: 10, wasBlocked: false)
        #expect(schedule.wait(pending: 2, now: 10) == 2)
        schedule.evolved(at: 20, wasBlocked: true)
        #expect(schedule.wait(pending: 2, now: 20) == 60)
    }

    @Test("After a failure the next evolution waits a minute, whatever the clock says")
    func failed() {
        var schedule = blocking
        schedule.failed(at: 1000)

        #expect(schedule.wait(pending: 2, now: 1000) == 60)
        #expect(schedule.wait(pending: 2, now: 1060) == 0)
        #expect(schedule.wait(pending: 2, now: 10) == 60)
    }
}

@Suite("The times of exchanges")
struct MeetingScheduleTests {
    @Test("come at once, then after their time, and later each time while the remote cannot be reached")
    func times() {
        var meetings = MeetingSchedule(every: 600, start: 1000)
        #expect(meetings.wait(now: 1000) == 0)
        meetings.met(at: 1000, hasFailed: false)
        #expect(meetings.wait(now: 1100) == 500)
        var waits: [Double] = []
        for _ in 0..<4 {
            meetings.met(at: 0, hasFailed: true)
            waits.append(meetings.wait(now: 0))
        }
        #expect(waits == [1200, 2400, 3600, 3600])
        meetings.met(at: 0, hasFailed: false)
        #expect(meetings.wait(now: 0) == 600)
    }

    @Test("do not become longer when the clock is put back")
    func clock() {
        var meetings = MeetingSchedule(every: 600, start: 0)
        meetings.met(at: 100_000, hasFailed: false)
        #expect(meetings.wait(now: 10) == 3600)
    }
}
