/// Tells calls apart whose recorder or server used an identifier more than once.
struct CallIdentifiers: Sendable {
    private var names: [String: String] = [:]
    private var uses: [String: Int] = [:]

    /// Returns the identifier for a new call: derived from the recorded one if an earlier call had that.
    mutating func unique(_ id: String) -> String {
        let use = uses[id, default: 0]
        uses[id] = use + 1
        let name = use == 0 ? id : "\(id)~\(use)"
        names[id] = name
        return name
    }

    /// Returns the identifier of the latest call that was recorded under this one.
    func latest(_ id: String) -> String { names[id] ?? id }
}
