internal import Markdown

extension Skill {
    /// Creates a skill with one SKILL.md: frontmatter with name and description, then `body`.
    ///
    /// - Throws: ``SkillError/template(_:)`` if the description is empty or has more than 1024 characters.
    package init(name: Name, description: String, body: String) throws(SkillError) {
        let words = description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { throw .template("its description is empty; say when to use \(name)") }
        let length = words.unicodeScalars.count
        guard length <= 1024 else {
            throw .template("its description has \(length) characters of at most 1024; shorten it")
        }
        var text = "---\nname: \(Self.quotedName(name))\ndescription: \(Self.quoted(words))\n---\n\n"
        var rest = body[...]
        while rest.first?.isNewline == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        text += rest + "\n"
        try self.init(name: name, files: [Self.mainPath: Array(text.utf8)])
    }

    /// A copy with another description; nil where the description is not written as a new skill has it.
    package func with(description: String) -> Skill? {
        guard let main = files[Self.mainPath], let old = try? Frontmatter(of: main),
            let line = old.lines["description"],
            let text = old.description
        else { return nil }
        let lines = Lines(main)
        guard lines.text(of: line) == "description: \(Self.quoted(text))" else { return nil }
        let place = lines.content(of: line)
        let new = main[..<place.startIndex] + "description: \(Self.quoted(description))".utf8 + main[place.endIndex...]
        return try? with(Array(new), at: Self.mainPath)
    }

    /// A text as a YAML scalar in double quotes, with control characters escaped, so that every parser reads it as text.
    /// Three hyphens in a row are separated by an escape because the reference validator ends the frontmatter at them.
    static func quoted(_ text: String) -> String {
        var result = "\""
        var hyphens = 0
        for scalar in text.unicodeScalars {
            hyphens = scalar == "-" ? hyphens + 1 : 0
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "-" where hyphens == 3:
                result += "\\u002D"
                hyphens = 0
            case _ where needsEscape(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A name as a YAML scalar: quoted if YAML would read it as a number, a date, a Boolean or null.
    private static func quotedName(_ name: Name) -> String {
        let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        let isPlain = name.text.first?.isLetter == true && !words.contains(name.text)
        return isPlain ? name.text : "\"\(name.text)\""
    }

    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return scalar.value > 0xFFFF
            ? "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
