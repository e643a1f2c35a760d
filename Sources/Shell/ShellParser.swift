/// One pass over the text of a script.
///
/// Groups and control structures are a list of open frames; only substitutions and nested scripts are read by a parser
/// of their own. Both are limited, so that a hostile text can exhaust neither the stack nor the time.
struct ShellParser {
    let bytes: [UInt8]
    /// The place of the next byte.
    var position: Int
    let dialect: ShellScript.Dialect
    /// The number of scripts around this one.
    let depth: Int
    /// Whether the script ends with the bracket that closes a substitution.
    let endsWithBracket: Bool

    var commands: [SimpleCommand] = []
    var headerWords: [ShellWord] = []
    var comments: [String] = []
    var isClosed = true
    var isComplete = true

    /// The command that is being read.
    var draft = CommandDraft()
    /// The operator before it.
    var pendingOperator: ShellOperator?
    /// What is open, outermost first; the first is the script itself.
    var frames: [Frame]
    var directory: ShellDirectory
    var options = ShellOptions()
    /// What the words after `for`, `select`, `case` or `function` are.
    var header = Header.none
    /// Whether the next group is the body of a function.
    var startsFunction = false
    /// The places of the commands whose failure shows only because `set -e` ends a script that goes on behind them.
    var needingErrorOption: Set<Int> = []
    /// The places of the commands whose failure does not end a script with `set -e`: those in front of `&&`, also where
    /// it is the status of a group.
    var sparedByErrorOption: Set<Int> = []
    /// Whether a group ended just before, so that redirections belong to it.
    var isAfterGroup = false
    var isDone = false
    /// Here-documents that start after the next line break.
    var pendingDocuments: [PendingDocument] = []
    /// How often the end of an arithmetic expression may still be looked for in vain.
    var failedLookaheads = 64

    /// The deepest nesting of scripts, and of groups, that is read.
    static let deepest = 16
    static let mostFrames = 64

    enum Header { case none, loop, choice, function }

    /// A command as far as it is read.
    struct CommandDraft {
        var words: [ShellWord] = []
        var redirections: [ShellRedirection] = []
        var start = 0
        var end = 0
        /// Whether the words are between `[[` and `]]`.
        var isTest = false

        var isEmpty: Bool { words.isEmpty && redirections.isEmpty }
        /// Whether this is the keyword `time` with its option, behind which a group or a control structure can follow.
        var isTime: Bool {
            words.first?.text == "time" && redirections.isEmpty
                && words.allSatisfy { !$0.isQuoted && ["time", "-p"].contains($0.text) }
        }
    }

    struct PendingDocument {
        let command: Int
        let redirection: Int
        let stripsTabs: Bool
        let isQuoted: Bool
        let delimiter: String
    }

    init(bytes: [UInt8], _ place: ShellScript.Position) {
        self.init(bytes: bytes, position: 0, endsWithBracket: false, place)
    }

    init(bytes: [UInt8], position: Int, endsWithBracket: Bool, _ place: ShellScript.Position) {
        self.bytes = bytes
        self.position = position
        self.endsWithBracket = endsWithBracket
        dialect = place.dialect
        depth = place.depth
        directory = place.directory
        frames = [Frame(kind: .script, directory: place.directory, options: ShellOptions(), input: 0..<0)]
    }

    /// Where a script inside this one is read.
    var inside: ShellScript.Position {
        ShellScript.Position(dialect: dialect, depth: depth + 1, directory: directory)
    }

    /// The byte at a distance from the position; 0 behind the end.
    func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    /// Reads to the end of the script.
    mutating func run() {
        while position < bytes.count, !isDone { step() }
        finish()
    }

    /// Takes words as a whole script of one command.
    mutating func take(_ words: [ShellWord]) {
        draft.words = words
        finish()
    }

    private mutating func finish() {
        if endsWithBracket, !isDone { isClosed = false }
        endCommand()
        if frames.count > 1 || !pendingDocuments.isEmpty { isClosed = false }
        while frames.count > 1 { closeFrame() }
        _ = closeList()
    }

    private mutating func step() {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
        case UInt8(ascii: "\\") where peek(1) == UInt8(ascii: "\n"): position += 2
        case UInt8(ascii: "\n"): readLineBreak()
        case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"):
            if draft.isTest { readTestOperator() } else { readOperator(byte) }
        case UInt8(ascii: ";"): readSemicolon()
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            if peek(1) == UInt8(ascii: "(") {
                readWord()
            } else if draft.isTest {
                readTestOperator()
            } else {
                readRedirection(descriptor: nil)
            }
        case UInt8(ascii: "#") where dialect == .bash: readComment()
        default: readWord()
        }
    }

    // MARK: Words and comments

    private mutating func readWord() {
        let start = position
        if header == .none, frames[frames.count - 1].kind != .patterns, let word = readPlainWord() {
            if isAfterGroup { endList() }
            if !takesKeyword(word.text) { add(word, from: start) }
            return
        }
        let words = readWords()
        guard let word = words.first else { return }
        if words.count == 1, peek() == UInt8(ascii: "<") || peek() == UInt8(ascii: ">"), !draft.isTest,
            let descriptor = Self.descriptor(word), position - start == word.text.utf8.count
        {
            readRedirection(descriptor: descriptor)
            return
        }
        if isAfterGroup { endList() }
        if header != .none || frames[frames.count - 1].kind == .patterns {
            readHeader(words)
        } else if words.count != 1 || word.isQuoted || word.hasExpansion || !takesKeyword(word.text) {
            add(words, from: start)
        }
    }

    /// Takes a word as a keyword if it is one in the place of a program.
    private mutating func takesKeyword(_ word: String) -> Bool {
        guard draft.words.isEmpty || draft.isTime, Self.keywords.contains(word) else { return false }
        let before = draft
        if draft.isTime { draft = CommandDraft() }
        let isTaken = isKeyword(word)
        draft = isTaken ? CommandDraft() : before
        return isTaken
    }

    private mutating func add(_ words: [ShellWord], from start: Int) {
        add(words[0], from: start)
        draft.words += words.dropFirst()
    }

    private mutating func add(_ word: ShellWord, from start: Int) {
        if draft.isEmpty {
            draft.start = start
            draft.words.reserveCapacity(8)
        }
        draft.end = position
        if draft.words.isEmpty, dialect == .bash, word.text == "[[", !word.isQuoted { draft.isTest = true }
        draft.words.append(word)
        if draft.isTest, word.text == "]]" { draft.isTest = false }
    }

    private mutating func readTestOperator() {
        let start = position
        let isDouble = peek(1) == peek() && peek() != UInt8(ascii: "(") && peek() != UInt8(ascii: ")")
        position += isDouble ? 2 : 1
        add([ShellWord(text: String(decoding: bytes[start..<position], as: UTF8.self))], from: start)
    }

    private mutating func readComment() {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        comments.append(String(decoding: bytes[(position + 1)..<end], as: UTF8.self))
        position = end
    }

    // MARK: Operators

    private mutating func readLineBreak() {
        position += 1
        // The words of `case` can continue on the next line, as those of `for` cannot.
        if header != .choice {
            endList()
            if header != .function { header = .none }
        }
        readDocuments()
    }

    private mutating func readSemicolon() {
        position += 1
        if header != .choice { header = .none }
        endList()
        let isEndOfBranch = peek() == UInt8(ascii: ";") || peek() == UInt8(ascii: "&")
        guard isEndOfBranch, frames.last?.kind == .choice else { return }
        position += 1
        if peek() == UInt8(ascii: "&") { position += 1 }
        endBranch(next: .patterns)
    }

    private mutating func readOperator(_ byte: UInt8) {
        let isDouble = peek(1) == byte
        switch byte {
        case UInt8(ascii: "("): openBracket()
        case UInt8(ascii: ")"): closeBracket()
        case UInt8(ascii: "&") where peek(1) == UInt8(ascii: ">"): readRedirection(descriptor: nil)
        case UInt8(ascii: "&"):
            position += isDouble ? 2 : 1
            if isDouble { join(.and) } else { endList(.background) }
        default:
            if frames.last?.kind == .patterns { position += 1; return }
            position += isDouble || peek(1) == UInt8(ascii: "&") ? 2 : 1
            join(isDouble ? .or : .pipe)
        }
    }

    private mutating func join(_ next: ShellOperator) {
        endCommand()
        if next != .pipe { ignoreErrorOption() }
        switch next {
        case .pipe: endElement()
        case .or: endAlternative()
        default: endPipeline()
        }
        pendingOperator = next
        isAfterGroup = false
    }

    /// Ends the list of commands that are joined by `&&`, `||` and `|`; a line break after such an operator does not.
    mutating func endList(_ next: ShellOperator = .sequence) {
        endCommand()
        isAfterGroup = false
        if let pendingOperator, [.and, .or, .pipe].contains(pendingOperator) { return }
        endChain(isBackground: next == .background)
        if pendingOperator == nil, !commands.isEmpty { pendingOperator = next }
    }
}
