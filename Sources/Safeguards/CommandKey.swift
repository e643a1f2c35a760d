internal import Shell

/// What a command does, in the words that matter when it is compared with another one.
struct CommandKey: Sendable, Hashable {
    /// The program, with the differences taken out that make none: `python -m pytest` and `pytest` are one.
    let program: String
    /// The wrappers that give more rights.
    let privileges: Set<String>
    /// Options, operands, assignments and the files that are written, each in its compared form.
    let words: Set<String>
    /// The words that must be known as they are: packages, hosts, addresses.
    private let exact: Set<String>
    private let firstOperand: String

    /// The program with its first operand, which is often a command of its own: `git push`.
    var group: String { Self.hasVerbs(program) ? "\(program) \(firstOperand)" : program }

    /// Whether the name of the program says too little: it installs, asks other machines, or asks for more rights.
    var needsMoreThanName: Bool {
        !privileges.isEmpty || KnownPrograms.network.contains(program) || KnownPrograms.privileges.contains(program)
            || isInstalling || words.contains { $0.contains("://") }
    }

    /// Whether the command installs software.
    let isInstalling: Bool

    /// The key of a command of a script; nil if it runs no program and assigns nothing.
    init?(_ command: SimpleCommand) {
        let arguments = command.arguments.map(\.literal)
        let assigned = command.assignments.map { "\($0.name)=\($0.value.literal)" }
        guard let first = command.words.first?.literal else {
            guard !assigned.isEmpty else { return nil }
            self.init(program: "export", wrappers: [], arguments: assigned, outputs: [])
            return
        }
        guard !first.isEmpty else { return nil }
        self.init(
            program: first,
            wrappers: command.wrappers,
            arguments: arguments + assigned,
            outputs: command.redirections.filter(\.isOutput).filter { !$0.joinsErrors }.map(\.target.literal)
        )
    }

    /// The key of a program with these words.
    init(program name: String, wrappers: [String] = [], arguments: [String], outputs: [String] = []) {
        var program = Self.name(name)
        var arguments = arguments
        if program == "python", arguments.first == "-m", arguments.count > 1 {
            program = Self.name(arguments[1])
            arguments.removeFirst(2)
        }
        self.program = program
        // What `xargs` hands on is in none of the words.
        privileges = Set(
            wrappers.filter { KnownPrograms.privileges.contains($0) || ["xargs", "parallel"].contains($0) }
        )
        let operands = arguments.filter { !$0.hasPrefix("-") && !$0.contains("=") }
        firstOperand = operands.first ?? ""
        var words: Set<String> = []
        var exact: Set<String> = []
        let installs = Self.installs(program, operands)
        isInstalling = installs
        let mattersAsItIs = installs || KnownPrograms.network.contains(program) || Self.strict.contains(program)
        var isText = false
        for argument in arguments {
            if isText { isText = false; continue }
            if program == "git", ["-m", "--message", "-am"].contains(argument) { isText = true }
            let normal = Self.normalised(argument, of: program)
            words.formUnion(normal)
            if mattersAsItIs { exact.formUnion(normal) }
        }
        for output in outputs where !["/dev/null", "&1", "&2", "1", "2"].contains(output) {
            words.insert("> " + Self.path(output))
        }
        self.words = words
        self.exact = exact
    }

    /// Whether every word of the command is among `known`, with other rights than `privileges` gives.
    func isPart(of known: Set<String>, privileges given: Set<String>) -> Bool {
        guard privileges.isSubset(of: given) else { return false }
        return words.allSatisfy { word in
            if known.contains(word) { return true }
            if Self.isPlaceholder(word) { return true }
            guard !exact.contains(word) else { return false }
            if !Self.numbersMatter.contains(program), Self.isNumber(word) {
                return known.contains(where: Self.isNumber)
            }
            return word.contains("/") || word.contains(".") ? known.contains { $0.hasSuffix("/" + word) } : false
        }
    }

    // MARK: Forms

    /// The compared name of a program.
    static func name(_ word: String) -> String {
        let name = KnownPrograms.name(of: word)
        for stem in ["python", "pip", "node", "ruby", "perl"] where name.hasPrefix(stem) {
            let rest = name.dropFirst(stem.count)
            if rest.allSatisfy({ $0.isNumber || $0 == "." }) { return stem }
        }
        return ["nodejs": "node", "py.test": "pytest", "gmake": "make", "egrep": "grep", "fgrep": "grep"][name] ?? name
    }

    private static func normalised(_ argument: String, of program: String) -> [String] {
        if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
            let value = String(argument[argument.index(after: equals)...])
            return [String(argument[..<equals]), path(value)]
        }
        if argument.hasPrefix("-"), argument.count > 2, !argument.hasPrefix("--"),
            argument.dropFirst().allSatisfy({ $0.isASCII && $0.isLetter }), argument.count <= 5
        {
            // A bundle of flags, or one of several letters: both are compared letter by letter.
            return argument.dropFirst().map { "-\($0)" }
        }
        return [path(argument)]
    }

    private static func path(_ text: String) -> String {
        var text = Substring(text)
        while text.hasPrefix("./"), text.count > 2 { text = text.dropFirst(2) }
        if text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return String(text)
    }

    /// Whether a word stands for others: `<file>`, `{name}`, `$NAME`, `FILE`, `…`, `path/to/file`.
    static func isPlaceholder(_ word: String) -> Bool {
        if word.hasPrefix("<") && word.hasSuffix(">") || word.hasPrefix("‹") && word.hasSuffix("›") { return true }
        if word.hasPrefix("{") && word.hasSuffix("}") || word.hasPrefix("[") && word.hasSuffix("]") { return true }
        if ["...", "…", "path/to/file", "X", "N", "NAME", "FILE", "PATH", "DIR", "ID"].contains(word) { return true }
        return word.hasPrefix("path/to/") && word.count < 40
    }

    private static func isNumber(_ word: String) -> Bool {
        let digits = word.drop { $0 == "-" }
        return !digits.isEmpty && digits.count <= 6 && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }

    // MARK: Programs

    /// Whether a program with these operands installs software.
    static func installs(_ program: String, _ operands: [String]) -> Bool {
        guard KnownPrograms.installers.contains(program) else { return false }
        if ["npx", "uvx", "bunx", "pipx", "dpkg", "rpm", "easy_install", "cpan", "cpanm", "pacman", "nix-env"]
            .contains(program)
        {
            return true
        }
        return operands.first.map { installVerbs.contains($0.lowercased()) } ?? false
    }

    static let installVerbs: Set<String> = [
        "install", "i", "ci", "add", "get", "download", "exec", "dlx", "x", "tool", "create", "init", "update",
        "upgrade", "require", "publish", "sync", "-s", "-syu", "global", "link", "env", "pip",
    ]

    /// Programs whose first operand says what they do.
    private static func hasVerbs(_ program: String) -> Bool {
        KnownPrograms.installers.contains(program) || verbPrograms.contains(program)
    }

    static let verbPrograms: Set<String> = [
        "git", "docker", "podman", "kubectl", "helm", "terraform", "aws", "gcloud", "az", "gh", "systemctl", "make",
        "service", "dotnet", "mvn", "gradle", "swift", "ansible", "docker-compose", "svn", "hg", "rustup", "tox",
        "just",
        "task", "rake", "bundle", "mix", "sbt", "bazel", "nx", "deno",
    ]

    /// Programs of which a number says how much they do to the machine.
    private static let numbersMatter: Set<String> = [
        "chmod", "chown", "kill", "umask", "dd", "fdisk", "iptables", "mknod", "ulimit", "git", "renice",
    ]

    /// Programs for which every word has to be known.
    private static let strict: Set<String> = [
        "chmod", "chown", "rm", "dd", "kill", "docker", "podman", "kubectl", "ssh", "sh", "bash", "zsh", "eval",
        "mount",
        "git", "export", "alias", "source", ".",
    ]
}
