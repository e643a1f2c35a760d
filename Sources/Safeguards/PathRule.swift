/// G2: the files that may be written.
enum PathRule {
    static func violations(skill: String, path: String) -> [Violation] {
        var violations: [Violation] = []
        if !isSkillName(skill) {
            violations.append(
                Violation(
                    "G2",
                    "skill-name",
                    .reject,
                    "a skill's name has 1 to 64 lower-case letters, digits and single hyphens",
                    skill
                )
            )
        }
        if !isWritable(path) {
            violations.append(
                Violation(
                    "G2",
                    "path-not-writable",
                    .reject,
                    "only SKILL.md and references/<name>.md may be written, with a name of lower-case letters, digits "
                        + "and hyphens",
                    path
                )
            )
        }
        return violations
    }

    static func isSkillName(_ name: String) -> Bool {
        isName(name) && !name.hasPrefix("-") && !name.hasSuffix("-") && !name.contains("--")
    }

    private static func isWritable(_ path: String) -> Bool {
        if path.utf8.elementsEqual("SKILL.md".utf8) { return true }
        guard path.hasPrefix("references/"), path.hasSuffix(".md") else { return false }
        let name = path.utf8.dropFirst("references/".utf8.count).dropLast(".md".utf8.count)
        return isName(String(decoding: Array(name), as: UTF8.self))
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
