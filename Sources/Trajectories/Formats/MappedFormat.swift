package import JSON

/// JSON in a format that a mapping declares.
package struct MappedFormat: TrajectoryFormat {
    /// The name of mapped formats in general; a session has the name of its mapping.
    package static var name: String { "mapped" }

    /// Always false: a mapping recognises its own files (``Mapping/recognises(_:)``).
    package static func recognises(_ sample: FormatSample) -> Bool { false }

    private let mapping: Mapping
    private let file: FileContext
    private var sessions: [String: MappedSession] = [:]
    private var order: [String] = []
    /// The steps of the last record that is a session.
    private var last: [String] = []

    /// A reader with a mapping of messages with `role` and `content`.
    package init(file: FileContext) { self.init(mapping: Mapping(name: Self.name), file: file) }

    /// A reader of a file in the format of `mapping`.
    package init(mapping: Mapping, file: FileContext) {
        self.mapping = mapping
        self.file = file
    }

    /// Takes the next record: a step, a whole session, or several.
    package mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = mapping.reshape.isEmpty ? record.value : mapping.reshaped(record.value)
        guard record.place == .whole, value.kind == .object else {
            output.skipUnknown("record that is not an object")
            return
        }
        read(value, index: record.index, into: &output)
    }

    /// Takes an object that is the record of that number.
    mutating func read(_ json: JSON, index: Int, into output: inout SessionOutput) {
        guard let list = mapping.sessions else { return read(json, as: "\(index)") }
        for (number, session) in (list.value(in: json)?.array ?? []).enumerated() where session.kind == .object {
            read(session, as: "\(index).\(number)")
        }
    }

    /// Reads a step, or with ``Mapping/steps`` a whole session.
    private mutating func read(_ json: JSON, as number: String) {
        let id = mapping.session?.value(in: json)?.plainText
        let isWhole = mapping.steps != nil || mapping.sessions != nil
        if let steps = mapping.steps, id == nil { dropCopy(steps.value(in: json)) }
        let key = id ?? (isWhole ? "\(file.digest)#\(number)" : file.digest)
        var session = sessions.removeValue(forKey: key) ?? MappedSession(mapping: mapping, id: id)
        if session.isNew { order.append(key) }
        session.isNew = false
        session.header(json)
        if let steps = mapping.steps {
            for step in steps.value(in: json)?.array ?? [] { session.step(step, in: json) }
        } else {
            session.step(json, in: json)
        }
        sessions[key] = session
    }

    /// Drops the last session if its steps are the first ones of these: some recorders write all of it after each turn.
    private mutating func dropCopy(_ steps: JSON?) {
        let sources = steps?.elements.map { Fingerprint(ofSource: $0).description } ?? []
        defer { last = sources }
        guard !last.isEmpty, sources.count >= last.count, sources.starts(with: last), let key = order.last else {
            return
        }
        sessions[key] = nil
        order.removeLast()
    }

    /// Emits the sessions of the file in the order of their first records.
    package mutating func finish(into output: inout SessionOutput) {
        for key in order {
            guard let session = sessions.removeValue(forKey: key), session.hasActed else { continue }
            output.emit(session.finish(fallbackID: key))
        }
        order = []
        sessions = [:]
    }
}
