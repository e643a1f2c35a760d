internal import Shell

/// A kind of command that is never published, or not without a person's approval.
struct Danger: Sendable {
    let code: String
    let severity: Severity
    let message: String
    /// Whether it may be published where supporting sessions did it word for word.
    let isAcceptedIfProven: Bool
    /// Whether a text may warn of it.
    let isAcceptedAsWarning: Bool
    let matches: @Sendable (Invocation) -> Bool

    init(
        _ code: String,
        _ severity: Severity,
        _ message: String,
        isAcceptedIfProven: Bool = false,
        isAcceptedAsWarning: Bool = false,
        _ matches: @escaping @Sendable (Invocation) -> Bool
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.isAcceptedIfProven = isAcceptedIfProven
        self.isAcceptedAsWarning = isAcceptedAsWarning
        self.matches = matches
    }

    static let all: [Danger] =
        [
            Danger("destructive", .reject, "this destroys more than work in progress", destroys),
            Danger("reverse-shell", .reject, "a shell or a port must not be handed to another machine", opensMachine),
            Danger("exfiltration", .reject, "secrets must not leave the machine", sendsSecrets),
            Danger("persistence", .reject, "a skill must not start anything that outlives the task", persists),
            Danger("safety-off", .reject, "a safeguard must not be switched off", disarms),
            Danger("persistence", .hold, "this changes what runs later", startsService),
            Danger("destructive", .hold, "this can lose work", isAcceptedIfProven: true, losesWork),
            Danger("safety-off", .hold, "this weakens a safeguard", isAcceptedIfProven: true, weakens),
        ] + OptionDanger.all

    // MARK: Never

    private static func destroys(_ call: Invocation) -> Bool {
        guard let name = call.name else { return false }
        let arguments = call.arguments.map { $0.lowercased() }
        let isRecursive = arguments.contains { $0 == "--recursive" || isFlag($0, with: "r") || $0 == "-recurse" }
        let isEverything = arguments.contains(where: isRoot)
        switch name {
        case "rm", "remove-item", "chmod", "chown", "chgrp", "srm":
            return (isRecursive && isEverything) || arguments.contains("--no-preserve-root")
        case "find": return isEverything && arguments.contains { ["-delete", "rm", "shred"].contains($0) }
        case "dd": return arguments.contains { $0.hasPrefix("of=/dev/") && $0 != "of=/dev/null" }
        case "wipefs", "fdisk", "sgdisk", "blkdiscard": return arguments.contains { $0.hasPrefix("/dev/") }
        case "shred", "truncate", "cp", "mv", "cat", "tee":
            return arguments.last.map(isDevice) == true || (name == "mv" && arguments.first.map(isRoot) == true)
        case "rd", "rmdir", "del", "format":
            return arguments.contains { $0.hasPrefix("c:") } && (name == "format" || arguments.contains("/s"))
        default:
            return name.hasPrefix("mkfs") && !arguments.isEmpty || call.command.outputs.contains(where: isDevice)
        }
    }

    private static func opensMachine(_ call: Invocation) -> Bool {
        let arguments = call.arguments.map { $0.lowercased() }
        switch call.name {
        case "nc", "ncat", "netcat":
            return arguments.contains { ["-e", "-c", "--exec", "--sh-exec"].contains($0) || isFlag($0, with: "e") }
        case "socat": return arguments.contains { $0.contains("exec:") || $0.contains("system:") }
        case "ssh", "autossh":
            return call.arguments.contains { $0 == "-R" || $0.hasPrefix("-NR") || $0.hasPrefix("-fNR") }
        case "ngrok", "localtunnel", "bore", "pagekite": return !arguments.isEmpty
        case "cloudflared": return arguments.contains("tunnel")
        default: return call.text.contains("/dev/tcp/") || call.text.contains("/dev/udp/")
        }
    }

    private static func sendsSecrets(_ call: Invocation) -> Bool {
        guard call.names.contains(where: KnownPrograms.network.contains), !call.isLocal else { return false }
        let namesSecretInAddress = call.arguments.contains { argument in
            guard argument.contains("://"), let dollar = argument.firstIndex(of: "$") else { return false }
            let name = argument[dollar...].lowercased()
            return ["key", "token", "secret", "password", "credential"].contains { name.contains($0) }
        }
        let sendsFile = call.arguments.contains { argument in
            argument.contains("@") && !argument.contains("://")
                && SecretPlace.isSecret(argument.split(separator: "@").last.map(String.init) ?? "")
        }
        let sendsOutput = call.substitutions.contains { script in
            script.allCommands.map(Invocation.init).contains(where: readsSecrets)
        }
        let copiesFile =
            ["scp", "rsync", "sftp"].contains(call.name) && call.arguments.contains(where: SecretPlace.isSecret)
        return namesSecretInAddress || sendsFile || sendsOutput || copiesFile
    }

    /// Whether `call` prints secrets: the environment, a history, or a file that holds credentials.
    static func readsSecrets(_ call: Invocation) -> Bool {
        switch call.name {
        case "printenv", "history": true
        case "env": call.arguments.allSatisfy { $0.contains("=") || $0.hasPrefix("-") }
        case "set", "export": call.arguments.isEmpty
        default: call.arguments.contains(where: SecretPlace.isSecret)
        }
    }

    private static func persists(_ call: Invocation) -> Bool {
        let arguments = call.arguments.map { $0.lowercased() }
        let written = call.command.outputs + (call.name == "tee" ? call.arguments : [])
        if written.contains(where: SecretPlace.isStartup) { return true }
        switch call.name {
        case "crontab": return !arguments.contains("-l")
        case "launchctl": return arguments.first.map { ["load", "bootstrap", "enable", "submit"].contains($0) } == true
        case "schtasks": return arguments.contains("/create")
        case "reg":
            return arguments.first == "add"
                && arguments.contains { $0.contains("\\run") || $0.contains("currentversion") }
        case "at", "batch": return arguments.first == "now" || arguments.first == "-f"
        case "git":
            let keys = ["core.hookspath", "core.fsmonitor", "core.sshcommand", "core.pager", "core.editor"]
            return arguments.contains { argument in
                keys.contains { argument.hasPrefix($0) } || argument.hasPrefix("!")
            } && (arguments.contains("config") || arguments.contains("-c"))
        case "cp", "mv", "ln", "install": return arguments.last.map(SecretPlace.isStartup) == true
        default: return false
        }
    }

    private static func disarms(_ call: Invocation) -> Bool {
        let arguments = call.arguments.map { $0.lowercased() }
        if arguments.contains("--yolo") { return true }
        switch call.name {
        case "curl": return !call.isLocal && call.arguments.contains { $0 == "--insecure" || isFlag($0, with: "k") }
        case "wget": return !call.isLocal && arguments.contains("--no-check-certificate")
        case "git": return arguments.contains("--no-verify")
        case "setenforce": return arguments.first == "0"
        case "ufw", "csrutil": return arguments.first == "disable"
        case "iptables": return call.arguments.contains("-F")
        case "spctl": return arguments.contains { $0.hasSuffix("disable") }
        case "history": return arguments.first == "-c"
        case "npm", "yarn", "pnpm": return arguments.contains("strict-ssl") && arguments.contains("false")
        case "unset": return arguments.contains("histfile")
        case "systemctl", "service":
            let watchers = ["auditd", "apparmor", "firewalld", "falcon-sensor", "ufw", "rsyslog", "fail2ban"]
            return arguments.contains { $0 == "stop" || $0 == "disable" || $0 == "mask" }
                && arguments.contains { watchers.contains($0) }
        default: return false
        }
    }

    // MARK: Not without a person

    private static func startsService(_ call: Invocation) -> Bool {
        call.name == "systemctl" && call.arguments.contains("enable")
            || call.name == "git" && call.arguments.contains { $0.hasPrefix("credential.helper") }
    }

    private static func losesWork(_ call: Invocation) -> Bool {
        let arguments = call.arguments.map { $0.lowercased() }
        switch call.name {
        case "git":
            let isForced = arguments.contains {
                $0 == "-f" || $0 == "--force" || $0.hasPrefix("--force-") || $0 == "--mirror"
            }
            return arguments.first == "push" && isForced || arguments.contains("--hard")
                || arguments.first == "clean" && arguments.contains { isFlag($0, with: "f") }
        case "terraform", "kubectl", "helm", "aws", "gcloud":
            return arguments.contains { ["destroy", "delete", "uninstall", "rm", "rb"].contains($0) }
        case "rm": return arguments.contains { isFlag($0, with: "r") }
        case "docker": return arguments.contains("prune")
        default: return false
        }
    }

    private static func weakens(_ call: Invocation) -> Bool {
        let flags: Set<String> = [
            "--privileged", "--no-sandbox", "--break-system-packages", "--insecure", "--trusted-host",
            "--no-gpg-check", "--allow-unauthenticated", "--no-verify", "--legacy-peer-deps",
        ]
        let isNetwork = call.names.contains(where: KnownPrograms.network.contains)
        return call.arguments.contains { flags.contains($0) || isNetwork && $0 == "-k" }
            || call.name == "chmod" && call.arguments.contains { $0 == "777" || $0 == "a+rwx" || $0 == "0777" }
    }

    // MARK: Places

    /// Whether `argument` is a bundle of one-letter flags with `letter` among them.
    private static func isFlag(_ argument: String, with letter: Character) -> Bool {
        argument.hasPrefix("-") && !argument.hasPrefix("--") && argument.count <= 6 && argument.contains(letter)
            && argument.dropFirst().allSatisfy(\.isLetter)
    }

    private static func isDevice(_ path: String) -> Bool {
        ["/dev/sd", "/dev/nvme", "/dev/hd", "/dev/vd", "/dev/disk", "/dev/mmcblk", "/dev/mem"].contains {
            path.hasPrefix($0)
        }
    }

    /// Whether `path` is a whole machine or a whole home folder.
    private static func isRoot(_ path: String) -> Bool {
        var path = path
        while path.count > 1, path.hasSuffix("/") || path.hasSuffix("*") || path.hasSuffix("/.") { path.removeLast() }
        if path.isEmpty { return true }
        let roots: Set<String> = [
            "/", "~", "$home", "${home}", "/*", "/etc", "/usr", "/var", "/home", "/bin", "/sbin", "/lib", "/boot",
            "/root",
            "/opt", "/users", "/dev", "/sys", "/system", "/library", "c:", "c:\\", "$env:userprofile", "%userprofile%",
        ]
        if roots.contains(path) { return true }
        let parts = path.split(separator: "/")
        return path.hasPrefix("/") && parts.count == 2 && ["home", "users"].contains(parts[0])
    }
}
