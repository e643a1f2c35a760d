internal import JSON

/// Parses the beginning of a file for the recognition of its format.
struct FormatSampler {
    /// The records of the beginning.
    let records: [JSONRecord]
    /// The sample for the formats.
    let sample: FormatSample
    /// Whether the file was given whole, so that all its records are in `records`.
    let isComplete: Bool
    /// What could not be parsed.
    let skips: JSONSkipped
    /// Whether the text begins like JSON.
    let startsAsJSON: Bool

    /// Parses the beginning of a file, or the whole of a small one.
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
        // The root document extends past the sample: the values that were found are its parts, not records like it.
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

    /// The error of a file that is one JSON document and breaks off in it.
    var breakingOff: JSONError? {
        guard isComplete, startsAsJSON, records.isEmpty else { return nil }
        return skips.problems.first { $0.reason == .truncated }
            ?? skips.partialTail.map { JSONError(offset: $0.upperBound, reason: .truncated) }
    }

    /// How many records, and how many bytes, a guess of the structure looks at.
    private static let most = (records: 2_000, bytes: 2 << 20)

    /// Guesses the structure of JSON in an unknown format; nil if it does not look like sessions.
    ///
    /// The guess depends on the beginning of the content alone, not on how much of the file was read: the same content
    /// has to be read the same again later.
    ///
    /// - Parameter head: the beginning that this value was made of.
    func guess(_ head: [UInt8]) throws -> StructureGuess? {
        guard startsAsJSON, !records.isEmpty else { return nil }
        var list: [JSON] = []
        func take(_ record: JSONRecord) -> Bool {
            guard record.offset < Self.most.bytes, list.count < Self.most.records else { return false }
            // Of the records that extend further, only the first counts: it may be the whole file.
            if list.isEmpty || record.offset + record.value.byteCount <= Self.most.bytes { list.append(record.value) }
            return true
        }
        if isComplete {
            for record in records where !take(record) { break }
        } else {
            var rest = JSONRecords(bytes: head)
            while let record = try rest.next(), take(record) {}
        }
        return StructureGuess.best(of: list)
    }
}
