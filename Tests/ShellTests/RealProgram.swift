import TestSupport

/// The real programs with which the reader is compared.
enum RealProgram {
    static let path = "/usr/local/bin:/usr/bin:/bin"

    static func isInstalled(_ name: String) -> Bool {
        path.split(separator: ":").contains { exists("\($0)/\(name)") }
    }

    /// The output of a run in a folder; whether the run itself fails does not matter.
    static func output(of arguments: [String], in folder: TemporaryFolder) throws -> String {
        let run = try RunningProgram(
            arguments,
            environment: ["PATH": path, "LANG": "C.UTF-8", "HOME": folder.path],
            in: folder.path
        ).end()
        guard !run.wasKilled else { throw TestFailure("\(arguments) does not end: \(run.errors)") }
        return run.text
    }

    /// Runs a bash script once for each text, which is in the file with the number of the text: `for i in …; do`.
    ///
    /// - Parameter files: further files for each text, named by their ending.
    /// - Returns: the lines that the script wrote to descriptor 3, cut at control characters: the number of the text
    ///   first.
    static func bash(
        _ body: String,
        functions: String = "",
        over texts: [String],
        files: [String: [String]] = [:]
    ) throws -> [Int: [[String]]] {
        let folder = try TemporaryFolder()
        for (index, text) in texts.enumerated() { try folder.write(text, to: "\(index)") }
        for (name, texts) in files {
            for (index, text) in texts.enumerated() { try folder.write(text, to: "\(index).\(name)") }
        }
        let script = """
            exec 3>&1 4>&2 >/dev/null 2>/dev/null </dev/null
            \(functions)
            for ((I = 0; I < \(texts.count); I++)); do
            \(body)
            done

            """
        try folder.write(script, to: "driver")
        var records: [Int: [[String]]] = [:]
        for line in try output(of: ["bash", "driver"], in: folder).split(separator: "\n") {
            let fields = line.split(separator: separator, omittingEmptySubsequences: false).map { field in
                String(field).replacing(lineBreak, with: "\n")
            }
            guard let number = fields.first.flatMap({ Int($0) }) else { throw TestFailure("unexpected: \(line)") }
            records[number, default: []].append(Array(fields.dropFirst()))
        }
        return records
    }

    /// What is between the fields of a record, and what stands for a line break in a field. A record is one line, which
    /// bash writes at once.
    private static let separator: Character = "\u{2}"
    private static let lineBreak = "\u{1}"

    /// A function of bash that writes a record of its arguments.
    static let record = #"""
        record() {
            local text
            printf -v text '%s\002' "$@"
            text=${text//$'\n'/$'\001'}
            printf '%s\n' "${text%$'\002'}" >&3
        }
        export -f record

        """#
}
