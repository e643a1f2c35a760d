internal import Foundations
internal import Lessons
internal import Trajectories

/// Puts a cluster into words: imperative, general where a general form is known, short.
struct Wording {
    let kind: Lesson.Kind
    let section: String
    let title: String
    let when: String
    let action: String
    let check: String
    let why: String
    /// What names the recovery in the fingerprint.
    let recoveryKey: String
    let triggers: [String]
    let recoveries: [String]
    let programs: [String]

    /// Nil where the recovery says nothing that helps: to edit and run again is what any agent does.
    init?(cluster: FailureCluster, recovery: Recovery, members: [FailureCluster.Member], isGeneral: Bool) {
        guard let template = Template(cluster: cluster, recovery: recovery, members: members, isGeneral: isGeneral)
        else { return nil }
        kind = template.kind
        section = template.section
        title = template.title
        when = template.when
        action = template.action
        check = template.check
        recoveryKey = isGeneral || template.isOpen ? recovery.action.rawValue : recovery.key
        triggers = template.triggers ?? [cluster.trigger]
        recoveries =
            template.recoveries ?? (isGeneral || template.isOpen ? ["\(recovery.action.rawValue)*"] : [recovery.key])
        programs = template.programs
        let met = cluster.sessions.count
        let recovered = Set(cluster.recovered.map(\.episode.session)).count
        let backed = Set(members.map(\.episode.session)).count
        why =
            (template.reason.map { "\($0); " } ?? "")
            + "\(met.of("session")) had this failure, \(recovered) recovered, \(backed) of them this way"
    }
}

/// The text for one pair of failure and recovery.
private struct Template {
    var kind = Lesson.Kind.failure
    var section: String
    var title: String
    var when: String
    var action: String
    var check = ""
    var reason: String?
    var programs: [String] = []
    /// The rule covers every subject of the recovery's action.
    var isOpen = false
    /// Keys that say more exactly than the cluster what the rule is for and what it does.
    var triggers: [String]?
    var recoveries: [String]?

    init?(cluster: FailureCluster, recovery: Recovery, members: [FailureCluster.Member], isGeneral: Bool) {
        guard let signature = cluster.members.first?.finding.signature else { return nil }
        section = Self.section(of: signature)
        title = ""
        when = ""
        action = ""
        let worked: Bool
        switch (signature.kind, recovery.action) {
        case ("missing-program", .useProgram): worked = program(recovery, members, isGeneral)
        case ("syntax", .scriptFile), ("syntax", .requote), ("shell-syntax", .scriptFile), ("shell-syntax", .requote):
            worked = oneLiner(cluster)
        case ("patch-refused", .useOtherWay): worked = patch()
        case ("message", _) where signature.domain == "tool": worked = tool(signature, recovery, members, isGeneral)
        case ("exit-code", _): worked = false
        case (_, .setEnvironment) where !isGeneral: worked = environment(signature, cluster, recovery)
        case (_, .dropOption) where !isGeneral, (_, .addOption) where !isGeneral:
            worked = option(signature, cluster, recovery)
        case (_, .useProgram) where !isGeneral: worked = otherProgram(signature, cluster, recovery)
        default: worked = false
        }
        // The members of a family are about different things, and a text that names one of them is true of that one alone.
        guard worked, isOpen || !cluster.isFamily else { return nil }
    }

    private static func section(of signature: Signature) -> String {
        switch signature.kind {
        case "missing-module", "missing-program", "no-such-package", "externally-managed": "Before the first run"
        case "syntax", "shell-syntax": "Writing commands"
        default: signature.domain == "tool" ? "Tool calls" : "When a command fails"
        }
    }

    // MARK: What is missing

    private mutating func program(
        _ recovery: Recovery,
        _ members: [FailureCluster.Member],
        _ isGeneral: Bool
    ) -> Bool {
        kind = .environment
        let missing = Set(members.map(\.finding.signature.subject)).sorted().filter { !$0.isEmpty }
        guard let first = missing.first, !isGeneral, !recovery.subject.isEmpty else { return false }
        title = "use \(recovery.subject) where \(first) is missing"
        action = "run the same through `\(recovery.subject)`"
        programs = [String(recovery.subject.prefix { $0 != " " })]
        when = "the shell says `\(first): command not found`"
        return true
    }

    // MARK: Writing commands

    private mutating func oneLiner(_ cluster: FailureCluster) -> Bool {
        isOpen = true
        title = "write Python with blocks to a script, not into one line of python -c"
        when =
            "Python code for the shell holds a compound statement (`try`, `with`, `for`, `def`), nested quotes or an f-string with quotes"
        action =
            "write it to a file with a quoted here-document (`cat > check.py <<'EOF'`) and run the file; a one-line `python -c` holds simple statements only"
        programs = ["cat", "python"]
        return true
    }

    private mutating func patch() -> Bool {
        isOpen = true
        title = "edit files with a small script when a hand-written patch is refused"
        when = "`patch` or `git apply` says that a patch is malformed or does not apply"
        action =
            "do not count lines again: make the change with `sed -i` or a few lines of Python that replace the old text, and look at the result with `git diff`"
        check = "`git diff` shows the change and nothing else"
        programs = ["sed", "python", "git"]
        return true
    }

    // MARK: Tools

    private mutating func tool(
        _ signature: Signature,
        _ recovery: Recovery,
        _ members: [FailureCluster.Member],
        _ isGeneral: Bool
    ) -> Bool {
        guard !signature.message.isEmpty else { return false }
        when = "`\(signature.subject)` answers “\(MessageNormalizer.shown(signature.message))”"
        switch recovery.action {
        case .retry:
            title = "call \(signature.subject) again when it answers “\(Phrase.short(signature.message))”"
            action = "call it again with the same arguments before doing anything else; the failure passes"
        case .useTool where !isGeneral:
            title = "use \(recovery.subject) when \(signature.subject) answers “\(Phrase.short(signature.message))”"
            action = "go on with `\(recovery.subject)` instead of trying the same again"
        default: return false
        }
        return true
    }

    // MARK: Commands

    private mutating func environment(_ signature: Signature, _ cluster: FailureCluster, _ recovery: Recovery) -> Bool {
        title = "set \(recovery.subject.prefix { $0 != "=" }) when \(Self.trouble(signature))"
        when = Self.situation(signature, cluster)
        action = "set `\(recovery.subject)` for the command and run it again"
        return true
    }

    private mutating func option(_ signature: Signature, _ cluster: FailureCluster, _ recovery: Recovery) -> Bool {
        let words = recovery.subject.split(separator: " ")
        guard words.count >= 2, let option = words.last else { return false }
        let command = words.dropLast().joined(separator: " ")
        let adds = recovery.action == .addOption
        title = "run \(command) \(adds ? "with" : "without") \(option)"
        when = Self.situation(signature, cluster)
        action = "run `\(command)` \(adds ? "with" : "without") `\(option)`"
        programs = [String(words[0])]
        return true
    }

    private mutating func otherProgram(_ signature: Signature, _ cluster: FailureCluster, _ recovery: Recovery) -> Bool
    {
        title = "use \(recovery.subject) when \(Self.trouble(signature))"
        when = Self.situation(signature, cluster)
        action = "do it with `\(recovery.subject)`"
        programs = [recovery.subject]
        return true
    }

    // MARK: Parts

    /// The trouble as half a sentence after "when".
    private static func trouble(_ signature: Signature) -> String {
        switch signature.kind {
        case "message":
            return
                "\(signature.subject.isEmpty ? "a command" : signature.subject) says “\(Phrase.short(signature.message))”"
        case "exception": return "a run stops with \(signature.subject)"
        case "missing-module": return "a run lacks the module \(signature.subject)"
        case "missing-file": return "\(signature.subject.isEmpty ? "a command" : signature.subject) finds no file"
        case "bad-option": return "\(signature.subject) is refused"
        case "permission-denied": return "permission is denied"
        default: return "a command stops with \(signature.kind.replacing("-", with: " "))"
        }
    }

    private static func situation(_ signature: Signature, _ cluster: FailureCluster) -> String {
        let place = cluster.workspace.map { " in \($0)" } ?? ""
        switch signature.kind {
        case "missing-module": return "a command\(place) stops with `No module named '\(signature.subject)'`"
        case "message", "exception":
            return
                "a command\(place) stops with “\(signature.message.isEmpty ? signature.subject : MessageNormalizer.shown(signature.message))”"
        default:
            return
                "a command\(place) stops with \(signature.kind.replacing("-", with: " "))\(signature.subject.isEmpty ? "" : " (`\(signature.subject)`)")"
        }
    }
}
