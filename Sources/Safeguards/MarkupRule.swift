/// G5: markup that renders as something else than its source.
enum MarkupRule {
    static func violations(in text: SkillText) -> [Violation] {
        text.paragraphs.flatMap { paragraph in
            let prose = paragraph.withoutSpans
            var violations = tags(in: prose)
            for line in prose.split(separator: "\n") where line.contains("![") {
                violations.append(Violation("G5", "image", .reject, "images are not allowed", String(line)))
            }
            for line in paragraph.lines where isLinkDefinition(line) {
                violations.append(Violation("G5", "link-definition", .reject, "link definitions are hidden text", line))
            }
            if let entity = entity(in: prose) {
                violations.append(Violation("G5", "entity", .reject, "character references hide what they say", entity))
            }
            return violations
        }
    }

    /// HTML that renders: comments, declarations, known elements, and unknown ones with attributes.
    ///
    /// `<name>` as a placeholder is common in prose and harmless.
    private static func tags(in prose: String) -> [Violation] {
        var violations: [Violation] = []
        for start in prose.indices where prose[start] == "<" {
            let rest = prose[prose.index(after: start)...].prefix(200)
            guard let first = rest.first else { continue }
            if first == "!" || first == "?" {
                violations.append(Violation("G5", "html-comment", .reject, "comments are hidden text", line(rest)))
                continue
            }
            let body = first == "/" ? rest.dropFirst() : rest
            let name = body.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }.lowercased()
            let after = body.dropFirst(name.count)
            guard !name.isEmpty, let next = after.first, next == ">" || next == "/" || next.isWhitespace else {
                continue
            }
            let attributes = after.prefix { $0 != ">" }
            if elements.contains(name) || (next != ">" && attributes.contains("=") && after.contains(">")) {
                violations.append(Violation("G5", "html", .reject, "HTML is not allowed", line(rest)))
            }
        }
        return violations
    }

    /// Returns a tag's text up to the end of its line: text that is added in later lines does not change the violation.
    private static func line(_ rest: Substring) -> String { "<" + rest.prefix { $0 != "\n" && $0 != ">" } }

    private static func isLinkDefinition(_ line: String) -> Bool {
        let content = Passage.withoutMarks(line)
        guard content.first == "[", let close = content.firstIndex(of: "]") else { return false }
        return content[content.index(after: close)...].first == ":" && content.dropFirst().first != "^"
    }

    /// A character reference other than the five that Markdown itself needs.
    private static func entity(in prose: String) -> String? {
        for start in prose.indices where prose[start] == "&" {
            let rest = prose[prose.index(after: start)...].prefix(34)
            guard let end = rest.firstIndex(of: ";") else { continue }
            let name = rest[..<end]
            let isName = name.first == "#" || name.first?.isLetter == true
            let isWord = name.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            if name.count > 1, isName, isWord, !["lt", "gt", "amp", "quot", "nbsp", "apos"].contains(name) {
                return "&" + name + ";"
            }
        }
        return nil
    }

    private static let elements: Set<String> = Set(
        """
        a abbr address applet area article aside audio b base basefont bdi bdo big blink blockquote body br button \
        canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed \
        fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i \
        iframe img input ins isindex kbd label legend li link main map mark marquee math menu menuitem meta meter nav \
        nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress \
        q rp rt ruby s samp script section select slot small source span strike strong style sub summary sup svg table \
        tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
        """.split(separator: " ").map(String.init)
    )
}
