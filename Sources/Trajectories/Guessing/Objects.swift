internal import JSON

/// Objects of one kind, and the values of their members by path. Bounded, whatever the objects hold.
struct Objects {
    /// The values at one path.
    struct Member {
        let path: [String]
        var values: [(owner: Int, value: JSON)] = []

        /// The values as texts; nil if one of them is of another kind.
        var strings: [String]? {
            var list: [String] = []
            for (_, value) in values {
                guard let text = value.text(head: 400, tail: 0)?.text else { return nil }
                list.append(text)
            }
            return list
        }

        var owners: Set<Int> { Set(values.map(\.owner)) }
        func all(_ test: (JSON) -> Bool) -> Bool { !values.isEmpty && values.allSatisfy { test($0.value) } }
    }

    /// A count of values that may still be looked at, shared by everything that looks at one file.
    final class Budget {
        var values: Int
        init(_ values: Int) { self.values = values }
    }

    private static let paths = 400
    private static let depth = 4

    let objects: [JSON]
    /// The members in the order of their first appearance.
    private(set) var members: [Member] = []
    /// Whether there is more than was looked at.
    private(set) var isCut = false
    private var index: [[String]: Int] = [:]

    init(_ objects: [JSON], budget: Budget) {
        self.objects = objects
        for (owner, object) in objects.enumerated() { add(object, owner: owner, path: [], budget: budget) }
    }

    private mutating func add(_ object: JSON, owner: Int, path: [String], budget: Budget) {
        for (name, value) in object.members {
            budget.values -= 1
            guard budget.values > 0 else {
                isCut = true
                return
            }
            if value.isNull { continue }
            let path = path + [name]
            if let place = index[path] {
                members[place].values.append((owner, value))
            } else if members.count < Self.paths {
                index[path] = members.count
                members.append(Member(path: path, values: [(owner, value)]))
            } else {
                isCut = true
                continue
            }
            if value.kind == .object, path.count < Self.depth { add(value, owner: owner, path: path, budget: budget) }
        }
    }

    subscript(_ path: [String]) -> Member? { index[path].map { members[$0] } }

    /// Members that are lists with objects in them.
    var lists: [Member] {
        members.filter { member in
            member.all { $0.kind == .array }
                && member.values.contains { $0.value.elements.contains { $0.kind == .object } }
        }
    }
}

extension [String] {
    /// Whether this path is `other` or inside of it.
    func isWithin(_ other: [String]) -> Bool { starts(with: other) }
}

extension Objects.Member {
    /// Whether every value is a word such as a tool's name.
    var isIdentifier: Bool {
        guard let strings else { return false }
        return strings.allSatisfy { text in
            guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
            let isLetter = (first | 0x20) >= 0x61 && (first | 0x20) <= 0x7A || first == 0x5F
            return isLetter
                && text.utf8.allSatisfy {
                    ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x30 && $0 <= 0x39
                        || [0x5F, 0x2E, 0x2F, 0x3A, 0x2D].contains($0)
                }
        }
    }

    /// Whether the values look like identities: all different, with digits in most of them.
    var isIdentity: Bool {
        if all({ $0.kind == .number }) { return Set(values.map(\.value.plainText)).count == values.count }
        guard let strings, strings.allSatisfy({ $0.utf8.count <= 80 && !$0.contains(" ") }) else { return false }
        let digits = strings.count { $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }
        return Set(strings).count == strings.count && digits * 2 > strings.count
    }

    /// Whether every value is a time.
    var isTime: Bool {
        all { value in
            if value.kind == .string { return value.time != nil }
            guard let number = value.double else { return false }
            return number > 900_000_000 && number < 5_000_000_000_000
        }
    }

    /// Whether every value is a word for success, failure or progress.
    var isStatus: Bool {
        let progress: Set<String> = ["running", "pending", "started", "in_progress", "queued", "unknown"]
        let known = Mapping(emptyNamed: "").okValues.union(Mapping(emptyNamed: "").failedValues).union(progress)
        return strings?.allSatisfy { known.contains($0.lowercased()) } ?? false
    }

    /// Whether the values are texts for people or programs to read, not identifiers: most have a blank or a line feed.
    var isProse: Bool {
        guard let strings else { return false }
        let spaced = strings.count { $0.utf8.contains(0x20) || $0.utf8.contains(0x0A) }
        return spaced * 2 >= strings.count && !isTime
    }

    /// Whether every value is an object, or a text that is one.
    var isObjects: Bool {
        all { value in
            if value.kind == .object { return true }
            guard let text = value.text(head: 64 << 10, tail: 0), text.omitted == 0, text.text.utf8.first == 0x7B else {
                return false
            }
            return (try? JSON(parsing: Array(text.text.utf8)))?.kind == .object
        }
    }
}
