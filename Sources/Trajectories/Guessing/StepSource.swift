internal import JSON

/// One way to take the records of a file as sessions of steps.
struct StepSource {
    /// The list of sessions in a record; nil if a record is a session, or a step.
    var sessions: [String]?
    /// The list of steps in a session; nil if every record is a step.
    var steps: [String]?
    /// The objects around the steps: sessions, or nothing if records are steps.
    var holders: [JSON]
    /// The steps of each session, of all in one list if records are steps.
    var groups: [[JSON]]

    /// Members of the steps whose text is JSON, and was read as such.
    var parse: [String] = []

    private static let most = 2_000

    /// Every way to take records as sessions of steps, as far as lists of objects are there.
    static func all(of records: [JSON], budget: Objects.Budget) -> [StepSource] {
        let objects = records.filter { $0.kind == .object }
        guard !objects.isEmpty, objects.count * 10 >= records.count * 9 else { return [] }
        var sources: [StepSource] = []
        if objects.count >= 2 {
            sources.append(StepSource(holders: [], groups: [Array(objects.prefix(most))]))
        }
        for list in Objects(objects, budget: budget).lists.prefix(12) {
            sources.append(StepSource(list: list.path, in: objects))
            let inner = list.values.flatMap { $0.value.elements.filter { $0.kind == .object } }
            for steps in Objects(Array(inner.prefix(most)), budget: budget).lists.prefix(6) {
                var source = StepSource(list: steps.path, in: Array(inner.prefix(most)))
                source.sessions = list.path
                sources.append(source)
            }
        }
        return sources
    }

    /// The same steps with the JSON that is text in some members, unless these are results or arguments; nil if no
    /// member has one.
    func parsed() -> StepSource? {
        var texts: [String: (all: Int, objects: Int)] = [:]
        for step in groups.joined().prefix(400) {
            for (name, value) in step.members where value.kind == .string {
                let text = value.text(head: 64 << 10, tail: 0)
                let isObject =
                    text?.omitted == 0 && text?.text.utf8.first == UInt8(ascii: "{")
                    && (try? JSON(parsing: Array((text?.text ?? "").utf8)))?.kind == .object
                let count = texts[name, default: (0, 0)]
                texts[name] = (count.all + 1, count.objects + (isObject ? 1 : 0))
            }
        }
        let names = texts.filter { name, count in
            count.objects >= 2 && count.objects == count.all && MemberUse.result.fit([name]) < 2
                && MemberUse.input.fit([name]) < 3
        }
        .keys.sorted()
        // The arguments of all actions may be called a payload as well.
        let all = texts.filter { name, count in
            count.objects >= 2 && count.objects == count.all && MemberUse.result.fit([name]) < 2
                && Names.normal(name) == "payload"
        }
        .keys.sorted()
        let members = Array(Set(names + all)).sorted()
        guard !members.isEmpty else { return nil }
        var source = self
        source.parse = members
        source.groups = groups.map { $0.map { Reshaping.parsing(members, of: $0) } }
        return source
    }

    private init(holders: [JSON], groups: [[JSON]]) {
        self.holders = holders
        self.groups = groups
    }

    private init(list: [String], in holders: [JSON]) {
        steps = list
        self.holders = holders
        var left = Self.most
        groups = holders.map { holder in
            let elements = (holder[pointer: JSONPointer(tokens: list)]?.elements).map { Array($0.prefix(left)) } ?? []
            left -= elements.count
            return elements.filter { $0.kind == .object }
        }
    }
}
