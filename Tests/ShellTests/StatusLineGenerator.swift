import TestSupport

/// Makes lines of shell with up to four commands `c0`, `c1`, …, whose statuses decide which of them run and what the
/// status of the line is.
struct StatusLineGenerator {
    private var random: SeededGenerator
    private(set) var count = 0
    private static let most = 4

    init(_ random: SeededGenerator) { self.random = random }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// A whole line.
    mutating func line() -> String {
        let options = chance(70) ? "" : ["set -e; ", "set -o pipefail; ", "set -euo pipefail\n"][below(3)]
        var line = options + list(depth: 2)
        switch below(14) {
        case 0: line += "; exit $?"
        case 1: line += "; S=$?; :; exit $S"
        case 2: line += " || exit 1"
        case 3: line += " || { :; exit 1; }"
        case 4: line += "; true"
        case 5: line += " || true"
        case 6: line += " &"
        case 7: line += " | tail; exit ${PIPESTATUS[0]}"
        default: break
        }
        return line
    }

    private mutating func list(depth: Int) -> String {
        var text = pipeline(depth: depth)
        while count < Self.most, chance(45) {
            text += [" && ", " || ", "; ", "\n", " && ", " & "][below(chance(20) ? 6 : 5)] + pipeline(depth: depth)
        }
        return text
    }

    private mutating func pipeline(depth: Int) -> String {
        var text = (chance(8) ? "! " : "") + element(depth: depth)
        while count < Self.most, chance(15) { text += " | " + element(depth: depth) }
        return text
    }

    private mutating func element(depth: Int) -> String {
        guard depth > 0, chance(40) else { return command() }
        let inner = list(depth: depth - 1)
        switch below(14) {
        case 0, 1: return "( \(inner) )"
        case 2, 3: return "{ \(inner)\n}"
        case 4: return "if \(inner)\nthen \(list(depth: depth - 1))\nfi"
        case 5: return "if \(inner)\nthen :; else \(list(depth: depth - 1))\nfi"
        case 6: return "case w in w) \(inner)\nesac"
        case 7: return "for i in 1 2; do \(inner)\ndone"
        case 8: return "x=$(\(inner))"
        case 9: return ": $(\(inner))"
        case 10: return "bash -c '\(inner)'"
        case 11: return "bash -ec '\(inner)'"
        case 12: return "eval '\(inner)'"
        default: return "( set -e; \(inner) )"
        }
    }

    private mutating func command() -> String {
        guard count < Self.most, !chance(8) else { return ["true", ":", "false", "exit 1", "exit"][below(5)] }
        count += 1
        return "c\(count - 1)"
    }
}
