extension JSONRecords {
    // MARK: The root of the stream

    mutating func rootStep() throws -> Step {
        guard let byte = try nextByte() else { return .finished }
        if byte == UInt8(ascii: "["), mayOpenArray {
            window.advance(1)
            state = .array(0)
            return .onward
        }
        if byte == UInt8(ascii: "{"), !streaming.isEmpty {
            window.advance(1)
            begin()
            state = .members
            return .onward
        }
        switch try attempt() {
        case .oversize:
            begin()
            return .onward
        case .failure(let error):
            return try pass(over: error)
        case .value(let value, let count):
            // Text that begins with a number or a word of JSON is not a record: a scalar has its line for itself.
            if value.kind != .object, value.kind != .array, let next = try nonSpace(after: count, newline: true),
                next.byte != UInt8(ascii: "\n")
            {
                return try pass(over: JSONError(offset: next.at, reason: .unexpected(next.byte)))
            }
            return give(value, count)
        }
    }

    mutating func arrayStep(_ given: Int) throws -> Step {
        switch try item(endingIn: UInt8(ascii: "]")) {
        case .end:
            window.advance(1)
            state = .root
            mayOpenArray = false
        case .value(let value, let count):
            state = .array(given + 1)
            return give(value, count)
        case .oversize:
            begin()
            state = .array(given + 1)
        case .nothing:
            try passOpenEnd()
            state = .root
            return .finished
        case .failure(let error):
            // A line of a log may begin with a bracket without being an array.
            if given == 0 || hasNewline(before: error.offset) { state = .root }
            return try pass(over: error)
        }
        return .onward
    }

    /// Counts a record, given out or not.
    private mutating func begin() {
        index += 1
        isFirstLine = false
        mayOpenArray = false
    }

    private mutating func give(_ value: JSON, _ count: Int) -> Step {
        begin()
        defer { window.advance(count) }
        return .record(
            JSONRecord(place: .whole, index: index - 1, offset: window.offset, value: value, isComplete: true)
        )
    }

    // MARK: Elements and values of members

    /// The tokens allowed between the brackets of an array, or after the name of a member.
    private enum Item {
        case value(JSON, Int)
        case oversize
        case failure(JSONError)
        /// The closing bracket, not passed yet.
        case end
        /// The stream ends here.
        case nothing
    }

    private mutating func item(endingIn closing: UInt8) throws -> Item {
        guard let byte = try nextByte() else { return .nothing }
        if byte == closing { return .end }
        switch try attempt() {
        case .oversize: return .oversize
        case .failure(let error): return .failure(error)
        case .value(let value, let count):
            // A string that broke off ends at the first quote of the next line: the byte after it tells.
            if let next = try nonSpace(after: count), next.byte != closing, next.byte != UInt8(ascii: ",") {
                return .failure(JSONError(offset: next.at, reason: .unexpected(next.byte)))
            }
            return .value(value, count)
        }
    }

    // MARK: A root object in parts

    mutating func memberStep() throws -> Step {
        guard let byte = try nextByte() else { return try breakOff() }
        if byte == UInt8(ascii: "}") {
            window.advance(1)
            return end(isComplete: true)
        }
        let name: String
        switch try byte == UInt8(ascii: "\"") ? attempt() : .failure(JSONError(offset: 0, reason: .unexpected(byte))) {
        case .failure(let error): return try breakOff(error)
        case .oversize: return try breakOff(JSONError(offset: 0, reason: .tooLong))
        case .value(let value, let count):
            guard let colon = try nonSpace(after: count) else { return try breakOff() }
            guard colon.byte == UInt8(ascii: ":") else {
                return try breakOff(JSONError(offset: colon.at, reason: .unexpected(colon.byte)))
            }
            guard let first = try nonSpace(after: colon.at + 1) else { return try breakOff() }
            name = value.string ?? ""
            window.advance(first.at)
            if first.byte == UInt8(ascii: "["), streaming.contains(name) {
                window.advance(1)
                state = .elements(name, 0)
                return .onward
            }
        }
        return try part(.member(name), endingIn: UInt8(ascii: "}"), then: .members)
    }

    mutating func elementStep(_ name: String, _ given: Int) throws -> Step {
        try part(.element(of: name, given), endingIn: UInt8(ascii: "]"), then: .elements(name, given + 1))
    }

    /// Gives out the next value inside the root object; `closing` is the bracket that may follow it.
    private mutating func part(_ place: JSONRecord.Place, endingIn closing: UInt8, then next: State) throws -> Step {
        switch try item(endingIn: closing) {
        case .value(let value, let count):
            defer { window.advance(count) }
            state = next
            return .record(
                JSONRecord(place: place, index: index - 1, offset: window.offset, value: value, isComplete: true)
            )
        case .oversize:
            state = next
            return .onward
        case .end:
            // In an object the end is seen before a name: here a value is missing.
            guard closing == UInt8(ascii: "]") else {
                return try breakOff(JSONError(offset: 0, reason: .unexpected(closing)))
            }
            window.advance(1)
            state = .members
            return .onward
        case .nothing:
            return try breakOff()
        case .failure(let error):
            return try breakOff(error)
        }
    }

    /// Ends the root object because the stream ended inside it.
    private mutating func breakOff() throws -> Step {
        try passOpenEnd()
        return end(isComplete: false)
    }

    /// Ends the root object because it cannot be read any further.
    private mutating func breakOff(_ error: JSONError) throws -> Step {
        _ = try pass(over: error)
        return end(isComplete: false)
    }

    private mutating func end(isComplete: Bool) -> Step {
        state = .root
        return .record(
            JSONRecord(place: .end, index: index - 1, offset: window.offset, value: .null, isComplete: isComplete)
        )
    }
}
