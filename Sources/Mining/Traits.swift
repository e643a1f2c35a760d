internal import Foundations
package import Lessons
internal import Shell
package import Trajectories

/// Reads traits of an episode.
package enum Traits {
    /// What an episode's calls amount to, each trait once, with the call that shows it.
    package static func read(_ episode: Episode) -> [Trait] {
        var traits: [String: RecoveryFinder.Placed] = [:]
        var lastEdit = -1
        var calls = episode.calls
        if calls.count > 5_000 { calls = Array(calls.suffix(5_000)) }
        for (index, placed) in calls.enumerated() {
            guard let command = placed.call.command else {
                if placed.call.observation?.status == .ok {
                    traits["calls \(placed.call.tool)"] = placed
                }
                if ShellAction.actions(of: placed.call).contains(where: { $0.kind != .look && $0.kind != .run }) {
                    lastEdit = index
                }
                continue
            }
            let shell = ShellScript(command)
            let isRun = placed.call.observation?.status.isGood ?? false
            if isRun, CommandOutline(shell).runsTests {
                traits[lastEdit >= 0 ? "runs tests after the last edit" : "runs tests before the first edit"] = placed
            }
            if isRun,
                shell.effectiveCommands.contains(where: { $0.program == "git" && $0.arguments.first?.text == "diff" }),
                lastEdit >= 0
            {
                traits["reads the diff before the end"] = placed
            }
            if shell.effectiveCommands.flatMap(ShellAction.actions(of:)).contains(where: {
                if case .edit = $0.kind { true } else { false }
            }) {
                lastEdit = index
                traits["runs tests after the last edit"] = nil
                traits["reads the diff before the end"] = nil
            }
        }
        return traits.map { Trait(name: $0.key, quote: RecoveryFinder.quote(of: $0.value)) }.sorted {
            $0.name < $1.name
        }
    }

    /// The eight smallest hashes of an episode's actions: the same for copies, whatever format they are in.
    package static func sketch(_ session: Session) -> String {
        var hashes = Set<UInt64>()
        var count = 0
        for episode in session.episodes {
            for (_, call) in episode.calls {
                let text = call.command ?? call.tool + call.arguments.map(\.value).joined(separator: " ")
                guard text.utf8.count > 8 else { continue }
                count += 1
                // An array, since the hash is of another module: it takes bytes in one piece without a call for each.
                hashes.insert(FNV1a(filled(text)).value)
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
