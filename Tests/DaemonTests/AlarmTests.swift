import Synchronization
import Testing

@testable import Daemon

@Suite("An alarm", .timeLimit(.minutes(1)))
struct AlarmTests {
    @Test("rings once when its time has come")
    func rings() async {
        let count = Mutex(0)
        let alarm = Timer(after: .zero) { count.withLock { $0 += 1 } }
        await alarm.end()
        #expect(count.withLock { $0 } == 1)
    }

    /// Else a daemon that is called for a file is called again by its own alarm, and never rests.
    @Test("does not ring when it is cancelled")
    func cancelled() async {
        let count = Mutex(0)
        let alarm = Timer(after: .seconds(86_400)) { count.withLock { $0 += 1 } }
        alarm.cancel()
        await alarm.end()
        #expect(count.withLock { $0 } == 0)
    }
}
