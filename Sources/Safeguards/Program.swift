/// What is known about programs by their names.
enum Program {
    static let network: Set<String> = [
        "curl", "wget", "fetch", "http", "https", "aria2c", "axel", "lynx", "nc", "ncat", "netcat", "socat", "telnet",
        "ftp", "sftp", "scp", "rsync", "ssh", "tftp", "iwr", "irm", "invoke-webrequest", "invoke-restmethod",
        "certutil",
        "bitsadmin", "dig", "nslookup", "host", "gh", "aws", "gcloud", "az", "kubectl", "ngrok", "cloudflared",
    ]
    static let downloads: Set<String> = [
        "curl", "wget", "fetch", "http", "https", "aria2c", "axel", "lynx", "nc", "ncat", "netcat", "socat", "ftp",
        "scp", "tftp", "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "certutil", "bitsadmin", "dig", "telnet",
        "openssl", "gh", "nslookup",
    ]
    static let installers: Set<String> = [
        "pip", "pip3", "pipx", "uv", "uvx", "poetry", "conda", "mamba", "npm", "npx", "pnpm", "yarn", "bun", "bunx",
        "gem", "cargo", "go", "brew", "apt", "apt-get", "dnf", "yum", "apk", "pacman", "snap", "flatpak", "dpkg", "rpm",
        "choco", "winget", "composer", "cpan", "cpanm", "easy_install", "luarocks", "nix-env",
    ]
    static let privileges: Set<String> = ["sudo", "su", "doas", "pkexec", "runuser", "setcap", "chroot", "nsenter"]
    static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "csh", "tcsh", "busybox", "pwsh", "powershell", "cmd",
    ]
    static let decoders: Set<String> = ["base64", "base32", "xxd", "openssl", "uudecode", "gpg", "rev", "basenc"]
    /// What a shell does itself, without effect beyond it.
    static let builtins: Set<String> = [
        "cd", "echo", "export", "set", "unset", "test", "[", "[[", "true", "false", "pwd", "printf", "local", "return",
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "read",
        "shift",
        "wait", "type", "alias", "source", ".", "pushd", "popd", "exit", "trap", ":", "{", "}", "!", "let", "declare",
        "break", "continue", "function", "command", "select",
    ]
    /// Programs that a code span names even without saying so.
    static let common: Set<String> = network.union(installers).union(privileges).union(shells).union(decoders).union([
        "git", "ls", "cat", "grep", "rg", "sed", "awk", "find", "head", "tail", "cp", "mv", "rm", "mkdir", "rmdir",
        "chmod", "chown", "touch", "ln", "tar", "zip", "unzip", "gzip", "python", "python3", "node", "ruby", "perl",
        "php", "java", "javac", "gcc", "g++", "clang", "make", "cmake", "ninja", "pytest", "tox", "ruff", "mypy",
        "black", "eslint", "tsc", "jest", "vitest", "docker", "podman", "docker-compose", "systemctl", "service",
        "crontab", "kill", "killall", "pkill", "ps", "top", "df", "du", "mount", "umount", "dd", "mkfs", "diff",
        "patch",
        "sort", "uniq", "wc", "xargs", "tee", "jq", "yq", "sqlite3", "psql", "mysql", "redis-cli", "mongo", "terraform",
        "ansible", "helm", "swift", "rustc", "mvn", "gradle", "dotnet", "libreoffice", "soffice", "pdftotext", "ffmpeg",
        "convert", "magick", "env", "which", "nohup", "timeout", "watch", "screen", "tmux", "at", "launchctl",
        "schtasks",
        "reg", "shred", "wipefs", "fdisk", "parted", "iptables", "ufw", "useradd", "usermod", "passwd", "history",
        "eval", "exec", "echo", "printf", "export", "unset", "source", "setenforce", "csrutil", "spctl", "auditctl",
        "iptables", "ufw", "remove-item", "del", "rd", "format",
    ])

    /// Programs that run another one that is named in their arguments.
    static let wrappers: Set<String> = [
        "sudo", "doas", "pkexec", "env", "time", "nohup", "xargs", "timeout", "nice", "ionice", "stdbuf", "setsid",
        "command", "exec", "watch", "busybox", "unbuffer", "strace", "proxychains", "chroot", "if", "then", "else",
        "while", "do", "!", "elif", "until", "{",
    ]

    /// Whether a program of this name is likely one, and no word of a sentence.
    static func isKnown(_ name: String) -> Bool {
        common.contains(name) || isInterpreter(name) || name.hasPrefix("mkfs")
    }

    /// The name of the program that `word` runs: without its directory, and in lower case.
    static func name(of word: String) -> String {
        let last = word.split(separator: "/").last.map(String.init) ?? word
        let lowered = last.lowercased()
        return lowered.hasSuffix(".exe") ? String(lowered.dropLast(4)) : lowered
    }

    /// Whether a program of this name runs what it reads, in the language of a shell or another one.
    static func isInterpreter(_ name: String) -> Bool {
        if shells.contains(name) || name == "iex" || name == "invoke-expression" { return true }
        let stem = String(name.prefix { !$0.isNumber && $0 != "." })
        return ["python", "perl", "ruby", "node", "nodejs", "php", "lua", "deno", "osascript", "bun", "tclsh"]
            .contains(stem)
    }
}
