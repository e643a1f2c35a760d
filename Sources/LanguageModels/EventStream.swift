/// A parser of server-sent events from bytes that arrive in chunks of any size.
struct EventStream {
    private var line: [UInt8] = []
    private var data: [UInt8]?
    private var lastWasReturn = false

    /// The number of bytes of the event that is not yet complete.
    var pendingCount: Int { line.count + (data?.count ?? 0) }

    /// The data of every event that these bytes complete. Comments (lines that begin with a colon) are skipped.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in bytes {
            let isReturn = byte == UInt8(ascii: "\r")
            let isNewline = byte == UInt8(ascii: "\n")
            defer { lastWasReturn = isReturn }
            if isNewline, lastWasReturn { continue }
            guard isReturn || isNewline else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// The data of a last event whose empty line is missing because the stream ended.
    mutating func end() -> [UInt8]? {
        if !line.isEmpty, let event = endLine() { return event }
        defer { data = nil }
        return data
    }

    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { data = nil }
            return data
        }
        guard line.starts(with: "data:".utf8) else { return nil }
        var value = line[5...]
        if value.first == 0x20 { value = value.dropFirst() }
        if data == nil {
            data = Array(value)
        } else {
            data?.append(UInt8(ascii: "\n"))
            data?.append(contentsOf: value)
        }
        return nil
    }
}
