/// A command line that an agent ran, split into its simple commands.
///
/// A lenient reader for logs: quotes, here-documents, operators and comments are understood well enough to tell which
/// programs ran with which words. No text is an error; an unclosed quote ends at the end of the text.
/// ``StrangersScript`` reads text that strangers wrote. The tests list where the two differ on purpose.
package struct ShellCommand: Sendable, Equatable {
    /// One program with its arguments.
    package struct Simple: Sendable, Equatable {
        /// The program and its arguments, without quotes, leading assignments and wrappers such as `sudo`.
        package var words: [String]
        /// Leading `NAME=value` assignments.
        package var assignments: [String]
        /// The operator in front of the command: `&&`, `||`, `|` or `;`; empty for the first command.
        package var after: String
        /// The body of the here-document that the command reads, if there is one.
        package var document: String?

        /// The program's name without its folder; empty if the command only assigns variables.
        package var program: String {
            guard let first = words.first else { return "" }
            return first.split(separator: "/").last.map(String.init) ?? first
        }
    }

    /// The simple commands in the order of the text.
    package let commands: [Simple]

    /// Words in front of a program that do not change which program runs.
    private static let wrappers: Set<String> = [
        "sudo", "time", "nohup", "exec", "command", "builtin", "env", "nice", "!",
    ]
    private static let keywords: Set<String> = ["then", "do", "else", "{", "("]

    /// Reads the first 64 KiB of a command line.
    package init(_ text: String) {
        var scanner = ShellCommandScanner(bytes: Array(text.utf8.prefix(64 * 1024)))
        scanner.run()
        commands = scanner.commands.map(Self.unwrapped).filter { !$0.words.isEmpty || !$0.assignments.isEmpty }
    }

    /// The names of the programs in the order of the text, without `cd`.
    package var programs: [String] { commands.map(\.program).filter { $0 != "cd" && !$0.isEmpty } }

    /// The command that the line is about: the last one that is not a filter behind a pipe, `cd` or `echo`.
    package var main: Simple? {
        commands.last { $0.after != "|" && $0.program != "cd" && $0.program != "echo" } ?? commands.last
    }

    private static func unwrapped(_ simple: Simple) -> Simple {
        var simple = simple
        while let first = simple.words.first {
            if wrappers.contains(first) || keywords.contains(first) {
                simple.words.removeFirst()
            } else if first == "timeout", simple.words.count > 1 {
                simple.words.removeFirst()
                while let next = simple.words.first, next.hasPrefix("-") || next.first?.isNumber == true {
                    simple.words.removeFirst()
                }
            } else if let equals = first.firstIndex(of: "="), equals > first.startIndex,
                first[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), first.first?.isNumber == false
            {
                simple.assignments.append(first)
                simple.words.removeFirst()
            } else {
                break
            }
        }
        return simple
    }
}

/// The state of one pass over a command line.
private struct ShellCommandScanner {
    let bytes: [UInt8]
    var position = 0
    var word: [UInt8] = []
    var hasWord = false
    var words: [String] = []
    var after = ""
    var pendingDocuments: [(delimiter: [UInt8], command: Int)] = []
    var commands: [ShellCommand.Simple] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func run() {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"): quoted(byte, escapes: false)
            case UInt8(ascii: "\""): quoted(byte, escapes: true)
            case UInt8(ascii: "\\"): escape()
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                endWord()
                position += 1
            case UInt8(ascii: "\n"):
                endCommand(";")
                position += 1
                readDocuments()
            case UInt8(ascii: ";"):
                endCommand(";")
                position += 1
            case UInt8(ascii: "&"): ampersand()
            case UInt8(ascii: "|"):
                let double = peek(1) == byte
                endCommand(double ? "||" : "|")
                position += double ? 2 : 1
            case UInt8(ascii: "<") where peek(1) == byte && peek(2) != byte: document()
            case UInt8(ascii: "#") where !hasWord:
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            default:
                word.append(byte)
                hasWord = true
                position += 1
            }
        }
        endCommand("")
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func quoted(_ quote: UInt8, escapes: Bool) {
        hasWord = true
        position += 1
        while position < bytes.count, bytes[position] != quote {
            if escapes, bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
            word.append(bytes[position])
            position += 1
        }
        position += 1
    }

    private mutating func escape() {
        if let next = peek(1), next != UInt8(ascii: "\n") {
            word.append(next)
            hasWord = true
        }
        position += 2
    }

    private mutating func ampersand() {
        if peek(1) == UInt8(ascii: "&") {
            endCommand("&&")
            position += 2
        } else if peek(1) == UInt8(ascii: ">") || word.last == UInt8(ascii: ">") {
            // `&>file` and `2>&1` are redirections, not separators.
            word.append(bytes[position])
            hasWord = true
            position += 1
        } else {
            endCommand(";")
            position += 1
        }
    }

    private mutating func document() {
        endWord()
        position += 2
        if peek(0) == UInt8(ascii: "-") { position += 1 }
        while let byte = peek(0), byte == UInt8(ascii: " ") { position += 1 }
        var delimiter: [UInt8] = []
        while let byte = peek(0), !" \t\n;|&<>".utf8.contains(byte) {
            if !"'\"\\".utf8.contains(byte) { delimiter.append(byte) }
            position += 1
        }
        pendingDocuments.append((delimiter, commands.count))
    }

    private mutating func readDocuments() {
        for pending in pendingDocuments {
            let start = position
            var body = start..<start
            while position < bytes.count {
                let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                let line = bytes[position..<end].drop { $0 == UInt8(ascii: "\t") }
                position = min(end + 1, bytes.count)
                if line.elementsEqual(pending.delimiter) { break }
                body = start..<end
            }
            guard commands.indices.contains(pending.command) else { continue }
            commands[pending.command].document = String(decoding: bytes[body], as: UTF8.self)
        }
        pendingDocuments = []
    }

    private mutating func endWord() {
        guard hasWord else { return }
        words.append(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
        hasWord = false
    }

    private mutating func endCommand(_ next: String) {
        endWord()
        if !words.isEmpty {
            commands.append(ShellCommand.Simple(words: words, assignments: [], after: after, document: nil))
            words = []
            after = next
        } else if next != ";" || after.isEmpty {
            after = next
        }
    }
}
