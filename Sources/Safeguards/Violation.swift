internal import Foundations

/// One reason not to publish a text as it is.
package struct Violation: Sendable, Hashable {
    /// The rule, `G1` to `G14`.
    package let rule: String
    /// The kind of violation for programs, in kebab case, such as `network-to-interpreter`.
    package let code: String
    /// How grave the violation is.
    package let severity: Severity
    /// The kind of violation for a person.
    package let message: String
    /// The beginning of the text in question, on one line and with control characters escaped.
    package let excerpt: String

    init(_ rule: String, _ code: String, _ severity: Severity, _ message: String, _ excerpt: String = "") {
        self.rule = rule
        self.code = code
        self.severity = severity
        self.message = message
        self.excerpt = Self.printable(excerpt)
    }

    /// Returns at most 120 characters of `text`, with every character that is not plainly visible as `<U+200B>`.
    private static func printable(_ text: String) -> String {
        var result = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < 120 else { return result + "…" }
            if scalar == "\n" || scalar == "\t" {
                result += " "
            } else if scalar.isInvisible {
                result += "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
