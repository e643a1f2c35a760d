/// Names cut as short as git cuts ids: to at least eight characters, and to more where another name begins alike.
package struct ShortNames: Sendable {
    private let names: [String]

    /// - Parameter names: all among which a short one has to be the only one.
    package init(_ names: some Sequence<String>) {
        self.names = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The shortest beginning of a name that no other has; the whole name where another one begins with it.
    package func short(_ name: String) -> String {
        let place = names.partitioningIndex { !$0.utf8.lexicographicallyPrecedes(name.utf8) }
        let isKnown = place < names.count && names[place] == name
        let neighbours = [place - 1, isKnown ? place + 1 : place].filter(names.indices.contains).map { names[$0] }
        let common = neighbours.map { zip($0, name).prefix { $0 == $1 }.count }.max() ?? 0
        return String(name.prefix(max(Self.least, common + 1)))
    }

    private static let least = 8
}
