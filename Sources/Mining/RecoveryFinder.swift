internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Finds, after a failed action, the action that reached the same goal, and says what the difference was.
///
/// Only the next eight calls of the episode are looked at: what comes later is rarely because of the failure.
struct RecoveryFinder {
    let calls: [Action]
    static let reach = 8

    /// The recovery from the failure at `index`, with the step and the words of the action that worked.
    func recovery(from index: Int, signature: Signature) -> (recovery: Recovery, quote: Lesson.Quote)? {
        let failed = calls[index].call
        let end = min(calls.count, index + 1 + Self.reach)
        if signature.kind == "patch-refused", let other = otherEdit(after: index, end: end) { return other }
        // The same call again, and it worked, with nothing changed between: else the change was the recovery.
        if failed.command == nil,
            let again = following(index, until: end).first(where: { next in
                calls[next].call.tool == failed.tool && calls[next].call.arguments == failed.arguments
                    && calls[next].call.observation?.status == .ok
            }), !calls[(index + 1)..<again].contains(where: { Self.changes($0) || Self.isAbout($0, failed) })
        {
            return made(.retry, "", again - index, calls[again])
        }
        var actions: [ShellAction] = []
        var installs: (packages: [String], place: Action)?
        for next in following(index, until: end) {
            let placed = calls[next]
            let isGood = placed.call.observation?.status.isGood ?? false
            let more = placed.effects
            if isGood {
                for case .install(let packages) in more.map(\.kind) { installs = installs ?? (packages, placed) }
            }
            // The same goal may be reached, or the same command may at least come past this trouble.
            if reachesGoal(placed, of: calls[index], signature: signature, afterInstall: installs != nil),
                isGood || getsPast(placed, signature)
            {
                if let installs, Self.installable.contains(signature.kind) {
                    return made(
                        .install,
                        installs.packages.sorted().joined(separator: " "),
                        next - index,
                        installs.place
                    )
                }
                return difference(
                    failed: calls[index],
                    at: index,
                    worked: placed,
                    between: actions,
                    distance: next - index,
                    signature: signature
                )
            }
            actions += more
        }
        if let installs, Self.installable.contains(signature.kind) {
            return made(.install, installs.packages.sorted().joined(separator: " "), 1, installs.place)
        }
        return substitute(for: failed, at: index, end: end, signature: signature)
    }

    /// Whether a call that worked may have changed what another one meets.
    private static func changes(_ action: Action) -> Bool {
        guard action.call.observation?.status == .ok else { return false }
        return !(action.outline?.onlyLooks ?? ToolName.onlyLooks(action.call.tool))
    }

    /// Whether a call is another one about what a failed call was about, such as reading the file that was to be changed.
    private static func isAbout(_ action: Action, _ failed: ToolCall) -> Bool {
        guard action.call.tool != failed.tool, let target = failed.target else { return false }
        return action.call.arguments.contains { $0.value == target }
    }

    /// The places of the calls after one that could be a reaction to its result: not those that were sent with it.
    func following(_ index: Int, until end: Int) -> [Int] {
        (index + 1..<max(end, index + 1)).filter { !calls[$0].call.isParallel(to: calls[index].call) }
    }

    private static let installable: Set<String> = [
        "missing-module", "missing-program", "cannot-import-name", "no-such-package",
    ]

    /// The command ran again and failed of something else.
    private func getsPast(_ action: Action, _ signature: Signature) -> Bool {
        guard action.isTrouble, action.script != nil else { return false }
        let next = action.failure().signature
        return next.key != signature.key && next.isExperiment
    }

    /// After a refused patch: the next edit that is not a patch.
    private func otherEdit(after index: Int, end: Int) -> (Recovery, Lesson.Quote)? {
        for next in following(index, until: end) {
            let placed = calls[next]
            guard placed.call.observation?.status == .ok, let shell = placed.script else { continue }
            guard !shell.programs.contains("patch"), !shell.programs.contains("apply_patch") else { continue }
            let edits = placed.effects.contains { if case .edit = $0.kind { true } else { false } }
            let scripted = placed.commands.contains {
                $0.program.hasPrefix("python") && ($0.document ?? $0.texts.joined()).contains("write")
            }
            if edits || scripted { return made(.useOtherWay, scripted ? "python" : "sed", next - index, placed) }
        }
        return nil
    }

    /// What was written to files before a call, for telling code that is new from code that was there.
    private func written(before index: Int) -> String {
        calls[max(0, index - 12)..<index].flatMap(\.effects).map { action in
            if case .write(_, let text) = action.kind { text } else { "" }
        }.joined(separator: "\n")
    }

    // MARK: The same goal

    private func reachesGoal(_ action: Action, of failed: Action, signature: Signature, afterInstall: Bool) -> Bool {
        guard let new = action.script, let old = failed.script else { return action.call.tool == failed.call.tool }
        guard let before = old.main, let after = new.main else { return false }
        if signature.kind != "missing-program", action.effects.allSatisfy({ $0.kind == .look }),
            !failed.effects.allSatisfy({ $0.kind == .look })
        {
            return false
        }
        if before.program == after.program || (before.program.hasPrefix("python") && after.program.hasPrefix("python"))
        {
            let (left, right) = (Self.targets(before), Self.targets(after))
            if left.isEmpty || right.isEmpty || before.texts.contains("-c") || before.document != nil { return true }
            if !left.isDisjoint(with: right) { return true }
            // The same script by another path, or whatever runs once the module is there.
            return signature.kind == "missing-file" || (signature.kind == "missing-module" && afterInstall)
        }
        if signature.kind == "missing-program" || signature.kind == "permission-denied" {
            let (left, right) = (Set(before.arguments.map(\.text)), Set(after.arguments.map(\.text)))
            return !left.isEmpty && left.intersection(right).count * 2 >= left.count
        }
        return false
    }

    /// The words of a command that say what it is about: no options, no numbers.
    private static func targets(_ command: SimpleCommand) -> Set<String> {
        var targets = Set<String>()
        for word in command.arguments.map(\.text)
        where !word.hasPrefix("-") && (word.utf8.count > 8 || word.count > 1) {
            let name = word.withBytes { bytes in
                let path = bytes[...(bytes.lastIndex { $0 != UInt8(ascii: "/") } ?? bytes.count - 1)]
                let name = path.suffix(from: path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)
                return String(
                    decoding: (name.isEmpty ? bytes[...] : name).prefix { $0 != UInt8(ascii: ":") },
                    as: UTF8.self
                )
            }
            targets.insert(name)
        }
        return targets
    }

    // MARK: The difference

    private func difference(
        failed: Action,
        at index: Int,
        worked: Action,
        between actions: [ShellAction],
        distance: Int,
        signature: Signature
    ) -> (Recovery, Lesson.Quote)? {
        guard let old = failed.call.command, let new = worked.call.command, let before = failed.script,
            let after = worked.script
        else {
            return toolDifference(failed: failed.call, worked: worked, distance: distance)
        }
        let isSameProgram = before.main.map(\.texts) == after.main.map(\.texts)
        // With another difference besides, the variable may have nothing to do with it.
        if isSameProgram, let variable = Self.variables(after).subtracting(Self.variables(before)).min() {
            return made(.setEnvironment, Self.assignment(of: variable, in: after), distance, worked)
        }
        if let code = Self.addedCode(old + "\n" + written(before: index), new, actions: actions, signature: signature) {
            return made(.addCode, code, distance, worked)
        }
        guard let first = before.main, let last = after.main else { return nil }
        if first.texts.contains("-c"), !last.texts.contains("-c"), first.program.hasPrefix("python"),
            last.program.hasPrefix("python")
        {
            return made(.scriptFile, "", distance, worked)
        }
        if first.texts.contains("-c"), last.texts.contains("-c"),
            signature.kind == "syntax" || signature.kind == "shell-syntax"
        {
            return made(.requote, "", distance, worked)
        }
        if first.program != last.program {
            return Self.invocation(last, instead: first).flatMap { made(.useProgram, $0, distance, worked) }
        }
        let (earlier, later) = (failed.commands, worked.commands)
        if first == last, earlier.count <= later.count {
            if later.contains(where: { $0.program == "cd" }), !earlier.contains(where: { $0.program == "cd" }) {
                return made(.changePath, "", distance, worked)
            }
            let edits = actions.contains {
                if case .edit = $0.kind { true } else if case .write = $0.kind { true } else { false }
            }
            return made(edits ? .editAndRerun : .retry, "", distance, worked)
        }
        let (options, others) = (Self.options(first), Self.options(last))
        // Where the command is also about something else, an option more or less may have nothing to do with it.
        let (operands, otherOperands) = (Self.operands(first), Self.operands(last))
        let isNamed = signature.kind == "bad-option"
        if let dropped = options.subtracting(others).min(), others.subtracting(options).isEmpty,
            isNamed || otherOperands.isSubset(of: operands)
        {
            return made(.dropOption, "\(Self.label(last)) \(dropped)", distance, worked)
        }
        if let added = others.subtracting(options).min(), options.subtracting(others).isEmpty,
            isNamed || operands.isSubset(of: otherOperands)
        {
            return made(.addOption, "\(Self.label(last)) \(added)", distance, worked)
        }
        if signature.kind == "missing-file" || signature.kind == "is-a-directory" {
            return made(.changePath, "", distance, worked)
        }
        return made(.editAndRerun, "", distance, worked)
    }

    private func toolDifference(failed: ToolCall, worked: Action, distance: Int) -> (Recovery, Lesson.Quote)? {
        let (before, after) = (failed.arguments, worked.call.arguments)
        // With something changed between, the change was the recovery.
        if before == after { return nil }
        var names = Set<String>()
        for argument in before where worked.call[argument: argument.name] != argument.value {
            names.insert(argument.name)
        }
        for argument in after where failed[argument: argument.name] == nil { names.insert(argument.name) }
        return made(.changeArgument, names.sorted().joined(separator: " "), distance, worked)
    }

    /// Another tool that shares words with the failed one and worked at once: looked up by another key, done another way.
    private func substitute(for failed: ToolCall, at index: Int, end: Int, signature: Signature) -> (
        Recovery, Lesson.Quote
    )? {
        guard failed.command == nil else { return nil }
        let words = Set(failed.tool.lowercased().split(separator: "_"))
        // Only another way to look something up: an action that changes something cannot replace another.
        guard let verb = failed.tool.split(separator: "_").first,
            ["find", "get", "search", "list", "lookup", "read", "query"].contains(verb.lowercased())
        else {
            return nil
        }
        for next in following(index, until: min(end, index + 4)) {
            let placed = calls[next]
            guard placed.call.observation?.status == .ok, placed.call.tool != failed.tool,
                placed.call.tool.hasPrefix(verb)
            else { continue }
            if words.intersection(Set(placed.call.tool.lowercased().split(separator: "_"))).count * 2 >= words.count {
                return made(.useTool, placed.call.tool, next - index, placed)
            }
        }
        return nil
    }

    // MARK: Parts

    private static func variables(_ shell: ShellScript) -> Set<String> {
        var names = Set<String>()
        for command in shell.effectiveCommands {
            names.formUnion(command.assignments.map(\.name))
            if command.program == "export" {
                for word in command.arguments.map(\.text) where word.contains("=") {
                    names.insert(String(word.prefix { $0 != "=" }))
                }
            }
        }
        return names
    }

    /// A variable with its value where that can be written: `NAME=value`.
    private static func assignment(of name: String, in shell: ShellScript) -> String {
        for command in shell.effectiveCommands {
            let own = command.assignments.first { $0.name == name && !$0.value.hasExpansion }
            if let value = own?.value.text, isShown(value) { return "\(name)=\(value)" }
            guard command.program == "export" else { continue }
            let word = command.arguments.first { $0.text.hasPrefix(name + "=") && !$0.hasExpansion }
            if let word, isShown(String(word.text.dropFirst(name.utf8.count + 1))) { return word.text }
        }
        return name
    }

    /// Whether a value is short, and one word of ordinary signs.
    private static func isShown(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.count <= 40
            && value.utf8.allSatisfy { $0.isNameByte || ".-:,+@".utf8.contains($0) }
    }

    /// What a command is called: for an interpreter, the script or the module that it runs.
    private static func label(_ simple: SimpleCommand) -> String {
        guard simple.program.hasPrefix("python") || simple.program == "node" else {
            return Preparation.template(of: simple)
        }
        let words = simple.arguments.map(\.text)
        if let flag = words.firstIndex(of: "-m"), flag + 1 < words.count { return words[flag + 1] }
        let script = words.first { !$0.hasPrefix("-") }?.lastPathPart
        return script ?? simple.program
    }

    /// How a command starts a program: by another one such as `npx`, as a module of Python, or by its own name.
    ///
    /// - Returns: nil where another program is started that starts something else: that is not the same by another way.
    private static func invocation(_ command: SimpleCommand, instead missed: SimpleCommand) -> String? {
        let words = command.arguments.map(\.text)
        let missing = missed.program
        // The same module by another interpreter.
        if Array(missed.arguments.map(\.text).prefix(2)) == Array(words.prefix(2)), words.first == "-m" {
            return command.program
        }
        if command.program.hasPrefix("python"), words.first == "-m", words.count > 1 {
            return "\(command.program) -m \(words[1])"
        }
        // Such as `npx NAME`, `uv run NAME`, `bundle exec NAME`, `docker compose exec web NAME`.
        guard let place = words.prefix(8).firstIndex(of: missing) else {
            if Launcher.isLauncher(command.program) { return nil }
            // What is in the project is not found by its name alone.
            let first = command.texts.first ?? ""
            return first.hasPrefix("./") ? first : command.program
        }
        return ([command.program] + words[...place]).joined(separator: " ")
    }

    private static func options(_ command: SimpleCommand) -> Set<String> {
        var options = Set<String>()
        for word in command.arguments.map(\.text) where word.hasPrefix("-") && word.count > 1 {
            if !["-c", "-m"].contains(word) { options.insert(String(word.prefix { $0 != "=" })) }
        }
        return options
    }

    /// The arguments that are not options, values of options included.
    private static func operands(_ command: SimpleCommand) -> Set<String> {
        Set(command.arguments.map(\.text).filter { !$0.hasPrefix("-") })
    }

    /// Set-up calls that the failed code lacked and the code that worked has.
    ///
    /// Only calls on a dotted name count, and only for trouble of set-up: that is how frameworks are told to start.
    private static func addedCode(_ old: String, _ new: String, actions: [ShellAction], signature: Signature) -> String?
    {
        guard signature.domain == "python", signature.kind == "exception", !signature.isExperiment else { return nil }
        var text = new
        for case .write(_, let written) in actions.map(\.kind) { text += "\n" + written }
        let before = CodeCalls.dotted(in: old)
        let added = CodeCalls.dotted(in: text).subtracting(before)
        let wanted = added.filter { call in
            ["setup", "configure", "init", "initialize", "load", "bootstrap"].contains { call.hasSuffix("." + $0) }
        }
        // The call that others need comes first.
        for ending in ["configure", "setup"] {
            if let first = wanted.sorted().first(where: { $0.hasSuffix("." + ending) }) { return first }
        }
        return wanted.min()
    }

    private func made(_ action: Recovery.Action, _ subject: String, _ distance: Int, _ placed: Action) -> (
        Recovery, Lesson.Quote
    ) {
        (Recovery(action: action, subject: subject, distance: distance), Self.quote(of: placed))
    }

    /// The text of an action, copied from its input: one line of at most 240 characters.
    static func quote(of placed: Action) -> Lesson.Quote {
        let call = placed.call
        let text: String
        if let command = call.command {
            let lines = command.filledLines
            let line = lines.first { $0.utf8.first != UInt8(ascii: "#") } ?? lines.first { _ in true }
            text = String((line ?? "").prefix(240))
        } else {
            text =
                call.arguments.max { $0.value.utf8.count < $1.value.utf8.count }.map { String($0.value.prefix(240)) }
                ?? call.tool
        }
        return Lesson.Quote(step: placed.step.number, text: text)
    }
}
