internal import Foundations
internal import Lessons
internal import Shell
package import Trajectories

/// Reads traits of an episode.
package enum Traits {
    /// What an episode's calls amount to, each trait once, with the call that shows it.
    static func read(_ actions: [Action]) -> [Trait] {
        var traits: [String: Action] = [:]
        var lastEdit = -1
        for (index, action) in actions.enumerated() {
            guard let outline = action.outline else {
                if action.call.observation?.status == .ok { traits["calls \(action.call.tool)"] = action }
                if action.effects.contains(where: { $0.kind != .look && $0.kind != .run }) { lastEdit = index }
                continue
            }
            let isRun = action.call.observation?.status.isGood ?? false
            if isRun, outline.runsTests {
                traits[lastEdit >= 0 ? "runs tests after the last edit" : "runs tests before the first edit"] = action
            }
            if isRun, lastEdit >= 0,
                action.commands.contains(where: { $0.program == "git" && $0.arguments.first?.text == "diff" })
            {
                traits["reads the diff before the end"] = action
            }
            if action.effects.contains(where: { if case .edit = $0.kind { true } else { false } }) {
                lastEdit = index
                traits["runs tests after the last edit"] = nil
                traits["reads the diff before the end"] = nil
            }
        }
        return traits.map { Trait(name: $0.key, quote: $0.value.quote) }.sorted { $0.name < $1.name }
    }

    /// The eight smallest hashes of an episode's actions: the same for copies, whatever format they are in.
    package static func sketch(_ session: Session) -> String {
        var hashes = Set<UInt64>()
        var count = 0
        for episode in session.episodes {
            for step in episode.steps {
                for call in step.calls {
                    let text = call.command ?? call.tool + call.arguments.map(\.value).joined(separator: " ")
                    guard text.utf8.count > 8 else { continue }
                    count += 1
                    // An array, since the hash is of another module: it takes bytes in one piece without a call for each.
                    hashes.insert(FNV1a(filled(text)).value)
                }
            }
        }
        guard count >= 4 else { return "" }
        return hashes.sorted().prefix(8).map { String($0, radix: 36) }.joined(separator: ".")
    }

    /// The bytes of a text without white space.
    private static func filled(_ text: String) -> [UInt8] {
        text.withBytes { bytes in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { filled, count in
                for byte in bytes {
                    filled[count] = byte
                    count += byte > 0x20 ? 1 : 0
                }
            }
        }
    }
}
