/// What becomes of a candidate.
package enum Verdict: Sendable, Hashable {
    case accept
    /// A person has to agree.
    case hold([Violation])
    case reject([Violation])

    /// The verdict on a text with these violations: the gravest decides, and is told first.
    init(_ violations: [Violation]) {
        let rejected = violations.filter { $0.severity == .reject }
        let held = violations.filter { $0.severity == .hold }
        self = !rejected.isEmpty ? .reject(rejected + held) : !held.isEmpty ? .hold(held) : .accept
    }
}

/// How grave a violation is.
package enum Severity: String, Sendable, Hashable {
    /// A person has to agree. In a file that a person wrote it is a warning.
    case hold
    /// Never published.
    case reject
}

/// One reason not to publish a text as it is.
package struct Violation: Sendable, Hashable {
    /// The rule, `G1` to `G14`.
    package let rule: String
    /// What it is in one word for programs, in kebab case, such as `network-to-interpreter`.
    package let code: String
    package let severity: Severity
    /// What it is, for a person.
    package let message: String
    /// Where it is: the beginning of the text in question, on one line and with control characters escaped.
    package let excerpt: String

    init(_ rule: String, _ code: String, _ severity: Severity, _ message: String, _ excerpt: String = "") {
        self.rule = rule
        self.code = code
        self.severity = severity
        self.message = message
        self.excerpt = Self.printable(excerpt)
    }

    /// At most 120 characters of `text`, with everything that is not plainly visible written as `<U+200B>`.
    private static func printable(_ text: String) -> String {
        var result = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < 120 else { return result + "…" }
            if scalar == "\n" || scalar == "\t" {
                result += " "
            } else if InvisibleText.isForbidden(scalar) {
                result += "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
