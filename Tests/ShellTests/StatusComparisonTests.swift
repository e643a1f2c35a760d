import Shell
import TestSupport
import Testing

@Suite(
    "What the status of a line does not show is what bash does not show:",
    .enabled(if: RealProgram.isInstalled("bash"), "bash is not installed")
)
struct StatusComparisonTests {
    /// What happened to a line with one status for each of its commands.
    private struct Run {
        /// Whether each command works.
        let statuses: [Bool]
        /// The commands that ran.
        var ran: Set<Int> = []
        /// Whether the line ended with 0.
        var works: Bool?
    }

    /// Runs a line for each choice of statuses. `F` has a 1 for each command that fails.
    private static let body = #"""
        F=0
        while read -r F; do ( source ./$I ); record "$I" "$F" end $?; done < $I.choices
        """#

    private static let functions =
        RealProgram.record + #"""
            call() {
                record "$I" "$F" "$1"
                return "${F:$1:1}"
            }
            for n in {0..3}; do eval "c$n() { call $n; }"; export -f c$n; done
            export -f call
            export I F

            """#

    @Test("the failures of all commands, alone and together", arguments: SeededGenerator.seeds(3))
    func masking(seed: UInt64) throws {
        let lines = (0..<50).map { number in
            var generator = StatusLineGenerator(SeededGenerator(seed: seed, name: "line \(number)"))
            return (text: generator.line(), count: generator.count)
        }.filter { $0.count > 0 }
        let choices = lines.map { line in
            (0..<1 << line.count).map { bits in (0..<line.count).map { bits >> $0 & 1 == 1 ? "1" : "0" }.joined() }
        }
        let records = try RealProgram.bash(
            Self.body,
            functions: Self.functions,
            over: lines.map(\.text),
            files: ["choices": choices.map { $0.joined(separator: "\n") + "\n" }]
        )
        for (number, line) in lines.enumerated() {
            let runs = Self.runs(records[number] ?? [])
            #expect(runs.count == choices[number].count && runs.allSatisfy { $0.works != nil }, "\(line.text)")
            for command in ShellScript(line.text).allCommands {
                guard command.program.hasPrefix("c"), let index = Int(command.program.dropFirst()) else { continue }
                let comment =
                    "seed \(seed), line \(number), c\(index) is \(command.masking?.rawValue ?? "not masked"):\n\(line.text)"
                let (isAlwaysSeen, decides) = (Self.isAlwaysSeen(index, runs), Self.decides(index, runs))
                if command.masking == nil {
                    #expect(isAlwaysSeen, Comment(rawValue: comment))
                } else if command.masking != .loop, Self.isFollowed(line.text) {
                    #expect(!decides, Comment(rawValue: comment))
                }
            }
        }
    }

    /// Whether the reader is to know all failures that a line shows. It does not follow what commands that always fail,
    /// such as `false`, make of others, nor `set -e` in `eval`, nor two negations. Repeated commands are left out because here they do the
    /// same each time.
    private static func isFollowed(_ line: String) -> Bool {
        !["exit", "false", "! true", "! :"].contains { line.contains($0) }
            && !(line.contains("set -e") && line.contains("eval")) && line.filter { $0 == "!" }.count < 2
    }

    private static func runs(_ records: [[String]]) -> [Run] {
        var runs: [String: Run] = [:]
        for record in records {
            var run = runs[record[0]] ?? Run(statuses: record[0].map { $0 == "0" })
            if record[1] == "end" { run.works = record[2] == "0" } else { run.ran.insert(Int(record[1]) ?? -1) }
            runs[record[0]] = run
        }
        return Array(runs.values)
    }

    /// Whether the line fails whenever a command runs and fails.
    private static func isAlwaysSeen(_ command: Int, _ runs: [Run]) -> Bool {
        runs.allSatisfy { !$0.ran.contains(command) || $0.statuses[command] || $0.works == false }
    }

    /// Whether the line fails whenever a command runs and fails, and not always.
    private static func decides(_ command: Int, _ runs: [Run]) -> Bool {
        let withCommand = runs.filter { $0.ran.contains(command) }
        return isAlwaysSeen(command, runs) && withCommand.contains { $0.works == true }
    }
}
