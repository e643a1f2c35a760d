/// What is known about variables from their names: which of them a person has to decide about whatever sessions did.
enum VariableDanger {
    /// Whether setting a variable to one of these values takes a check away, loads code, or changes whom programs ask.
    ///
    /// - Parameter values: The values that are given, or that supporting sessions gave; empty if none is known, as where a text
    ///   says only that the variable is to be set.
    static func isDangerous(_ variable: String, values: [String]) -> Bool {
        let upper = variable.uppercased()
        let name = SpelledName(variable)
        if always.contains(upper) || alwaysPrefixes.contains(where: upper.hasPrefix)
            || alwaysSuffixes.contains(where: upper.hasSuffix)
        {
            return true
        }
        if certificates.contains(where: upper.hasSuffix) { return !isEvery(values, isSystemFile) }
        if sources.contains(where: upper.hasSuffix) || sourceNames.contains(upper) {
            return !isEvery(values, isUsualSource)
        }
        if values.contains(where: { ["overwrite", "bless", "rewrite"].contains($0.lowercased()) }) { return true }
        if options.contains(upper) { return !isEvery(values) { !loads($0) } }
        if searched.contains(upper) { return !isEvery(values) { !$0.split(separator: ":").contains { isOutside($0) } } }
        if upper == "PATH" { return values.contains { $0.split(separator: ":").contains { isTemporary($0) } } }
        return isDangerous(name, values: values)
    }

    /// The same by the words in the name. A short word alone, as UPDATE, counts only where it is given a value.
    private static func isDangerous(_ name: SpelledName, values: [String]) -> Bool {
        guard name.words.count > 1 || !values.isEmpty || name.words.contains(where: { $0.count > 7 }) else {
            return false
        }
        if name.rewritesExpectations || name.words.first == "update" || name.words.last == "update" { return true }
        if name.leavesOutCheck { return !isEvery(values) { !$0.isEmpty && SpelledName.isOff($0) } }
        if name.isTrust, values.isEmpty || values.contains(where: SpelledName.isOff) { return true }
        return name.isCheck && values.contains(where: SpelledName.isOff)
    }

    /// Whether there are values, and all are of a kind.
    private static func isEvery(_ values: [String], _ isHarmless: (String) -> Bool) -> Bool {
        !values.isEmpty && values.allSatisfy(isHarmless)
    }

    private static func isSystemFile(_ path: String) -> Bool {
        ["/etc/ssl/", "/etc/pki/", "/usr/"].contains(where: path.hasPrefix) && !path.contains("..")
    }

    private static func isUsualSource(_ value: String) -> Bool {
        !value.isEmpty
            && value.split(separator: ",").allSatisfy {
                ["direct", "off"].contains($0) || Place.isUsualSource(String($0))
            }
            && value != "off"
    }

    private static func isOutside(_ path: Substring) -> Bool { Place.isOutside(String(path)) }
    private static func isTemporary(_ path: Substring) -> Bool {
        ["/tmp", "/var/tmp", "/dev/", "$TMPDIR"].contains(where: path.hasPrefix)
    }

    /// Whether options make a program load code.
    private static func loads(_ options: String) -> Bool {
        let options = options.lowercased()
        return [
            "require", "import", "loader", "agent", "inspect", "bootclasspath", "-r", "-p ", "plugin", "insecure",
            "deselect", "ignore",
        ]
        .contains(where: options.contains)
    }

    private static let always: Set<String> = [
        "LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "PROMPT_COMMAND", "GIT_SSH", "GIT_SSH_COMMAND",
        "GIT_PROXY_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR", "GIT_ASKPASS", "LESSOPEN",
        "LESSCLOSE", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "PYTHONSTARTUP", "PYTHONHOME",
        "PYTHONBREAKPOINT", "PYTHONSAFEPATH", "PERL5OPT", "PERL5DB", "HUSKY", "SKIP", "GOINSECURE", "GONOSUMDB",
        "GONOSUMCHECK", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "SSLKEYLOGFILE", "PYTEST_PLUGINS",
        "AWS_EC2_METADATA_DISABLED", "RUSTC_WRAPPER", "GCONV_PATH",
    ]
    private static let alwaysPrefixes = ["GIT_CONFIG", "BASH_FUNC_", "HUSKY_", "PRE_COMMIT_ALLOW", "COR_PROFILER"]
    private static let alwaysSuffixes = ["_PRELOAD", "_ASKPASS", "_INSERT_LIBRARIES"]
    private static let certificates = [
        "_CA_BUNDLE", "_CA_CERTS", "_CERT_FILE", "_CERT_DIR", "_CAINFO", "_CAFILE", "_CA_FILE", "_CA_CERT", "_CAPATH",
    ]
    private static let sources = ["_INDEX_URL", "_REGISTRY", "_MIRROR", "_PROXY", "_INDEX", "_CHANNELS", "_FIND_LINKS"]
    private static let sourceNames: Set<String> = [
        "GOPROXY", "PIP_INDEX_URL", "PIP_TRUSTED_HOST", "HOMEBREW_ARTIFACT_DOMAIN",
    ]
    /// Variables with options of programs, some of which load code.
    private static let options: Set<String> = [
        "NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "RUBYOPT",
        "PYTEST_ADDOPTS", "MAVEN_OPTS", "GRADLE_OPTS", "MAKEFLAGS", "GOFLAGS",
    ]
    /// Variables with folders that code comes from.
    private static let searched: Set<String> = [
        "PYTHONPATH", "NODE_PATH", "PERL5LIB", "PERLLIB", "RUBYLIB", "CLASSPATH", "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH", "LUA_PATH", "LUA_CPATH", "PYTHONUSERBASE",
    ]
}
