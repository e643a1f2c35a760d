internal import Foundations
internal import Lessons
internal import Shell

/// How to have everything at once that a project needs: the command that installs the project itself, or what one session
/// installed in all.
struct InstallationWay {
    /// The commands, as sessions ran them.
    let lines: [String]
    /// What the commands install, by name; `.` for the project itself.
    let packages: [String]
    /// The sessions that installed all of it.
    let worked: [OccurrencePool.Member]
    /// The share of the sessions with the commands in which they ended the chain.
    let rate: Double
    var isProject: Bool { packages == ["."] }
    var isUnion: Bool { packages.count > 1 }
    /// The commands in one line.
    var line: String { lines.joined(separator: " && ") }
    var title: String {
        let shown = packages.prefix(3) + (packages.count > 3 ? ["\(packages.count - 3) more"] : [])
        let what = lines.count > 1 ? "install \(Phrase.list(Array(shown)))" : "run \(line)"
        return "\(what) before anything else"
    }
    var program: String { String(line.split(separator: " ").first ?? "pip") }

    /// The way that sessions with one project show; nil if they show none.
    init?(in members: [OccurrencePool.Member]) {
        guard let way = Self.ofProject(members) ?? Self.union(members) else { return nil }
        self = way
    }

    private init(lines: [String], packages: [String], worked: [OccurrencePool.Member], rate: Double = 1) {
        (self.lines, self.packages, self.worked, self.rate) = (lines, packages, worked, rate)
    }

    private static func ofProject(_ members: [OccurrencePool.Member]) -> InstallationWay? {
        // The project itself, where that ended the chain as often as not.
        let project = members.filter { $0.occurrence.values("package").contains(".") }
        let ended = project.filter { $0.occurrence.values("ended").contains(where: installsProject) }
        if !ended.isEmpty, ended.sessions.count * 2 >= project.sessions.count,
            let line = Frequency.top(
                ended.flatMap { $0.occurrence.values("ended").filter(installsProject).map(String.init) }
            )
        {
            return InstallationWay(
                lines: [line],
                packages: ["."],
                worked: ended,
                rate: Double(ended.sessions.count) / Double(max(1, project.sessions.count))
            )
        }
        return nil
    }

    /// Whether an installation names no package, or the folder itself: it brings what the project declares.
    static func installsProject(_ line: Substring) -> Bool {
        let words = line.split(separator: " ")
        guard let verb = words.firstIndex(where: { ["install", "add", "i", "ci", "sync"].contains($0) }) else {
            return false
        }
        let operands = words[(verb + 1)...].filter { !$0.hasPrefix("-") }
        return operands.isEmpty
            ? !words.contains("-r") : operands.contains { $0 == "." || $0.hasPrefix(".[") || $0.hasPrefix("'.[") }
    }

    /// What one session installed in all, of packages that two sessions installed: the commands as it ran them.
    private static func union(_ members: [OccurrencePool.Member]) -> InstallationWay? {
        let ended = members.filter { !$0.occurrence.values("ended").isEmpty }
        let ranked = Frequency.ranked(ended.flatMap { Set<String>($0.occurrence.values("package").map(String.init)) })
        let shared = Set(ranked.filter { isPackage($0.value) && $0.count >= 2 }.map(\.value))
        // A set that no session had is not known to be enough. Of the sessions with most of it, the one with the fewest
        // commands says it best.
        let sets = ended.map { Installations($0.occurrence.value, of: shared) }.filter {
            (1...10).contains($0.packages.count)
        }
        guard let best = sets.min(by: { $0.rank < $1.rank }) else { return nil }
        let worked = ended.filter {
            best.packages.isSubset(of: $0.occurrence.values("package").map(String.init))
        }
        guard !worked.isEmpty else { return nil }
        return InstallationWay(lines: best.lines, packages: best.packages.sorted(), worked: worked)
    }

    /// The commands with which a session installed packages.
    private struct Installations {
        private(set) var lines: [String] = []
        private(set) var packages: Set<String> = []

        /// The commands that install nothing but some of the `wanted` packages, without those that bring nothing more.
        init(_ occurrence: Occurrence, of wanted: Set<String>) {
            var found: [(line: String, packages: Set<String>)] = []
            for line in occurrence.values("ran").map(String.init) {
                let packages = Set(ShellScript(line).effectiveCommands.flatMap { ShellAction.installed(by: $0) ?? [] })
                if packages.isSubset(of: wanted) { found.append((line, packages)) }
            }
            for (index, entry) in found.enumerated().reversed() {
                let others = found.enumerated().filter { $0.offset != index }.flatMap { $0.element.packages }
                if entry.packages.isSubset(of: others) { found.remove(at: index) }
            }
            lines = found.map(\.line)
            packages = Set(found.flatMap(\.packages))
        }

        /// The most packages first, then the fewest commands, then the shortest ones.
        var rank: (Int, Int, Int, String) {
            let text = lines.joined(separator: " && ")
            return (-packages.count, lines.count, text.count, text)
        }
    }

    private static func isPackage(_ name: String) -> Bool {
        name != "." && name != "requirements" && !name.contains("/")
    }

    /// The beginning of an installation up to its packages: `pip install -q`.
    static func installer(of line: String) -> String? {
        var words: [Substring] = []
        for word in line.split(separator: " ") {
            if !words.isEmpty,
                ["install", "add", "i"].contains(words.last ?? "") || words.last?.hasPrefix("-") == true,
                !word.hasPrefix("-")
            {
                break
            }
            words.append(word)
        }
        guard words.contains(where: { ["install", "add", "i"].contains($0) }) else { return nil }
        return words.filter { $0 != "-e" && $0 != "--editable" }.joined(separator: " ")
    }
}
