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
