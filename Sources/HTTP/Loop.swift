internal import CLibCurl
internal import Glibc

/// The transfers under way, on the one thread that owns them.
///
/// First byte, idle and total time are watched here and not by libcurl: its own idle limit counts whole seconds and
/// begins with the connection, so that it could not tell a slow prompt from a dead server.
final class Loop {
    private let multi: UnsafeMutableRawPointer
    private let authorities: String?
    private var lastAdvance = ContinuousClock.now
    private var transfers: [Int: Transfer] = [:]
    private var ids: [UnsafeMutableRawPointer: Int] = [:]
    /// No deadline is before this instant.
    private var nextDeadline: ContinuousClock.Instant?

    init(_ multi: UnsafeMutableRawPointer, authorities: String?) {
        self.multi = multi
        self.authorities = authorities
    }

    func start(_ id: Int, _ request: Request, _ consumer: BodyConsumer?, _ completion: @escaping Transfer.Completion) {
        do throws(HTTPError) {
            let transfer = try Transfer(
                request,
                authorities: authorities,
                consumer: consumer,
                // Unowned: the loop owns its transfers.
                deadlineChanged: { [unowned self] in lookAgain(at: $0) },
                completion: completion
            )
            let code = curl_multi_add_handle(multi, transfer.easy)
            guard code == CURLM_OK else { throw Self.error(code) }
            transfers[id] = transfer
            ids[transfer.easy] = id
            lookAgain(at: transfer.deadline.instant)
        } catch {
            completion(.failure(error))
        }
    }

    func cancel(_ id: Int) {
        end(id) { $0.fail(.cancelled) }
    }

    /// Moves every transfer on, and ends those that are done or late.
    func advance() {
        lastAdvance = .now
        var running: Int32 = 0
        let code = curl_multi_perform(multi, &running)
        guard code == CURLM_OK else { return failAll(Self.error(code)) }
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle, let id = ids[easy] else {
                continue
            }
            // Read before the handle is removed: that frees the message.
            let result = message.pointee.data.result
            end(id) { $0.complete(result) }
        }
        expire()
    }

    /// Waits until bytes arrive, a deadline is reached, or another thread calls `curl_multi_wakeup`.
    func wait() {
        var milliseconds = 60_000
        if let nextDeadline {
            let left = ContinuousClock.now.duration(to: nextDeadline)
            milliseconds = min(milliseconds, max(0, Int(left / .milliseconds(1)) + 1))
        }
        let code = curl_multi_poll(multi, nil, 0, Int32(milliseconds), nil)
        if code != CURLM_OK { failAll(Self.error(code)) }
        gather()
    }

    /// Lets more arrive before the next look, in proportion to what a look costs: libcurl goes through all transfers.
    private func gather() {
        let interval = min(Duration.milliseconds(4), .microseconds(16 * transfers.count))
        let pause = interval - lastAdvance.duration(to: .now)
        if pause > .zero { usleep(UInt32(pause / .microseconds(1))) }
    }

    func failAll(_ error: HTTPError) {
        for id in Array(transfers.keys) { end(id) { $0.fail(error) } }
    }

    private func lookAgain(at instant: ContinuousClock.Instant) {
        nextDeadline = min(nextDeadline ?? instant, instant)
    }

    private func expire() {
        guard let reached = nextDeadline, reached <= .now else { return }
        let now = ContinuousClock.now
        var next: ContinuousClock.Instant?
        for (id, transfer) in transfers {
            let deadline = transfer.deadline
            if deadline.instant <= now {
                end(id) { $0.fail(deadline.error) }
            } else {
                next = min(next ?? deadline.instant, deadline.instant)
            }
        }
        nextDeadline = next
    }

    private func end(_ id: Int, _ tell: (Transfer) -> Void) {
        guard let transfer = transfers.removeValue(forKey: id) else { return }
        ids[transfer.easy] = nil
        // Cannot fail: the handle was added to this multi handle and is removed once.
        _ = curl_multi_remove_handle(multi, transfer.easy)
        tell(transfer)
    }

    private static func error(_ code: CURLMcode) -> HTTPError {
        .transport(code: Int(code.rawValue), reason: String(cString: curl_multi_strerror(code)))
    }
}
