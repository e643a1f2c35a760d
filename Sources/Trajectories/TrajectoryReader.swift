internal import Foundations
package import JSON

/// Reads a file into sessions: recognises its format by content and streams it through that format's reader.
///
/// A file up to 8 MB is parsed once, in memory; a larger one is streamed, so that memory stays near its largest record.
package struct TrajectoryReader: Sendable {
    private let mappings: [Mapping]
    private let limits: ReadingLimits

    /// A reader of all known formats.
    ///
    /// - Parameters:
    ///   - mappings: declarations of JSON Lines formats that this program does not know by itself.
    ///   - limits: the lengths of a file's beginning and of a record.
    package init(mappings: [Mapping] = [], limits: ReadingLimits = ReadingLimits()) {
        self.mappings = mappings
        self.limits = limits
    }

    /// Identifies what this reader can read: the mappings and the known formats. A file that another reader rejected may be
    /// readable for this one.
    package var identity: String {
        FNV1a("\(mappings) \(TrajectoryFormats.names)").digits
    }

    /// Reads a file and hands on each session when it is complete.
    ///
    /// - Parameters:
    ///   - open: opens the file at its start; called twice for a large file.
    ///   - each: takes a session.
    /// - Throws: ``ReadingError`` if the file is not a trajectory, and the errors of `open` and `each`.
    package func read(
        _ file: FileContext,
        open: () throws -> ByteSource,
        each: (Session) throws -> Void
    ) throws -> ReadingReport {
        let source = try open()
        let (head, isWhole) = try Self.read(source, upTo: limits.window)
        return try read(file, head: head, isWhole: isWhole, rest: source, open: open, each: each)
    }

    /// Reads a file that is in memory, without a copy of it.
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
        var sampler = try FormatSampler(head: head, isWhole: isWhole)
        if !isWhole, sampler.sample.records.isEmpty, reader(for: sampler.sample, file: file) == nil {
            // One large value in a format that does not stream: it is read whole, up to the limit of a record.
            (head, isWhole) = try Self.read(source, upTo: limits.record, after: head)
            sampler = try FormatSampler(head: head, isWhole: isWhole)
        }
        if sampler.sample.records.isEmpty || !sampler.startsAsJSON,
            let format = TrajectoryFormats.text(head: sampler.sample.head)
        {
            return try TextReading(format: format, file: file).run(
                isWhole ? Self.source(of: head) : try open(),
                each: each
            )
        }
        let known = reader(for: sampler.sample, file: file)
        let hidden = HiddenActions(in: sampler.sample, of: known?.reader)
        let guess = known == nil || hidden != .none ? try sampler.guess(head) : nil
        let chosen = guess.flatMap { Self.reader(guessed: $0, file: file) } ?? (hidden == .certain ? nil : known)
        guard let (name, streams, reader) = chosen else {
            if !isWhole, sampler.startsAsJSON, sampler.sample.records.isEmpty {
                throw ReadingError.tooLarge(limit: limits.record)
            }
            if let guess { throw ReadingError.unmapped(MappingDraft(guess)) }
            if let problem = sampler.breakingOff { throw ReadingError.brokenOff(problem) }
            throw ReadingError.unrecognised(
                members: sampler.sample.members.sorted(),
                start: String(sampler.sample.head.prefix(120))
            )
        }
        var reading = JSONReading(reader: reader, report: ReadingReport(format: name))
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

    private typealias Chosen = (name: String, streams: Set<String>, reader: any TrajectoryFormat)

    /// Returns a reader with a guessed mapping; nil if the guess leaves doubts.
    private static func reader(guessed guess: StructureGuess, file: FileContext) -> Chosen? {
        guard guess.doubts.isEmpty else { return nil }
        return (guess.mapping.name, [], MappedFormat(mapping: guess.mapping, file: file))
    }

    private func reader(for sample: FormatSample, file: FileContext) -> Chosen? {
        for mapping in mappings where mapping.recognises(sample) {
            return (mapping.name, [], MappedFormat(mapping: mapping, file: file))
        }
        for format in TrajectoryFormats.all where format.recognises(sample) {
            return (format.name, format.streams, format.init(file: file))
        }
        return nil
    }

    /// Reads until there are a little more than `limit` bytes, those of `start` included, and returns them and whether
    /// the source ended.
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

/// Whether chat messages have actions in a form that their reader does not know.
private enum HiddenActions {
    /// Their actions are in a known form.
    case none
    /// There is none in a known form.
    case possible
    /// Blocks of the messages look like actions, in an unknown form: without them, the session would be another one.
    case certain

    init(in sample: FormatSample, of reader: (any TrajectoryFormat)?) {
        self = .none
        guard reader is ChatMessages || reader is AnthropicMessages else { return }
        var hasActions = false
        let isApart = sample.records.contains(where: Self.hasActionsApart)
        for record in sample.records {
            for message in MessageFile.messages(of: record) {
                guard var message = DialogueMessage(message) else { continue }
                if message.mayHideActions {
                    self = .certain
                    return
                }
                message.takeTaggedActions()
                hasActions = hasActions || !message.calls.isEmpty || !message.results.isEmpty
            }
        }
        if !hasActions { self = isApart ? .certain : .possible }
    }

    /// Whether a record has a list of actions with their results beside its messages.
    private static func hasActionsApart(_ record: JSON) -> Bool {
        record.members.contains { name, list in
            let words = Names.words(name)
            guard words.contains(where: ["call", "calls", "actions", "invocations", "executions"].contains),
                let first = list.array?.first, first.kind == .object
            else { return false }
            let uses = first.members.map(\.key)
            return uses.contains { MemberUse.result.fit([$0]) == 3 } && uses.contains { MemberUse.input.fit([$0]) == 3 }
        }
    }
}

/// A JSON file and the state of its reader.
private struct JSONReading {
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

/// A text file and the state of its reader.
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
    /// The skipped records and lines, in sentences for a report.
    fileprivate var sentences: [String] {
        var list: [String] = []
        if oversize.count > 0 {
            list.append(
                oversize.count == 1
                    ? "1 record of \(oversize.bytes) bytes is over the limit and was skipped"
                    : "\(oversize.count) records of \(oversize.bytes) bytes together are over the limit and were skipped"
            )
        }
        if unparsable.count > 0 {
            let first = problems.first.map { "; the first: \($0)" } ?? ""
            list.append(
                unparsable.count == 1
                    ? "1 line is not JSON and was skipped\(first)"
                    // words: allow
                    : "\(unparsable.count) lines are not JSON and were skipped\(first)"
            )
        }
        return list
    }
}
