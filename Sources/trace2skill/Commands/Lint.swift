internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Safeguards
internal import Skills

/// `trace2skill lint`
struct Lint: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check skills against the Agent Skills specification and the safety rules",
        discussion:
            "PATH is the folder of a skill or a folder of skills. Without a path, the skills in the working tree of the configured repository are checked."
    )

    /// One problem, as `--json` prints it.
    struct Report: Codable {
        /// The name of the skill.
        var skill: String
        /// The path of the file in the folder of the skill; empty for the skill itself.
        var path: String
        /// The line, counted from 1; nil if the problem concerns the whole file.
        var line: Int?
        /// `error` or `warning`.
        var severity: String
        /// The code of the rule.
        var code: String
        /// What is wrong, as a sentence.
        var message: String
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("Folders of skills", valueName: "path"))
    var paths: [String] = []

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() throws {
        let roots =
            paths.isEmpty
            ? [try Context.configuration(options).repository + "/skills"] : paths.map(Environment.absolute)
        var reports: [Report] = []
        var count = 0
        for root in roots {
            guard access(root, R_OK) == 0 else {
                throw Failure(.inputOutput, "there is no folder \(root); name a folder of skills")
            }
            for folder in try skillFolders(root) {
                count += 1
                reports += try check(folder)
            }
        }
        if json {
            try JSONOutput.print(reports)
        } else {
            for report in reports {
                print(
                    "\(report.skill)/\(report.path)\(report.line.map { ":\($0)" } ?? ""): \(report.severity): \(Terminal.plain(report.message)) [\(report.code)]"
                )
            }
            let errors = reports.count { $0.severity == "error" }
            print("\(count.of("skill")) checked, \(errors.of("error")), \((reports.count - errors).of("warning"))")
        }
        if reports.contains(where: { $0.severity == "error" }) { throw ExitCode(65) }
    }

    private func skillFolders(_ root: String) throws -> [String] {
        if access(root + "/SKILL.md", F_OK) == 0 { return [root] }
        let names = try FileManager.default.contentsOfDirectory(atPath: root).filter { !$0.hasPrefix(".") }.sorted()
        if names.contains("skills"), access(root + "/skills", R_OK | X_OK) == 0 {
            return try skillFolders(root + "/skills")
        }
        return names.map { root + "/" + $0 }.filter { path in
            var status = stat()
            return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }
    }

    private func check(_ folder: String) throws -> [Report] {
        let name = folder.split(separator: "/").last.map(String.init) ?? folder
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            var status = stat()
            guard lstat("\(folder)/\(path)", &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { continue }
            guard status.st_mode & S_IFMT == S_IFREG, status.st_size < 16 << 20,
                let data = FileManager.default.contents(atPath: "\(folder)/\(path)")
            else {
                return [
                    Report(
                        skill: name,
                        path: path,
                        line: nil,
                        severity: "error",
                        code: "not-a-file",
                        message: "not a regular file of less than 16 MB; a skill with it is left alone"
                    )
                ]
            }
            files[path] = Array(data)
        }
        let skill: Skill
        do { skill = try Skill(name: Skill.Name(name), files: files) } catch {
            return [Report(skill: name, path: "", line: nil, severity: "error", code: "name", message: "\(error)")]
        }
        var reports = skill.validate().map {
            Report(
                skill: name,
                path: $0.path,
                line: $0.line,
                severity: $0.severity.rawValue,
                code: $0.code.rawValue,
                message: $0.message
            )
        }
        let safeguards = Safeguards.standard
        for path in skill.paths where path == Skill.mainPath || Skill.isNewReference(path) {
            for violation in safeguards.lint(path: path, text: String(decoding: files[path] ?? [], as: UTF8.self)) {
                reports.append(
                    Report(
                        skill: name,
                        path: path,
                        line: nil,
                        severity: violation.severity == .reject ? "error" : "warning",
                        code: "\(violation.rule)-\(violation.code)",
                        message: violation.message + (violation.excerpt.isEmpty ? "" : ": \(violation.excerpt)")
                    )
                )
            }
        }
        return reports
    }
}
