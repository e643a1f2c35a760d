internal import ArgumentParser
internal import JSON
internal import Redaction

/// Measures the redaction on labelled texts: how many secrets survive, and how many texts without one are changed.
struct SecretRates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Redact labelled texts, and print how many secrets survive and how many clean texts change",
        discussion: """
            Each line of a file is a JSON object with "text" and, if the text has a secret, "secret", which is a part of it, \
            and "family".
            """
    )

    @Argument(help: "Files with one JSON object a line")
    var files: [String]

    @Flag(help: "Print each text that was redacted wrong")
    var verbose = false

    @Flag(help: "Use the distrustful reading, which looks at what is about to become a git object or a prompt")
    var distrustful = false

    func run() throws {
        let redactor = distrustful ? Redactor(key: [1]).distrustful : Redactor(key: [1])
        for file in files {
            var families: [String: (missed: Int, all: Int)] = [:]
            var clean = (changed: 0, all: 0)
            for line in try LabelledLines.read(file) {
                guard let text = line["text"]?.string else { throw ValidationError("\(file): a line has no text") }
                let redacted = redactor.redact(text).text
                guard let secret = line["secret"]?.string else {
                    clean.all += 1
                    if redacted != text {
                        clean.changed += 1
                        if verbose { print("changed: \(text.debugDescription) → \(redacted.debugDescription)") }
                    }
                    continue
                }
                let family = line["family"]?.string ?? ""
                let isMissed = redacted.utf8.firstRange(of: Array(secret.utf8)) != nil
                families[family, default: (0, 0)].all += 1
                if isMissed {
                    families[family, default: (0, 0)].missed += 1
                    if verbose { print("missed \(family): \(secret.debugDescription) in \(text.debugDescription)") }
                }
            }
            let all = families.values.reduce(0) { $0 + $1.all }
            let missed = families.values.reduce(0) { $0 + $1.missed }
            if all > 0 {
                print(
                    "\(file): secrets that survive: \(missed) of \(all) in \(families.count) families (\(percent(missed, all)))"
                )
            }
            if clean.all > 0 {
                print(
                    "\(file): clean texts that change: \(clean.changed) of \(clean.all) (\(percent(clean.changed, clean.all)))"
                )
            }
        }
    }

    private func percent(_ part: Int, _ all: Int) -> String {
        "\((Double(part) / Double(max(1, all)) * 1000).rounded() / 10) %"
    }
}

/// Files with a JSON object on each line.
enum LabelledLines {
    static func read(_ path: String) throws -> [JSON] {
        try BenchRead.bytes(of: path).split(separator: UInt8(ascii: "\n")).map { line in
            guard let value = try? JSON(parsing: line), value.kind == .object else {
                throw ValidationError(
                    "\(path): a line is not a JSON object: \(String(decoding: line.prefix(80), as: UTF8.self))"
                )
            }
            return value
        }
    }
}
