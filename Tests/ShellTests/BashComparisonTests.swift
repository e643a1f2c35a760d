import Shell
import TestSupport
import Testing

/// Comparisons of the reader with real programs, which run harmless lines that are made by chance.
///
/// The seed of a line is in the name of the case that fails; `TEST_SEED=3 swift test --filter BashComparison` repeats it.
@Suite(
    "A shell script is read as bash runs it:",
    .enabled(if: RealProgram.isInstalled("bash"), "bash is not installed")
)
struct BashComparisonTests {
    private static let casesPerSeed = 100

    private static func lines(_ seed: UInt64, nests: Bool = true) -> [String] {
        (0..<casesPerSeed).map { number in
            let random = SeededGenerator(seed: seed, name: "line \(number)")
            var generator = LineGenerator(random, number: number, nests: nests)
            return generator.script().text
        }
    }

    // MARK: Words

    /// What a function records: its name, two variables, its standard input, its arguments.
    private static let functions =
        RealProgram.record + #"""
            call() {
                local input=
                [[ $1 != d* ]] || IFS= read -rd '' input
                record "$I" "$1" "$V" "$W" "$input" "${@:2}"
                [[ $1 != f* ]]
            }
            export -f call
            export I
            for n in {1..99}; do
                for k in t f d; do
                    eval "$k$n() { call $k$n \"\$@\"; }"
                    export -f "$k$n"
                done
            done

            """#

    @Test("words, variables, here-documents and files", arguments: SeededGenerator.seeds(3))
    func words(seed: UInt64) throws {
        let lines = Self.lines(seed)
        let body = """
            ( source ./$I )
            for file in o${I}_*; do record "$I" file "$file"; done
            """
        let records = try RealProgram.bash(body, functions: Self.functions, over: lines)
        for (number, line) in lines.enumerated() {
            let comment = Comment(rawValue: "seed \(seed), case \(number):\n\(line)")
            let script = ShellScript(line)
            let commands = script.allCommands.filter { Self.isRecorder($0.words.first?.literal ?? "") }
            let recorded = (records[number] ?? [])
            let calls = recorded.filter { $0[0] != "file" }.sorted { Self.order($0) < Self.order($1) }
            let read = commands.map(Self.fields).sorted { Self.order($0) < Self.order($1) }
            #expect(read == calls, comment)
            #expect(script.isClosed && script.isComplete, comment)
            let files = recorded.filter { $0[0] == "file" && !$0[1].hasSuffix("*") }.map { $0[1] }
            let outputs = script.allCommands.flatMap(\.outputs).filter { $0.hasPrefix("o") }
            #expect(outputs.sorted() == files.sorted(), comment)
        }
    }

    private static func isRecorder(_ name: String) -> Bool {
        ["t", "f", "d"].contains(name.prefix(1)) && Int(name.dropFirst()) != nil
    }

    private static func order(_ fields: [String]) -> Int { Int(fields[0].dropFirst()) ?? 0 }

    private static func fields(_ command: SimpleCommand) -> [String] {
        let words = command.words.map(\.literal)
        let values = ["V", "W"].map { name in command.assignments.last { $0.name == name }?.value.literal ?? "" }
        return words.prefix(1) + values + [words[0].hasPrefix("d") ? command.document ?? "" : ""] + words.dropFirst()
    }

    // MARK: Ends

    @Test("what is not closed", arguments: SeededGenerator.seeds(2))
    func ends(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = Self.lines(seed, nests: false).map { line in
            String(decoding: line.utf8.prefix(Int.random(in: 1...line.utf8.count, using: &random)), as: UTF8.self)
        }
        let body = #"record "$I" "$(bash -n ./$I 2>&1)""#
        let records = try RealProgram.bash(body, functions: RealProgram.record, over: lines)
        for (number, line) in lines.enumerated() {
            let errors = records[number]?.first?.first ?? ""
            let isInside = ["`'", "`\"'", "`)'", "`}'", "``'"].contains {
                errors.contains("looking for matching \($0)")
            }
            let isOpen = isInside || errors.contains("by end-of-file")
            let isClosed = ShellScript(line).isClosed
            let comment = Comment(rawValue: "seed \(seed), case \(number): \(errors)\n\(line)")
            // Other errors are about words where bash does not allow them, or about an operator at the end.
            if isOpen { #expect(!isClosed, comment) }
            if errors.isEmpty { #expect(isClosed, comment) }
        }
    }
}

@Suite(
    "A shell script has the words that Python's shlex finds:",
    .enabled(if: RealProgram.isInstalled("python3"), "python3 is not installed")
)
struct ShlexComparisonTests {
    @Test("in lines without operators", arguments: SeededGenerator.seeds(2))
    func words(seed: UInt64) throws {
        let lines = (0..<200).map { number in
            var generator = LineGenerator(
                SeededGenerator(seed: seed, name: "line \(number)"),
                number: number,
                isPlain: true
            )
            return (["make"] + (0..<4).map { _ in generator.word() }).joined(separator: " ")
        }
        let folder = try TemporaryFolder()
        for (number, line) in lines.enumerated() { try folder.write(line, to: "\(number)") }
        let program = """
            import shlex
            for number in range(\(lines.count)):
                with open(str(number), encoding="utf-8") as file:
                    print("\\2".join(shlex.split(file.read())), end="\\3")
            """
        let output = try RealProgram.output(of: ["python3", "-c", program], in: folder)
        let expected = output.split(separator: "\u{3}").map { line in
            line.split(separator: "\u{2}", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(expected.count == lines.count)
        for (line, words) in zip(lines, expected) {
            #expect(ShellScript(line).commands.map(\.texts) == [words], "seed \(seed): \(line)")
        }
    }
}
