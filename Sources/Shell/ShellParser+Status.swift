/// The options of a shell that decide when a script ends.
struct ShellOptions {
    /// `set -e`: the first command that fails ends the script.
    var endsAtError = false
    /// `set -o pipefail`: a pipeline fails if one of its commands fails.
    var pipesFail = false

    /// Applies the arguments of `set`, or of a shell that is started with them.
    mutating func apply(_ arguments: some Sequence<ShellWord>) {
        var namesOption: Bool?
        for word in arguments {
            if let isOn = namesOption {
                if word.text == "errexit" { endsAtError = isOn }
                if word.text == "pipefail" { pipesFail = isOn }
                namesOption = nil
                continue
            }
            guard let sign = word.text.utf8.first, "-+".utf8.contains(sign) else { return }
            let isOn = sign == UInt8(ascii: "-")
            let letters = word.text.utf8.dropFirst()
            guard letters.first != sign else { continue }
            if letters.contains(UInt8(ascii: "e")) { endsAtError = isOn }
            if letters.contains(UInt8(ascii: "o")) { namesOption = isOn }
        }
    }
}

/// Something that is open: the script, a group, a part of a control structure.
struct Frame {
    enum Kind { case script, subshell, group, condition, branch, loopHead, loop, choiceHead, patterns, choice }

    var kind: Kind
    /// Whether this is the body of a function.
    var isFunction = false
    /// What the frame was opened with.
    let directory: ShellDirectory
    let options: ShellOptions
    /// The places of the commands whose output may be the input of the frame.
    let input: Range<Int>
    /// The commands in closed branches whose status is that of the whole.
    var branches: [Int] = []
    var list = StatusList()
    /// The places of the first command of the current pipeline, and of the current element of it.
    var pipelineStart = 0
    var elementStart = 0
    /// The folder before the current pipeline: `cd` in a pipeline has no effect beyond it.
    var pipelineDirectory: ShellDirectory

    init(kind: Kind, directory: ShellDirectory, options: ShellOptions, input: Range<Int>, start: Int = 0) {
        self.kind = kind
        self.directory = directory
        self.options = options
        self.input = input
        pipelineStart = start
        elementStart = start
        pipelineDirectory = directory
    }

    var nesting: SimpleCommand.Nesting? {
        if isFunction { return .function }
        return switch kind {
        case .script, .loopHead, .choiceHead, .patterns: nil
        case .subshell: .subshell
        case .group: .group
        case .condition: .condition
        case .branch, .choice: .branch
        case .loop: .loop
        }
    }
}

/// The commands of a list whose failure would be the status of the list, as far as it is read.
///
/// The numbers are places of commands. Each is taken out of here at most once, when its status is masked, so that the
/// whole work grows with the number of commands.
struct StatusList {
    /// Those whose failure ends the script.
    var settled: [Int] = []
    /// Those of the chain before: what comes next masks them.
    var finished: [Int] = []
    /// Those of ``finished`` whose failure ends the script.
    var fatal: [Int] = []
    /// Those before the last pipeline of the current chain.
    var earlier: [Int] = []
    /// Those of the last pipeline of the current chain.
    var last: [Int] = []
    /// Those before the last `||`: they are masked unless what is behind it always fails.
    var held: [Int] = []
    /// Those of the elements of the current pipeline before the last `|`.
    var members: [[Int]] = []
    /// Those of the last element of the current pipeline.
    var element: [Int] = []
    /// The elements of the pipeline before.
    var lastMembers: [[Int]] = []
    /// Those whose status is in a variable.
    var saved: [String: [Int]] = [:]
    var hasElement = false
    /// The place of the last element if it is a command and not a group.
    var simple: Int?
    var hasChain = false
    /// Whether the last element always fails, as `exit 1` does.
    var alwaysFails = false
    var isNegated = false
}

// MARK: Which statuses can be seen

extension ShellParser {
    private var list: StatusList {
        _read { yield frames[frames.count - 1].list }
        _modify { yield &frames[frames.count - 1].list }
    }

    private mutating func mask(_ places: [Int], _ masking: SimpleCommand.Masking) {
        for place in places where commands[place].masking == nil { commands[place].masking = masking }
    }

    /// Notes a command or a group as the current element of the pipeline.
    mutating func setElement(_ places: [Int], alwaysFails: Bool, command: Int? = nil) {
        list.element = places
        list.simple = command
        list.hasElement = true
        list.alwaysFails = alwaysFails
    }

    /// Ends an element of a pipeline at `|`.
    mutating func endElement() {
        guard list.hasElement else { return }
        list.members.append(list.element)
        list.element = []
        list.hasElement = false
        frames[frames.count - 1].elementStart = commands.count
        directory = frames[frames.count - 1].pipelineDirectory
    }

    /// Masks what only `set -e` would show: in front of `&&` and `||` a shell ignores this option, inside of groups too.
    mutating func ignoreErrorOption() {
        guard !needingErrorOption.isEmpty else { return }
        for index in list.members.indices { list.members[index] = maskingErrors(in: list.members[index]) }
        list.element = maskingErrors(in: list.element)
    }

    private mutating func maskingErrors(in places: [Int]) -> [Int] {
        let (hidden, shown) = (
            places.filter(needingErrorOption.contains), places.filter { !needingErrorOption.contains($0) }
        )
        mask(hidden, .laterCommand)
        return shown
    }

    /// Ends a pipeline at `&&`, `||` or the end of a chain.
    mutating func endPipeline() {
        guard list.hasElement || !list.members.isEmpty else { return }
        settleFinished()
        let simple = list.members.isEmpty ? list.simple : nil
        if !list.members.isEmpty { directory = frames[frames.count - 1].pipelineDirectory }
        for member in list.members {
            if options.pipesFail { list.element = member + list.element } else { mask(member, .pipe) }
        }
        // The elements of a pipeline are shells of their own.
        if !list.members.isEmpty { sparedByErrorOption.subtract(list.element) }
        if let simple { applyBuiltin(at: simple) }
        if list.isNegated {
            mask(list.element, .negation)
            list.element = []
            list.alwaysFails = false
        }
        list.earlier += list.last
        list.last = list.element
        list.lastMembers = list.members
        list.element = []
        list.members = []
        list.hasElement = false
        list.hasChain = true
        list.isNegated = false
        list.simple = nil
        startPipeline()
    }

    /// Ends the pipeline before `||`.
    mutating func endAlternative() {
        endPipeline()
        mask(list.held, .alternative)
        list.held = list.earlier + list.last
        list.earlier = []
        list.last = []
    }

    /// Ends a chain of pipelines at `;`, `&` or a line break.
    mutating func endChain(isBackground: Bool) {
        let before = directory
        endPipeline()
        guard list.hasChain else { return }
        if list.alwaysFails {
            list.earlier = list.held + list.earlier
        } else {
            mask(list.held, .alternative)
        }
        if isBackground {
            mask(list.earlier + list.last, .background)
            list.earlier = []
            list.last = []
            directory = before
        }
        list.finished = list.earlier + list.last
        if options.endsAtError {
            list.fatal = list.last.filter { !sparedByErrorOption.contains($0) }
            sparedByErrorOption.formUnion(list.earlier)
        } else {
            list.fatal = []
        }
        list.earlier = []
        list.last = []
        list.held = []
        list.hasChain = false
    }

    /// Ends the list and returns the commands whose failure is its status.
    mutating func closeList() -> (places: [Int], alwaysFails: Bool) {
        endChain(isBackground: false)
        let result = (list.settled + list.finished, list.alwaysFails)
        list = StatusList()
        startPipeline()
        return result
    }

    private mutating func startPipeline() {
        frames[frames.count - 1].pipelineStart = commands.count
        frames[frames.count - 1].elementStart = commands.count
        frames[frames.count - 1].pipelineDirectory = directory
    }

    /// Masks the chain before, unless the current command passes its status on: `make; exit $?`.
    private mutating func settleFinished() {
        if list.members.isEmpty, let simple = list.simple, !list.hasChain {
            let program = commands[simple].program
            if program == "exit" || program == "return" {
                let argument = commands[simple].arguments.first?.text
                if argument == nil || argument == "$?" {
                    list.earlier += list.finished
                    list.finished = []
                } else if let argument {
                    restore(argument)
                }
            } else if commands[simple].words.isEmpty, commands[simple].assignments.count == 1,
                let assignment = commands[simple].assignments.first, assignment.value.text == "$?"
            {
                list.saved[assignment.name] = list.finished
            }
        }
        guard !list.finished.isEmpty else { return }
        list.settled += list.fatal
        needingErrorOption.formUnion(list.fatal)
        let fatal = Set(list.fatal)
        mask(list.finished.filter { !fatal.contains($0) }, .laterCommand)
        list.finished = []
        list.fatal = []
    }

    /// Unmasks the commands whose status `exit` passes on from a variable.
    private mutating func restore(_ argument: String) {
        guard argument.hasPrefix("$") else { return }
        let name = argument.drop { "${".contains($0) }.prefix { $0 != "}" }
        var places = list.saved[String(name)] ?? []
        if name.hasPrefix("PIPESTATUS["), name.hasSuffix("]"), let index = Int(name.dropFirst(11).dropLast()),
            list.lastMembers.indices.contains(index)
        {
            places = list.lastMembers[index]
        }
        for place in places { commands[place].masking = nil }
        list.earlier += places
    }

    /// Follows `cd` and `set`, which change the shell itself.
    private mutating func applyBuiltin(at place: Int) {
        // A copy of the whole command would take longer than all of this.
        switch commands[place].program {
        case "cd", "pushd":
            let changed = directory.changed(by: commands[place].arguments)
            directory = list.held.isEmpty ? changed : .unknown
        case "popd": directory = .unknown
        case "set": options.apply(commands[place].arguments)
        default: break
        }
    }
}
