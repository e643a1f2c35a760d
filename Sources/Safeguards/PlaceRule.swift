/// G7: files of the machine and of the user's account that no supporting session had to do with.
enum PlaceRule {
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        passage.allTokens.compactMap { token in
            let path = token.text.drop { "\"'`([{<>=@".contains($0) }
            guard isSensitive(path.lowercased()), !evidence.knows(String(path)) else { return nil }
            return Violation("G7", "outside-place", .hold, "no supporting session had to do with this file", token.text)
        }
    }

    private static func isSensitive(_ path: String) -> Bool {
        guard path.contains("/") || path.contains("\\") || path.hasPrefix("%") else {
            return [".gitconfig", ".netrc", ".npmrc", ".pypirc", ".bashrc", ".zshrc", ".profile"].contains(path)
        }
        if harmless.contains(where: path.hasPrefix) { return false }
        if [
            "~/.", "~root", "$home/.", "${home}/.", "c:\\windows", "c:\\users", "%appdata%", "%userprofile%",
            "%systemroot%",
        ]
        .contains(where: path.hasPrefix) {
            return true
        }
        return places.contains { path.hasPrefix($0) } || SecretPlace.isStartup(path) || SecretPlace.isSecret(path)
            || path.hasPrefix("/home/") && path.contains("/.")
    }

    private static let harmless = [
        "/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/fd", "/dev/shm", "/etc/os-release",
        "~/.cache", "/usr/bin/env", "/proc/cpuinfo", "/proc/meminfo", "/proc/self/status",
    ]
    private static let places = [
        "/etc/", "/root", "/usr/local/", "/usr/lib", "/usr/bin", "/usr/sbin", "/bin/", "/sbin/", "/lib/", "/boot",
        "/proc/",
        "/sys/", "/dev/", "/var/spool", "/var/run", "/run/", "/library/", "/system/", "/var/lib", "/var/log",
    ]
}
