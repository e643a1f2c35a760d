// MARK: Groups and control structures

extension ShellParser {
    private var top: Frame.Kind { frames[frames.count - 1].kind }

    /// The places of the commands whose output may be the input of the next command.
    var upstream: Range<Int> {
        let frame = frames[frames.count - 1]
        guard !frame.list.members.isEmpty else { return frame.input }
        return (frame.input.isEmpty ? frame.pipelineStart : frame.input.lowerBound)..<frame.elementStart
    }

    var nesting: [SimpleCommand.Nesting] { frames.compactMap(\.nesting) }

    mutating func openFrame(_ kind: Frame.Kind) {
        endCommand()
        guard frames.count < Self.mostFrames else {
            isComplete = false
            return
        }
        var frame = Frame(kind: kind, directory: directory, options: options, input: upstream, start: commands.count)
        frame.isFunction = startsFunction
        startsFunction = false
        frames.append(frame)
    }

    /// Closes the innermost frame, which becomes an element of a pipeline in the frame around it.
    mutating func closeFrame() {
        endCommand()
        pendingOperator = nil
        let (places, alwaysFails) = closeList()
        let frame = frames.removeLast()
        var seen = frame.branches + places
        switch frame.kind {
        case .subshell:
            directory = frame.directory
            options = frame.options
            sparedByErrorOption.subtract(seen)
        case .condition, .branch, .loop, .choice, .patterns:
            if directory != frame.directory { directory = .unknown }
        default: break
        }
        if frame.isFunction || frame.kind == .loop {
            for place in seen where commands[place].masking == nil {
                commands[place].masking = frame.isFunction ? .function : .loop
            }
            seen = []
        }
        if frame.isFunction {
            directory = frame.directory
            options = frame.options
        }
        // Other than a group, an `if` without `else` can work when what is in it always fails.
        let isGroup = frame.kind == .subshell || frame.kind == .group
        setElement(seen, alwaysFails: alwaysFails && isGroup)
        header = .none
        isAfterGroup = true
    }

    /// Ends a part of a control structure and starts the next.
    mutating func endBranch(next: Frame.Kind) {
        endCommand()
        pendingOperator = commands.isEmpty ? nil : .sequence
        let places = closeList().places
        if top == .condition {
            for place in places where commands[place].masking == nil { commands[place].masking = .condition }
        } else if top != .loopHead, top != .choiceHead {
            frames[frames.count - 1].branches += places
        }
        frames[frames.count - 1].kind = next
        isAfterGroup = false
    }

    /// Closes frames up to the innermost of these kinds; false if there is none.
    private mutating func unwind(to kinds: Set<Frame.Kind>) -> Bool {
        guard let place = frames.lastIndex(where: { kinds.contains($0.kind) }), place > 0 else { return false }
        while frames.count > place + 1 { closeFrame() }
        return true
    }

    private mutating func close(_ kinds: Set<Frame.Kind>) -> Bool {
        guard unwind(to: kinds) else { return false }
        closeFrame()
        return true
    }

    private mutating func change(_ kinds: Set<Frame.Kind>, to next: Frame.Kind) {
        if unwind(to: kinds) { endBranch(next: next) }
    }

    /// The words below: to compare a word with each of them takes longer than to look it up.
    static let keywords: Set<String> = [
        "if", "while", "until", "for", "select", "case", "function", "{", "!", "then", "elif", "else", "do", "}", "fi",
        "done", "esac",
    ]

    /// Takes a word in the place of a program as a keyword; false if it is not one, or not here.
    mutating func isKeyword(_ word: String) -> Bool {
        switch word {
        case "if", "while", "until": openFrame(.condition)
        case "for", "select":
            openFrame(.loopHead)
            header = .loop
        case "case":
            openFrame(.choiceHead)
            header = .choice
        case "function":
            header = .function
        case "{": openFrame(.group)
        case "!": frames[frames.count - 1].list.isNegated.toggle()
        // In a part of a script these can be without what they belong to.
        case "then": change([.condition], to: .branch)
        case "elif": change([.branch], to: .condition)
        case "else": change([.branch], to: .branch)
        case "do": change([.condition, .loopHead], to: .loop)
        case "}": return close([.group])
        case "fi": return close([.branch, .condition])
        case "done": return close([.loop, .loopHead])
        case "esac": return close([.choice, .patterns, .choiceHead])
        default: return false
        }
        return true
    }

    /// Takes words that are not a command: behind `for` or `case`, a pattern, or the name of a function.
    mutating func readHeader(_ words: [ShellWord]) {
        let word = words[0].isQuoted ? "" : words[0].text
        switch header {
        case .function:
            header = .none
            startsFunction = true
        case .choice:
            headerWords += words
            if word == "in" {
                header = .none
                if top == .choiceHead { endBranch(next: .patterns) }
            }
        case .loop:
            if word == "do" {
                header = .none
                _ = isKeyword(word)
            } else {
                headerWords += words
            }
        case .none:
            if word == "esac" { _ = isKeyword(word) } else { headerWords += words }
        }
    }

    // MARK: Brackets

    mutating func openBracket() {
        if top == .patterns { position += 1; return }
        if startsEmptyBrackets, draft.words.count == 1 || startsFunction {
            // `name()`: the name is not a command.
            if !startsFunction { draft = CommandDraft() }
            startsFunction = true
            position += 1
            while peek() != UInt8(ascii: ")") { position += 1 }
            position += 1
            return
        }
        if peek(1) == UInt8(ascii: "("), dialect == .bash, header == .loop || draft.isEmpty, endsAsArithmetic() {
            readArithmeticCommand()
            return
        }
        if draft.isTime { draft = CommandDraft() } else if !draft.isEmpty { endList() }
        openFrame(.subshell)
        position += 1
    }

    /// Whether `(` is followed by `)`, as behind the name of a function.
    private var startsEmptyBrackets: Bool {
        var distance = 1
        while peek(distance) == UInt8(ascii: " "), distance < 8 { distance += 1 }
        return peek(distance) == UInt8(ascii: ")")
    }

    mutating func closeBracket() {
        position += 1
        if top == .patterns {
            frames[frames.count - 1].kind = .choice
            return
        }
        endCommand()
        header = .none
        if frames.contains(where: { $0.kind == .subshell }) {
            _ = close([.subshell])
        } else if endsWithBracket {
            isDone = true
        } else {
            endList()
        }
    }

    /// Reads `((…))`, which counts and runs nothing but its substitutions.
    private mutating func readArithmeticCommand() {
        let start = position
        position += 2
        var word = WordDraft()
        readArithmetic(into: &word)
        let words = [ShellWord(text: "(("), word.finished()]
        if header == .loop {
            headerWords += words
        } else {
            draft.start = start
            draft.words = words
            draft.end = position
        }
    }
}
