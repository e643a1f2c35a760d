import TestSupport

/// Makes lines of shell whose commands are functions that only record what they are given.
///
/// A command is named `t`, `f` or `d` and a number that grows with the text: `t3` ends with 0, `f3` with 1, and `d3` has
/// a here-document. Operators are such that every command runs.
struct LineGenerator {
    private(set) var random: SeededGenerator
    /// Whether words may have what only bash reads.
    private let isPlain: Bool
    /// Whether there are scripts for other shells.
    private let nests: Bool
    private var count = 0
    /// The bodies of here-documents that follow the next line break.
    private var pending = ""
    /// The number of the case, for the names of files.
    private let number: Int

    /// A piece of shell, and whether it ends with 0.
    struct Piece {
        var text: String
        var works = true
        /// The last part has to be ended by a line break: it is a comment.
        var needsLineBreak = false
    }

    init(_ random: SeededGenerator, number: Int, isPlain: Bool = false, nests: Bool = true) {
        self.random = random
        self.nests = nests
        self.number = number
        self.isPlain = isPlain
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    // MARK: Lists

    /// A whole script with all its here-documents.
    mutating func script(depth: Int = 3) -> Piece {
        let outer = pending
        pending = ""
        var piece = list(depth: depth)
        if !pending.isEmpty || piece.needsLineBreak || chance(10) {
            piece.text += lineBreak()
            piece.needsLineBreak = false
        }
        pending = outer
        return piece
    }

    private mutating func lineBreak() -> String {
        defer { pending = "" }
        return "\n" + pending
    }

    private mutating func list(depth: Int) -> Piece {
        var result = pipeline(depth: depth)
        for _ in 0..<below(depth > 1 ? 3 : 2) {
            let blank = pick(["", " ", " \\\n", "\t"])
            let separator: String
            switch below(4) {
            case 0, 1: separator = (result.works ? "&&" : "||") + (chance(20) ? " " + lineBreak() : "")
            case 2: separator = ";"
            default:
                separator = (chance(30) ? " # it's \"not\" `this" : "") + lineBreak()
            }
            let next = pipeline(depth: depth)
            result.text += blank + separator + pick(["", " "]) + next.text
            result.works = next.works
        }
        if chance(5) {
            result.text += " # don't"
            result.needsLineBreak = true
        }
        return result
    }

    private mutating func pipeline(depth: Int) -> Piece {
        var result = element(depth: depth)
        for _ in 0..<(chance(25) ? 1 + below(2) : 0) {
            let bar = pick([" | ", "|", " |& ", pending.isEmpty ? " |\n  " : "|"])
            let next = element(depth: depth)
            result.text += bar + next.text
            result.works = next.works
        }
        if chance(8) { return Piece(text: "! " + result.text, works: !result.works) }
        return result
    }

    private mutating func element(depth: Int) -> Piece {
        if chance(8) { return filler() }
        guard depth > 0, chance(30) else { return command() }
        switch below(9) {
        case 0: return group("( ", ")", depth: depth)
        case 1: return group("{ ", "}", depth: depth)
        case 2, 3: return nests ? nested(depth: depth) : command()
        case 4:
            let condition = group(pick(["if ", "if ! :; then :; elif "]), "", depth: depth)
            let branch = group(condition.works ? "then " : "then :; else ", "fi", depth: depth)
            return Piece(text: condition.text + branch.text, works: branch.works)
        case 7:
            let condition = group("", "", depth: depth)
            let body = group("do ", "break; done", depth: depth, works: true)
            return Piece(text: (condition.works ? "while " : "until ") + condition.text + body.text)
        case 5: return group("for x in one 'two three'; do ", "break; done", depth: depth, works: true)
        case 6: return group("case w in\n (v) :;; w) ", "esac", depth: depth, isBranch: true)
        default:
            let body = group("g\(number)() { ", "}", depth: depth)
            return Piece(text: "{ \(body.text); g\(number); }", works: body.works)
        }
    }

    private mutating func group(
        _ open: String,
        _ close: String,
        depth: Int,
        works: Bool? = nil,
        isBranch: Bool = false
    ) -> Piece {
        var inner = Piece(text: open.contains("\n") ? open.replacing("\n", with: lineBreak()) : open)
        let content = list(depth: depth - 1)
        inner.text += content.text
        if content.needsLineBreak {
            inner.text += lineBreak()
        } else if close != ")" {
            inner.text += isBranch ? " ;; " : "; "
        }
        if isBranch, content.needsLineBreak { inner.text += ";; " }
        inner.text += close
        inner.works = works ?? content.works
        return inner
    }

    /// A command that records nothing, and that must not change how the text behind it is read.
    private mutating func filler() -> Piece {
        let texts = Self.fillers.filter { pending.isEmpty || !$0.contains("\n") }
        return Piece(text: pick(texts))
    }

    private static let fillers = [
        "[[ a < b && ( x == x || ! -z \")\" ) ]]", "[[ ab =~ ^(a|b)+$ ]]", "[[ -n 'a' && ! a == [b] ]]",
        "(( 1 + (2 << 1) ))", "(( 5 > 4 ))", ": $(( (1 + 2) << 1 )) $((1))", "for ((i = 0; i < 1; i++)); do :; done",
        ": ${U:-\"a}b\"} \"${U:-'a}b'}\" ${U:-'}'}", ": ${#U} $# $? ${U##*'}'} ${U:-${V:-)}}", ": \"${U:-\"a b\"}\"",
        "X=(a 'b)' \"c\" $(: d))", "X=(a # b)\n c)", "X[1]=b", "X+=(c)", ": <(: ')')", ": > >(:)",
        ": \"$(case w in w) : ')';; esac)\"", ": $(: # it's )\n)", ": \"$(: <<E\nit's )\nE\n)\"",
        ": $(: <<'E'\n$(\nE\n)",
        ": `: \"a\"` \"`: \\\"it's\\\"`\"", ": \"a\\`b\"", ": $(echo \"$(echo ')')\")", ": $( (:) ) $(:;:)",
        "while false; do :; done", "until :; do :; done", "function h { :; }", "h() (:)",
        "case a in a|b) :;; (c) ;; esac",
        "case \"a b\" in\n  # no)\n  a\\ b) : ;;&\n  *) ;;\nesac", ": {1..3} {a,b}c *.none", ": $\"it's\"",
        ": <<< \"it's\"",
        "{ :; } 2>&1", "(:)", "{ : & }", ": a >&2 2>&1", ": $'it\\'s'", "if :; then :; elif :; then :; else :; fi",
    ]

    /// A script for another shell.
    private mutating func nested(depth: Int) -> Piece {
        let inner = script(depth: depth - 1)
        let text = "'" + inner.text.replacing("'", with: pick(["'\\''", "'\"'\"'"])) + "'"
        let double = inner.text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
            .replacing("`", with: "\\`")
        let shell = pick(["bash -c ", "bash -ec ", "eval "])
        // With `-e` a script ends where something fails.
        let isSafe = shell != "bash -ec "
        return Piece(text: (isSafe ? shell : "bash -c ") + (chance(30) ? "\"\(double)\"" : text), works: inner.works)
    }

    // MARK: Commands

    private mutating func command() -> Piece {
        count += 1
        let kind = pick(["t", "t", "f", "d"])
        var text = ""
        for variable in ["V", "W"] where chance(8) { text += "\(variable)=\(chance(70) ? word() : "") " }
        text += hidden("\(kind)\(count)")
        var redirections = kind == "d" ? [document()] : []
        for _ in 0..<(chance(20) ? 1 + below(2) : 0) { redirections.append(redirection()) }
        for _ in 0..<below(4) {
            if !redirections.isEmpty, chance(40) { text += " " + redirections.removeFirst() }
            text += pick([" ", "  ", "\t", " \\\n "]) + argument()
        }
        for redirection in redirections { text += " " + redirection }
        return Piece(text: text, works: kind != "f")
    }

    private mutating func argument() -> String {
        if chance(6) { return substitution() }
        if chance(4) { return pick(["{a,b}", "{,c}", "{d,'e f'}", "{g,\\,}", "h${IFS}i", "j$IFS'k'", "l${IFS%?}m"]) }
        return word()
    }

    /// A name as somebody may write it who does not want it to be read.
    private mutating func hidden(_ name: String) -> String {
        guard chance(15) else { return name }
        return pick(["\\\(name)", "'\(name)'", "\"\(name)\"", "\(name)''", name.prefix(1) + "\\\n" + name.dropFirst()])
    }

    private mutating func substitution() -> String {
        count += 1
        return pick(["a$(t\(count) 'b)')", "\"$(t\(count) \")\")c\"", "`t\(count) d`e", "\"`t\(count)`\""])
    }

    private mutating func redirection() -> String {
        count += 1
        let file = pick(["o\(number)_\(count)", "'o\(number)'_\(count)", "\"o\(number)_\"\(count)"])
        return pick([
            ">\(file)", "> \(file)", ">>\(file)", "2>\(file)", "&> \(file)", ">|\(file)", "2>> \(file)", "{fd}>\(file)",
            "2>&1", ">&2", "7>&1", "2>/dev/null", "0<>\(file)", "&>>\(file)",
        ])
    }

    private mutating func document() -> String {
        let delimiter = pick(["END", "E-F", "_1"])
        let isQuoted = chance(50)
        let isIndented = chance(30)
        var lines: [String] = []
        for _ in 0..<below(4) {
            lines.append(
                pick(
                    isQuoted
                        ? ["a 'b", "$x `y` \\", "\\\\", "  \(delimiter)", "\tz", "", "(", "\(delimiter) "]
                        : ["a 'b", "\\$x \\`y\\`", "a\\\nb", "\\\\", "\\\"", "  \(delimiter)", "\tz", "", "\"(", "\\a"]
                )
            )
        }
        lines.append((isIndented ? pick(["", "\t", "\t\t"]) : "") + delimiter)
        pending += lines.map { $0 + "\n" }.joined()
        let word =
            isQuoted
            ? pick([
                "'\(delimiter)'", "\"\(delimiter)\"", "\\\(delimiter)",
                delimiter.prefix(1) + "''" + delimiter.dropFirst(),
            ])
            : delimiter
        return (chance(5) ? "0" : "") + (isIndented ? "<<-" : "<<") + pick(["", " "]) + word
    }

    // MARK: Words

    mutating func word() -> String {
        (0..<1 + below(3)).map { _ in part() }.joined() + (chance(4) ? "$" : "")
    }

    private mutating func part() -> String {
        let plain = [
            "a", "-b", "x=1", "a,b", "./c", "%d", "@", "+", ":", "^", "e}", "ü", "12", "a#b", "]", "done", "if",
        ]
        let quoted = [
            "a b", "", "#", ";", "&&", "|", "(", ")", ">", "<<E", "\n", "  ", "*", "~", "{a,b}", "$", "é", "!",
        ]
        switch below(isPlain ? 4 : 6) {
        case 0: return pick(plain)
        case 1: return "'" + pick(quoted + (isPlain ? [] : ["\\", "$x", "`", "\""])) + pick(quoted) + "'"
        case 2: return "\"" + pick(quoted.filter { $0 != "$" } + ["'", "\\\"", "\\\\", "\\a"]) + pick(quoted) + "\""
        case 3: return "\\" + pick([" ", "'", "\"", "\\", "a", ";", "#", "|", "(", "$", "*", "~"])
        case 4:
            return "$'"
                + pick(["\\n", "\\x41", "\\'", "\\\\", "\\101", "\\t", "a b", "\\u00e9", "\"", "\\q", "\\cE\\b"]) + "'"
        default:
            return pick([
                "\"\\$x\\`\"", "a\\\nb", "\"a\\\nb\"", "$\"c d\"", "c$@d", "\"$*e\"", "f$9g", "h${1}i", "'a'\\''b'",
                "\"$\"", "\"'\"",
            ])
        }
    }
}
