/// A shell script that a stranger may have written, split into the commands that would run.
///
/// An adversarial reader: whatever could run is reported, and no text is an error. Quotes and backslashes inside words
/// are resolved, so that `cu''rl` and `c\url` read `curl`. ``ShellCommand`` reads logged commands. The tests list where
/// the two differ on purpose.
package struct StrangersScript {
    /// A word of a command.
    package struct Word {
        /// The word without quotes, backslashes and substitutions.
        package var text = ""
        /// The scripts inside `$(…)`, backticks and `<(…)`.
        package var substitutions: [String] = []
        /// Whether a part of the word is quoted.
        package var isQuoted = false
    }

    /// A program with its arguments.
    package struct Command {
        /// The program and its arguments, with wrappers such as `sudo` and leading assignments.
        package var words: [Word] = []
        /// The files that the output is redirected to.
        package var outputs: [String] = []
    }

    /// The pipelines in the order of the text; in each, the output of a command is the input of the next.
    package private(set) var pipelines: [[Command]] = []

    private let source: [UInt8]
    private var position = 0
    private var command = Command()
    private var word: Word?
    private var pipeline: [Command] = []
    private var expectsOutput = false

    /// Reads a script of any text.
    package init(_ source: String) {
        self.source = Array(source.utf8)
        read()
    }

    private var byte: UInt8 { position < source.count ? source[position] : 0 }
    private var next: UInt8 { position + 1 < source.count ? source[position + 1] : 0 }

    private mutating func read() {
        while position < source.count {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): endWord(); position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: ";"): endPipeline(); position += 1
            case UInt8(ascii: "\\"): readBackslash()
            case UInt8(ascii: "'"): readSingleQuotes()
            case UInt8(ascii: "\""): readDoubleQuotes()
            case UInt8(ascii: "`"): readSubstitution(after: 1, until: UInt8(ascii: "`"))
            case UInt8(ascii: "$") where next == UInt8(ascii: "("):
                readSubstitution(after: 2, until: UInt8(ascii: ")"))
            case UInt8(ascii: "$") where next == UInt8(ascii: "'"): position += 1; readSingleQuotes(hasEscapes: true)
            case UInt8(ascii: "<") where next == UInt8(ascii: "("):
                readSubstitution(after: 2, until: UInt8(ascii: ")"))
            case UInt8(ascii: "|"): readPipe()
            case UInt8(ascii: "&"): readAmpersand()
            case UInt8(ascii: ">"): readOutput()
            case UInt8(ascii: "<"): endWord(); position += 1
            case UInt8(ascii: "("), UInt8(ascii: ")"): endPipeline(); position += 1
            default: append(byte); position += 1
            }
        }
        endPipeline()
    }

    private var bytesOfWord: [UInt8] = []

    private mutating func append(_ byte: UInt8) {
        if word == nil { word = Word() }
        bytesOfWord.append(byte)
    }

    private mutating func endWord() {
        guard var word else { return }
        word.text = String(decoding: bytesOfWord, as: UTF8.self).replacing("${IFS}", with: " ")
            .replacing("$IFS", with: " ")
        bytesOfWord = []
        self.word = nil
        if expectsOutput {
            command.outputs.append(word.text)
            expectsOutput = false
        } else if !word.isQuoted, word.text.contains(" ") {
            // What `$IFS` held together falls apart when it runs.
            command.words += word.text.split(separator: " ").map { Word(text: String($0)) }
        } else {
            command.words.append(word)
        }
    }

    private mutating func endCommand() {
        endWord()
        expectsOutput = false
        if !command.words.isEmpty || !command.outputs.isEmpty { pipeline.append(command) }
        command = Command()
    }

    private mutating func endPipeline() {
        endCommand()
        if !pipeline.isEmpty { pipelines.append(pipeline) }
        pipeline = []
    }

    private mutating func readBackslash() {
        if next == UInt8(ascii: "\n") { position += 2; return }
        if position + 1 < source.count { append(next) }
        position += 2
    }

    private mutating func readSingleQuotes(hasEscapes: Bool = false) {
        position += 1
        if word == nil { word = Word() }
        word?.isQuoted = true
        while position < source.count, byte != UInt8(ascii: "'") {
            if hasEscapes, byte == UInt8(ascii: "\\") { readEscape() } else { append(byte); position += 1 }
        }
        position += 1
    }

    /// `\x41`, `\101` and one-letter escapes, as `$'…'` has them.
    private mutating func readEscape() {
        position += 1
        let isHexadecimal = byte == UInt8(ascii: "x")
        if isHexadecimal { position += 1 }
        var value = 0
        var count = 0
        while count < (isHexadecimal ? 2 : 3), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
            isHexadecimal || digit < 8
        {
            value = value * (isHexadecimal ? 16 : 8) + digit
            count += 1
            position += 1
        }
        if count > 0 { append(UInt8(truncatingIfNeeded: value)) } else { append(byte); position += 1 }
    }

    private mutating func readDoubleQuotes() {
        position += 1
        if word == nil { word = Word() }
        word?.isQuoted = true
        while position < source.count, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                readBackslash()
            } else if byte == UInt8(ascii: "$"), next == UInt8(ascii: "(") {
                readSubstitution(after: 2, until: UInt8(ascii: ")"))
            } else if byte == UInt8(ascii: "`") {
                readSubstitution(after: 1, until: byte)
            } else {
                append(byte)
                position += 1
            }
        }
        position += 1
    }

    private mutating func readSubstitution(after skipped: Int, until end: UInt8) {
        position += skipped
        let start = position
        var depth = 1
        while position < source.count {
            if byte == end { depth -= 1 } else if byte == UInt8(ascii: "("), end != UInt8(ascii: "`") { depth += 1 }
            if depth == 0 { break }
            position += 1
        }
        if word == nil { word = Word() }
        word?.substitutions.append(String(decoding: source[start..<position], as: UTF8.self))
        position += 1
    }

    private mutating func readPipe() {
        let isOr = next == UInt8(ascii: "|")
        if isOr { endPipeline() } else { endCommand() }
        position += isOr || next == UInt8(ascii: "&") ? 2 : 1
    }

    private mutating func readAmpersand() {
        if next == UInt8(ascii: ">") { position += 1; readOutput(); return }
        endPipeline()
        position += next == UInt8(ascii: "&") ? 2 : 1
    }

    private mutating func readOutput() {
        // `2>&1` and the like send nothing to a file; the number belongs to the sign.
        if bytesOfWord.count == 1, (0x30...0x39).contains(bytesOfWord[0]) { bytesOfWord = []; word = nil }
        endWord()
        position += next == UInt8(ascii: ">") || next == UInt8(ascii: "|") ? 2 : 1
        if byte == UInt8(ascii: "&") {
            position += 1
            while (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") { position += 1 }
        } else {
            expectsOutput = true
        }
    }
}
