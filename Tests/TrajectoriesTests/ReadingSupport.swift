import JSON
@testable import Trajectories

/// A stream of bytes over a text.
func bytes(of text: String) -> ByteSource { bytes(of: Array(text.utf8)) }

/// A stream over bytes, given out in pieces of `step`.
func bytes(of bytes: [UInt8], step: Int = 1 << 16) -> ByteSource {
    var position = 0
    return { buffer in
        let count = min(buffer.count, bytes.count - position, step)
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }
}

/// The sessions that a format's reader finds in a text.
func read(_ format: any TrajectoryFormat.Type, _ text: String, name: String = "x.jsonl") throws -> [Session] {
    var reader = format.init(file: FileContext(name: name, digest: "0123456789abcdef"))
    var output = SessionOutput()
    var records = JSONRecords(streaming: format.streams, source: bytes(of: text))
    while let record = try records.next() { reader.read(record, into: &output) }
    reader.finish(into: &output)
    return output.sessions
}

/// The number of records of each kind that a format's reader does not know.
func unknownKinds(_ format: any TrajectoryFormat.Type, _ text: String) throws -> [String: Int] {
    var reader = format.init(file: FileContext(name: "x.jsonl", digest: "0123456789abcdef"))
    var output = SessionOutput()
    var records = JSONRecords(streaming: format.streams, source: bytes(of: text))
    while let record = try records.next() { reader.read(record, into: &output) }
    reader.finish(into: &output)
    return output.unknown
}

/// The beginning of a file, as a reader gets to see it for recognising its format.
func sample(_ text: String) throws -> FormatSample {
    var values: [JSON] = []
    var records = JSONRecords(source: bytes(of: text))
    while let record = try records.next(), values.count < 60 { values.append(record.value) }
    var members: Set<String> = []
    if let first = values.first {
        for member in first.members { members.insert(member.key) }
    }
    return FormatSample(
        records: values,
        rootIsArray: text.first { !$0.isWhitespace } == "[",
        members: members,
        head: String(text.prefix(4096))
    )
}

extension Session {
    /// Every call of the session in order.
    var calls: [ToolCall] { steps.flatMap(\.calls) }

    /// Sources and texts of the steps, for comparing whole sessions.
    var transcript: [String] { steps.map { "\($0.source): \($0.text)" } }
}

/// The records of lines of JSON.
func records(_ lines: [String]) throws -> [JSONRecord] {
    var list: [JSONRecord] = []
    var records = JSONRecords(source: bytes(of: lines.joined(separator: "\n")))
    while let record = try records.next() { list.append(record) }
    return list
}
