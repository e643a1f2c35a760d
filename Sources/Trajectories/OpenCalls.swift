internal import Foundations

/// The place of an action in a session that is being built.
package struct CallReference: Sendable {
    let episode: Int
    let step: Int
    let call: Int
}

/// The actions of a session that wait for their results.
struct OpenCalls {
    private var named: [String: CallReference] = [:]
    /// Those without an identifier, in their order.
    private var unnamed: [CallReference] = []
    /// The identifiers of all actions so far.
    private var known: Set<String> = []

    /// Whether no action had this identifier before; it is known from now on.
    mutating func isNew(_ id: String) -> Bool { known.insert(id).inserted }

    /// Adds an action.
    mutating func open(_ id: String?, at place: CallReference) {
        if let id { named[id] = place } else { unnamed.append(place) }
    }

    /// The place of the action that waits under an identifier.
    func place(_ id: String) -> CallReference? { named[id] }

    /// Takes out the action that a result belongs to: that of its identifier, else the oldest one; nil if there is none.
    mutating func close(_ id: String?) -> CallReference? {
        if let id, let place = named.removeValue(forKey: id) { return place }
        // A second result of an action that has one belongs to no other.
        if let id, known.contains(id) { return nil }
        if !unnamed.isEmpty { return unnamed.removeFirst() }
        guard id == nil,
            let oldest = named.min(by: {
                ($0.value.episode, $0.value.step, $0.value.call) < ($1.value.episode, $1.value.step, $1.value.call)
            })
        else { return nil }
        named[oldest.key] = nil
        return oldest.value
    }
}

/// The skills that a session uses, each kind of use of a skill once.
struct SkillUses {
    private(set) var all: [SkillUse] = []
    private var known: Set<String> = []

    /// Adds a use.
    ///
    /// - Parameter step: the number of the step that used the skill.
    mutating func add(_ name: String, _ kind: SkillUse.Kind, step: Int, revision: String? = nil) {
        guard !name.isEmpty, known.insert("\(name) \(kind.rawValue)").inserted else { return }
        all.append(SkillUse(name: name, kind: kind, step: kind == .available ? nil : step, revision: revision))
    }

    /// Adds the skills that a call uses: any argument with `<skill>/SKILL.md` is a read of that skill.
    mutating func add(usedBy call: ToolCall, step: Int) {
        if call.tool == "Skill", let name = call[argument: "skill"] ?? call[argument: "command"] {
            add(name, .invoked, step: step)
        }
        for argument in call.arguments where argument.value.containsBytes(of: "/SKILL.md") {
            for range in argument.value.byteRanges(of: "/SKILL.md") {
                let name = argument.value[..<range.lowerBound].reversed().prefix {
                    $0.isLetter || $0.isNumber || "-_.".contains($0)
                }
                add(String(name.reversed()), .loaded, step: step)
            }
        }
    }
}
