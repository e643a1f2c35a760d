extension JSON {
    /// The member of that name; nil if this is not an object or has no such member. Of equal names the last counts.
    package subscript(_ key: StaticString) -> JSON? {
        key.withUTF8Buffer { member($0) }
    }

    /// The member of that name, as with a constant. Literals come here: short ones take no memory either.
    package subscript(_ key: String) -> JSON? {
        var key = key
        return key.withUTF8 { member($0) }
    }

    /// The element at that place, counted from 0; nil if this is not an array or too short. Takes time in proportion to the index:
    /// walk `elements` to see them all.
    package subscript(_ index: Int) -> JSON? {
        guard kind == .array, index >= 0 else { return nil }
        return elements.dropFirst(index).first { _ in true }
    }

    /// The value that `pointer` leads to from here, as RFC 6901 says.
    package subscript(pointer pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            let next = value.kind == .array ? JSONPointer.index(token).flatMap { value[$0] } : value[token]
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// Whether this is an object with a member of that name.
    package func has(_ key: StaticString) -> Bool {
        guard kind == .object else { return false }
        return key.withUTF8Buffer { document.value(named: $0, in: index, first: true) } != nil
    }

    /// The elements of an array; nil for anything else.
    package var array: [JSON]? { kind == .array ? Array(elements) : nil }

    /// The elements of an array, without making one; empty for anything else.
    package var elements: Elements { Elements(of: self, if: .array) }

    /// The members of an object in the order of the text, repeated names and all; empty for anything else.
    package var members: Members { Members(names: Elements(of: self, if: .object)) }

    /// How many elements or members there are, repeated names and all; 0 for anything else. Takes time with the count.
    package var count: Int {
        switch kind {
        case .array: Elements(of: self, if: .array).reduce(0) { sum, _ in sum + 1 }
        case .object: Elements(of: self, if: .object).reduce(0) { sum, _ in sum + 1 } / 2
        default: 0
        }
    }

    private func member(_ name: UnsafeBufferPointer<UInt8>) -> JSON? {
        guard kind == .object, let found = document.value(named: name, in: index) else { return nil }
        return JSON(document: document, index: found)
    }
}

/// The direct children of a container: elements, or names and values in turn.
package struct Elements: Sequence, IteratorProtocol {
    private let document: Document
    private var at: Int
    private let end: Int

    fileprivate init(of parent: JSON, if kind: JSON.Kind) {
        let entry = parent.entry
        document = parent.document
        at = parent.index + 1
        end = entry.kind == kind ? Int(entry.next) : at
    }

    /// The next value; nil at the end.
    package mutating func next() -> JSON? {
        guard at < end else { return nil }
        defer { at = Int(document.tape[at].next) }
        return JSON(document: document, index: at)
    }
}

/// The members of an object.
package struct Members: Sequence, IteratorProtocol {
    fileprivate var names: Elements

    /// The next member, its name decoded; nil at the end.
    package mutating func next() -> (key: String, value: JSON)? {
        guard let name = names.next(), let key = name.string, let value = names.next() else { return nil }
        return (key, value)
    }
}
