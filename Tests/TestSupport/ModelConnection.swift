internal import Glibc

/// One connection of a ``ModelServer``: HTTP/1.1 with keep-alive over a plain socket, on a thread of its own.
struct ModelConnection {
    let descriptor: Int32
    let server: ModelServer
    private var buffer: [UInt8] = []

    init(descriptor: Int32, server: ModelServer) {
        self.descriptor = descriptor
        self.server = server
    }

    /// Answers until the other side or a fault ends the connection.
    mutating func serve() {
        while let request = readRequest() {
            let reply = server.answer(request)
            let isAlive = server.pause(reply.latency, watching: descriptor) && respond(to: request, reply)
            reply.sent?()
            server.answered()
            guard isAlive else { return }
        }
    }

    // MARK: Reading

    private mutating func readRequest() -> ModelRequest? {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        var headEnd: Int?
        while headEnd == nil {
            if buffer.count >= 4 {
                headEnd = (searched...(buffer.count - 4)).first { buffer[$0..<($0 + 4)].elementsEqual(end) }
                searched = buffer.count - 3
            }
            guard headEnd != nil || fill() else { return nil }
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        let first = lines.first?.split(separator: " ") ?? []
        guard first.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < headEnd + 4 + length {
            guard fill() else { return nil }
        }
        let body = Array(buffer[(headEnd + 4)..<(headEnd + 4 + length)])
        buffer.removeFirst(headEnd + 4 + length)
        return ModelRequest(method: String(first[0]), path: String(first[1]), headers: headers, body: body)
    }

    private mutating func fill() -> Bool {
        let count = withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { bytes in
            let count = recv(descriptor, bytes.baseAddress, bytes.count, 0)
            if count > 0 { buffer.append(contentsOf: bytes[..<count]) }
            return count
        }
        return count > 0
    }

    // MARK: Writing

    /// `false`: the connection is over.
    private func respond(to request: ModelRequest, _ reply: ModelReply) -> Bool {
        let dialect = ModelDialect(path: request.path)
        if let fault = reply.fault { return respond(fault, dialect, reply, isStream: request.wantsStream) }
        guard request.wantsStream else { return send(status: 200, body: Array(dialect.document(reply).utf8)) }
        return sendEvents(dialect.events(reply, isFinished: true), reply) && send("0\r\n\r\n")
    }

    private func respond(_ fault: ModelReply.Fault, _ dialect: ModelDialect, _ reply: ModelReply, isStream: Bool)
        -> Bool
    {
        switch fault {
        case .status(let status, let headers, let body):
            return send(status: status, headers: headers, body: Array(body.utf8))
        case .redirect(let address): return send(status: 307, headers: ["Location": address], body: [])
        case .garbage(let text): return send(status: 200, body: Array(text.utf8))
        case .unfinished:
            return sendEvents(dialect.events(reply, isFinished: false), reply) && send("0\r\n\r\n")
        case .truncated, .reset, .stall:
            sendHalf(dialect, reply, isStream: isStream)
            if case .stall = fault { return waitForEnd() }
            if case .reset = fault { resetOnClose() }
            return false
        case .slowLoris(let interval): return sendSlowly(Array(dialect.document(reply).utf8), interval)
        case .huge(let count): return sendHuge(count)
        case .gzipBomb(let count):
            return send(status: 200, headers: ["Content-Encoding": "gzip"], body: GzipBomb.bytes(unpacking: count))
        case .hang: return waitForEnd()
        case .close: return false
        }
    }

    private func sendEvents(_ events: [String], _ reply: ModelReply) -> Bool {
        guard
            send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        else { return false }
        guard reply.interval > .zero else {
            let all = events.joined()
            return send("\(String(all.utf8.count, radix: 16))\r\n\(all)\r\n")
        }
        for event in events {
            guard send("\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n") else { return false }
            guard server.pause(reply.interval, watching: descriptor) else { return false }
        }
        return true
    }

    private func sendHalf(_ dialect: ModelDialect, _ reply: ModelReply, isStream: Bool) {
        // Whether it arrives is of no matter: the connection ends here.
        if isStream {
            let events = dialect.events(reply, isFinished: true)
            _ = sendEvents(Array(events.prefix(max(1, events.count / 2))), reply)
        } else {
            let body = Array(dialect.document(reply).utf8)
            _ = send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n")
            _ = send(Array(body.prefix(body.count / 2)))
        }
    }

    private func sendSlowly(_ body: [UInt8], _ interval: Duration) -> Bool {
        guard send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n") else {
            return false
        }
        for byte in body {
            guard send([byte]), server.pause(interval, watching: descriptor) else { return false }
        }
        return true
    }

    private func sendHuge(_ count: Int) -> Bool {
        guard send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(count)\r\n\r\n") else {
            return false
        }
        let piece = [UInt8](repeating: UInt8(ascii: " "), count: 64 << 10)
        var left = count
        while left > 0 {
            guard send(Array(piece.prefix(left))) else { return false }
            left -= piece.count
        }
        return true
    }

    private func waitForEnd() -> Bool {
        _ = server.pause(.seconds(86_400), watching: descriptor)
        return false
    }

    /// With a linger time of zero, closing sends RST instead of FIN.
    private func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func send(status: Int, headers: [String: String] = [:], body: [UInt8]) -> Bool {
        var head = "HTTP/1.1 \(status) Scripted\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        return send(Array((head + "\r\n").utf8) + body)
    }

    private func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Glibc.send(descriptor, all.baseAddress.map { $0 + sent }, all.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
