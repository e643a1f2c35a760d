package import JSON

/// Reads one file into sessions: recognises its format by content and streams it through that format's reader.
///
/// A file up to 8 MB is parsed once, in memory; a larger one is streamed, so that memory stays near its largest record.
package struct TrajectoryReader: Sendable {
    private let mappings: [Mapping]
    private let limits: ReadingLimits

    /// - Parameters:
    ///   - mappings: declarations of JSON Lines formats that this program does not know by itself.
    ///   - limits: how long the beginning of a file and a record may be.
    package init(mappings: [Mapping] = [], limits: ReadingLimits = ReadingLimits()) {
        self.mappings = mappings
        self.limits = limits
    }

    /// Reads a file and hands on its sessions as they are complete.
    ///
    /// - Parameters:
    ///   - open: opens the file at its start; called twice for a large file.
    ///   - each: takes a session.
    /// - Throws: ``ReadingError`` when the file is no trajectory, and whatever `open` and `each` throw.
    package func read(
        _ file: FileContext,
        open: () throws -> ByteSource,
        each: (Session) throws -> Void
    ) throws -> ReadingReport {
        let source = try open()
        let (head, isWhole) = try Self.read(source, upTo: limits.window)
        return try read(file, head: head, isWhole: isWhole, rest: source, open: open, each: each)
    }

    /// Reads a file that is in memory, without a copy of it on the way.
    package func read(
        _ file: FileContext,
        bytes: [UInt8],
        each: (Session) throws -> Void
    ) throws -> ReadingReport {
        let open = { Self.source(of: bytes) }
        return try read(file, head: bytes, isWhole: true, rest: open(), open: open, each: each)
    }

    private func read(
        _ file: FileContext,
        head start: [UInt8],
        isWhole isAll: Bool,
        rest source: ByteSource,
        open: () throws -> ByteSource,
        each: (Session) throws -> Void
    ) throws -> ReadingReport {
        var (head, isWhole) = (start, isAll)
        if let refusal = ReadingError.refusing(head) { throw refusal }
        var sampler = try Sampler(head: head, isWhole: isWhole)
        if !isWhole, sampler.sample.records.isEmpty, reader(for: sampler.sample, file: file) == nil {
            // One large value in a format that does not stream: it is read whole, as far as a record may go.
            (head, isWhole) = try Self.read(source, upTo: limits.record, after: head)
            sampler = try Sampler(head: head, isWhole: isWhole)
        }
        if sampler.sample.records.isEmpty || !sampler.startsAsJSON,
            let format = TrajectoryFormats.text(head: sampler.sample.head)
        {
            return try TextReading(format: format, file: file).run(
                isWhole ? Self.source(of: head) : try open(),
                each: each
            )
        }
        guard let (name, streams, reader) = reader(for: sampler.sample, file: file) else {
            if !isWhole, sampler.startsAsJSON, sampler.sample.records.isEmpty {
                throw ReadingError.tooLarge(limit: limits.record)
            }
            throw ReadingError.unrecognised(
                members: sampler.sample.members.sorted(),
                start: String(sampler.sample.head.prefix(120))
            )
        }
        var reading = Reading(reader: reader, report: ReadingReport(format: name))
        if isWhole, sampler.isComplete {
            for record in sampler.records { try reading.feed(record, streams: streams, each: each) }
            reading.note(sampler.skips)
        } else {
            var records = JSONRecords(limit: limits.record, streaming: streams, source: try open())
            while let record = try records.next() { try reading.feed(record, streams: streams, each: each) }
            reading.note(records.skipped)
        }
        return try reading.finish(each: each)
    }

    private func reader(for sample: FormatSample, file: FileContext) -> (String, Set<String>, any TrajectoryFormat)? {
        for mapping in mappings where mapping.recognises(sample) {
            return (mapping.name, [], MappedFormat(mapping: mapping, file: file))
        }
        for format in TrajectoryFormats.all where format.recognises(sample) {
            return (format.name, format.streams, format.init(file: file))
        }
        return nil
    }

    /// A little more than `limit` bytes in all, behind those that were read before, and whether that was all.
    static func read(
        _ source: ByteSource,
        upTo limit: Int,
        after start: [UInt8] = []
    ) throws -> ([UInt8], Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(start.isEmpty ? 256 << 10 : limit + 256 << 10)
        bytes += start
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { chunk.deallocate() }
        while bytes.count <= limit {
            let count = try source(chunk)
            if count == 0 { return (bytes, true) }
            bytes.append(contentsOf: chunk[..<count])
        }
        return (bytes, false)
    }

    static func source(of bytes: [UInt8]) -> ByteSource {
        var position = 0
        return { buffer in
            let count = min(buffer.count, bytes.count - position)
            guard count > 0 else { return 0 }
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
            }
            position += count
            return count
        }
    }
}

/// What came of reading a file.
package struct ReadingReport: Sendable, Equatable {
    package let format: String
    package var sessions = 0
    package var records = 0
    /// Records of a kind that the reader does not know.
    package var unknown: [String: Int] = [:]
    /// Records that could not be read, in sentences.
    package var skipped: [String] = []
    /// The last record is not complete: an agent may still be writing.
    package var hasPartialTail = false
}

/// Looks at the beginning of a file.
private struct Sampler {
    let records: [JSONRecord]
    let sample: FormatSample
    /// Every record of the given bytes is in `records`.
    let isComplete: Bool
    let skips: JSONSkipped
    let startsAsJSON: Bool

    init(head: [UInt8], isWhole: Bool) throws {
        let text = String(decoding: head.prefix(4096), as: UTF8.self)
        let first = text.first { !$0.isWhitespace && $0 != "\u{FEFF}" }
        startsAsJSON = first == "{" || first == "["
        var records = JSONRecords(bytes: head)
        var list: [JSONRecord] = []
        while let record = try records.next() {
            list.append(record)
            if !isWhole, list.count >= 60 { break }
        }
        skips = records.skipped
        // A document that goes on behind what was read: what was found in it are its parts, not its like.
        if !isWhole, first == "{", skips.problems.first?.reason == .truncated { list = [] }
        var members = Set<String>()
        if let object = list.first?.value { for member in object.members { members.insert(member.key) } }
        if !isWhole, list.count <= 1, first == "{" {
            var parts = JSONRecords(streaming: TrajectoryFormats.streams, bytes: head)
            while let part = try parts.next() {
                switch part.place {
                case .member(let name), .element(let name, _): members.insert(name)
                case .whole, .end: break
                }
            }
        }
        self.records = list
        isComplete = isWhole
        sample = FormatSample(
            records: list.prefix(60).map(\.value),
            rootIsArray: first == "[",
            members: members,
            head: text
        )
    }
}

/// One file on its way through a reader.
private struct Reading {
    var reader: any TrajectoryFormat
    var output = SessionOutput()
    var report: ReadingReport

    init(reader: any TrajectoryFormat, report: ReadingReport) {
        self.reader = reader
        self.report = report
    }

    mutating func feed(_ record: JSONRecord, streams: Set<String>, each: (Session) throws -> Void) throws {
        report.records += 1
        if streams.isEmpty || record.place != .whole || record.value.kind != .object {
            reader.read(record, into: &output)
        } else {
            for part in record.parts(streaming: streams) { reader.read(part, into: &output) }
        }
        try handOn(each)
    }

    mutating func note(_ skips: JSONSkipped) {
        report.skipped += skips.sentences
        report.hasPartialTail = skips.partialTail != nil
    }

    mutating func finish(each: (Session) throws -> Void) throws -> ReadingReport {
        reader.finish(into: &output)
        try handOn(each)
        report.unknown = output.unknown
        guard report.sessions > 0 else { throw ReadingError.nothing(format: report.format) }
        return report
    }

    private mutating func handOn(_ each: (Session) throws -> Void) throws {
        for session in output.drain() {
            report.sessions += 1
            try each(session)
        }
    }
}

/// One text file on its way through a reader of lines.
private struct TextReading {
    var reader: any TextTrajectoryFormat
    var report: ReadingReport

    init(format: any TextTrajectoryFormat.Type, file: FileContext) {
        reader = format.init(file: file)
        report = ReadingReport(format: format.name)
    }

    consuming func run(_ source: ByteSource, each: (Session) throws -> Void) throws -> ReadingReport {
        var output = SessionOutput()
        var line: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { chunk.deallocate() }
        while case let count = try source(chunk), count > 0 {
            for byte in chunk[..<count] {
                if byte == UInt8(ascii: "\n") {
                    reader.read(line: String(decoding: line, as: UTF8.self), into: &output)
                    report.records += 1
                    line.removeAll(keepingCapacity: true)
                } else if line.count < 1 << 20 {
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { reader.read(line: String(decoding: line, as: UTF8.self), into: &output) }
        reader.finish(into: &output)
        for session in output.drain() {
            report.sessions += 1
            try each(session)
        }
        guard report.sessions > 0 else { throw ReadingError.nothing(format: report.format) }
        return report
    }
}

extension JSONSkipped {
    /// What was passed over, in sentences for a report.
    fileprivate var sentences: [String] {
        var list: [String] = []
        if oversize.count > 0 {
            list.append(
                "\(oversize.count) records of \(oversize.bytes) bytes together are over the limit and were passed over"
            )
        }
        if unparsable.count > 0 {
            let first = problems.first.map { "; the first: \($0)" } ?? ""
            list.append("\(unparsable.count) lines are no JSON and were passed over\(first)")
        }
        return list
    }
}
