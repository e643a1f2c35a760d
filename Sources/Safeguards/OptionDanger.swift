internal import Shell

/// Dangers that are in the options of a command, whatever the program is.
enum OptionDanger {
    static let all: [Danger] = [
        Danger("safety-off", .hold, "this leaves a check out", isAcceptedAsWarning: true, leavesOutCheck),
        Danger("test-tampering", .hold, "this changes what tests say", isAcceptedAsWarning: true, TestRun.isFalsified),
        Danger("redirected", .hold, "this changes where software comes from", isAcceptedAsWarning: true, redirects),
    ]

    // MARK: Options

    /// An option of a command with its value.
    struct Option {
        let name: String
        /// The value behind `=` or in the next word; nil if there is none.
        let value: String?
    }

    /// The options among the words of a command.
    static func options(of call: Invocation) -> [Option] {
        let words = call.arguments
        return words.indices.compactMap { index in
            let word = words[index]
            guard word.hasPrefix("-"), word.count > 1, word.contains(where: \.isLetter) else { return nil }
            if let equals = word.firstIndex(of: "=") {
                return Option(name: String(word[..<equals]), value: String(word[word.index(after: equals)...]))
            }
            let next = index + 1 < words.count ? words[index + 1] : nil
            return Option(name: word, value: next?.hasPrefix("-") == true ? nil : next)
        }
    }

    private static func leavesOutCheck(_ call: Invocation) -> Bool {
        setting(of: call) { SpelledName($0).isCheck && SpelledName.isOff($1) } || loadsForeignCode(call)
            || options(of: call).contains { option in
                let name = SpelledName(option.name)
                let isLong = option.name.count > 3
                // The value in the next word may be an operand, so that only one that is a switch counts.
                if isLong, name.leavesOutCheck, option.value.map({ $0.isEmpty || !SpelledName.isOff($0) }) ?? true {
                    return true
                }
                if isLong, name.isCheck, let value = option.value, !value.isEmpty, SpelledName.isOff(value) {
                    return true
                }
                return name.words.contains("auto") && name.words.contains("approve") || isLoose(option, of: call)
            }
    }

    /// Whether a command gives a setting of a kind: `npm config set strict-ssl false`.
    private static func setting(of call: Invocation, _ isDanger: (_ name: String, _ value: String) -> Bool) -> Bool {
        guard call.arguments.prefix(3).contains(where: ["config", "configure", "set-config"].contains) else {
            return false
        }
        return zip(call.arguments, call.arguments.dropFirst()).contains { name, value in
            !name.hasPrefix("-") && !name.contains("/") && name.count > 4 && isDanger(name, value)
        }
    }

    /// Whether an interpreter loads code from outside the project: `ruby -r/tmp/x`, `java -javaagent:/tmp/x.jar`.
    private static func loadsForeignCode(_ call: Invocation) -> Bool {
        guard let name = call.name, KnownPrograms.isInterpreter(name) || name == "java" else { return false }
        return call.arguments.contains { argument in
            guard let lead = loads.first(where: argument.hasPrefix) else { return false }
            let path = argument.dropFirst(lead.count)
            return !path.isEmpty && Place.isOutside(String(path))
        }
    }

    private static let loads = ["-javaagent:", "-agentpath:", "-agentlib:", "-Xbootclasspath/a:", "-r", "-I"]

    /// Options that are a danger for one program alone, most of them by their value; one without a value may have any.
    private static func isLoose(_ option: Option, of call: Invocation) -> Bool {
        let value = option.value?.lowercased()
        switch call.name {
        case "kubectl", "oc": return option.name == "--validate" && value.map(SpelledName.isOff) ?? true
        case "bundle", "gem": return ["--trust-policy", "-P"].contains(option.name) && value != "highsecurity"
        case "dpkg": return option.name.hasPrefix("--force-")
        case "apt", "apt-get", "aptitude": return option.name == "--force-yes"
        case "ssh", "scp", "sftp", "rsync":
            return option.name == "-o" && (value.map { $0.contains("hostkey") || $0.contains("proxycommand") } ?? true)
        case "git": return option.name == "-c" && value.map { $0.contains("ssl") || $0.contains("hook") } ?? true
        case "docker", "podman":
            return ["--privileged", "--security-opt"].contains(option.name)
                || option.name == "--cap-add" && value.map { $0 == "all" } ?? true
        case "node", "nodejs":
            return ["-r", "--require", "--import", "--loader"].contains(option.name)
                && option.value.map(Place.isOutside) ?? true
        default: return false
        }
    }

    // MARK: Where software comes from

    private static func redirects(_ call: Invocation) -> Bool {
        guard let name = call.name else { return false }
        let program = CommandKey.name(name)
        let isSet = setting(of: call) { name, value in
            places.contains(where: name.lowercased().hasSuffix) && !Place.isUsualSource(value)
        }
        return isSet
            || options(of: call).contains { option in
                let isSource = sources.contains(option.name)
                let isShort = shorts[program]?.contains(option.name) == true || isPip(call) && option.name == "-i"
                let isChannel = channels.contains(program) && ["-c", "--channel"].contains(option.name)
                if isChannel { return option.value.map { !usualChannels.contains($0.lowercased()) } ?? true }
                if ["-f", "--find-links"].contains(option.name), isShort {
                    return option.value.map { Place.isOutside($0) && !Place.isUsualSource($0) } ?? true
                }
                if isSource || isShort { return option.value.map { !Place.isUsualSource($0) } ?? true }
                guard doubtful.contains(option.name), let value = option.value else { return false }
                return value.contains("://") && !Place.isUsualSource(value)
            }
    }

    private static func isPip(_ call: Invocation) -> Bool {
        call.arguments.prefix(2).contains("pip") || call.name?.hasPrefix("pip") == true
    }

    private static let sources: Set<String> = [
        "--registry", "--index-url", "--extra-index-url", "--default-index", "--index", "--trusted-host",
        "--index-server", "--registry-url", "--repository-url", "--override-channels", "--cafile", "--proxy-cacert",
    ]
    /// The ends of settings that say where software comes from.
    private static let places = [
        "registry", "index-url", "trusted-host", "index", "channels", "proxy", "mirror", "repository",
    ]
    private static let shorts: [String: Set<String>] = [
        "pip": ["-i", "-f", "--find-links"], "uv": ["-f", "--find-links"],
    ]
    /// Options which are about other things as well, so that only an address counts.
    private static let doubtful: Set<String> = [
        "--repo", "--repository", "--source", "-s", "--mirror", "--proxy", "-x", "--find-links", "--add-source",
        "--clear-sources", "--from", "--with",
    ]
    private static let channels: Set<String> = ["conda", "mamba", "micromamba", "pixi"]
    private static let usualChannels: Set<String> = [
        "conda-forge", "defaults", "main", "anaconda", "bioconda", "pytorch",
    ]
}

/// Places that commands name: files beyond the project, and hosts.
enum Place {
    /// Whether a path leads out of the project to where anybody may write. The place of the project is not known, so that
    /// other absolute paths are not.
    static func isOutside(_ path: String) -> Bool {
        let path = path.lowercased().filter { !"'\"`".contains($0) }
        return outside.contains(where: path.hasPrefix) || path.contains("..") || path.contains("://")
    }

    /// Whether packages come from here usually: the registries that tools ask if nobody says anything else, this machine and
    /// folders of the project.
    static func isUsualSource(_ source: String) -> Bool {
        let source = source.filter { !"'\"`".contains($0) }
        guard let scheme = source.firstRange(of: "://") else {
            let isName = source.contains(".") && !source.contains("/")
            return source.hasPrefix("./") || source == "." || isUsualHost(source)
                || !isName && !isOutside(source) && source.contains("/")
        }
        let host = source[scheme.upperBound...].prefix { !"/:?#".contains($0) }
        return isUsualHost(String(host))
    }

    static func isUsualHost(_ host: String) -> Bool { usualHosts.contains(host.lowercased()) }

    private static let outside = [
        "/tmp", "/var/tmp", "/dev/", "~", "$home", "${home}", "$tmpdir", "${tmpdir}", "/mnt", "/media", "/root", "//",
        "\\\\", "$(mktemp",
    ]
    private static let usualHosts: Set<String> = [
        "pypi.org", "files.pythonhosted.org", "registry.npmjs.org", "registry.yarnpkg.com", "rubygems.org", "crates.io",
        "index.crates.io", "static.crates.io", "proxy.golang.org", "sum.golang.org", "repo.maven.apache.org",
        "repo1.maven.org", "api.nuget.org", "download.pytorch.org", "conda.anaconda.org", "repo.anaconda.com",
        "registry.hub.docker.com", "docker.io", "registry-1.docker.io", "packagist.org", "repo.packagist.org", "hex.pm",
        "deb.debian.org", "security.debian.org", "archive.ubuntu.com", "localhost", "127.0.0.1",
    ]
}
