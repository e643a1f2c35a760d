/// What is known about programs from their names.
package enum KnownPrograms {
    /// Programs that talk to other machines.
    package static let network: Set<String> = [
        "curl", "wget", "fetch", "http", "https", "aria2c", "axel", "lynx", "nc", "ncat", "netcat", "socat", "telnet",
        "ftp", "sftp", "scp", "rsync", "ssh", "tftp", "iwr", "irm", "invoke-webrequest", "invoke-restmethod",
        "certutil",
        "bitsadmin", "dig", "nslookup", "host", "gh", "aws", "gcloud", "az", "kubectl", "ngrok", "cloudflared",
    ]
    /// Programs whose output or files can come from other machines.
    package static let downloads: Set<String> = [
        "curl", "wget", "fetch", "http", "https", "aria2c", "axel", "lynx", "nc", "ncat", "netcat", "socat", "ftp",
        "scp", "tftp", "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "certutil", "bitsadmin", "dig", "telnet",
        "openssl", "gh", "nslookup",
    ]
    /// Package managers.
    package static let installers: Set<String> = [
        "pip", "pip3", "pipx", "uv", "uvx", "poetry", "conda", "mamba", "npm", "npx", "pnpm", "yarn", "bun", "bunx",
        "gem", "cargo", "go", "brew", "apt", "apt-get", "dnf", "yum", "apk", "pacman", "snap", "flatpak", "dpkg", "rpm",
        "choco", "winget", "composer", "cpan", "cpanm", "easy_install", "luarocks", "nix-env",
    ]
    /// Programs that change the user, or what the user may do.
    package static let privileges: Set<String> = [
        "sudo", "su", "doas", "pkexec", "runuser", "setcap", "chroot", "nsenter",
    ]
    /// Shells, and programs that contain one.
    package static let shells: Set<String> = [
        "sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "csh", "tcsh", "busybox", "pwsh", "powershell", "cmd",
    ]
    /// Programs that turn unreadable text into readable text.
    package static let decoders: Set<String> = [
        "base64", "base32", "xxd", "openssl", "uudecode", "gpg", "rev", "basenc",
    ]
    /// Words that a shell handles itself, without effect beyond the shell.
    package static let builtins: Set<String> = [
        "cd", "echo", "export", "set", "unset", "test", "[", "[[", "true", "false", "pwd", "printf", "local", "return",
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "read",
        "shift",
        "wait", "type", "alias", "source", ".", "pushd", "popd", "exit", "trap", ":", "{", "}", "!", "let", "declare",
        "break", "continue", "function", "command", "select",
    ]
    /// Programs so common that their name in a code span means the program.
    package static let common: Set<String> = network.union(installers).union(privileges).union(shells).union(decoders)
        .union([
            "git", "ls", "cat", "grep", "rg", "sed", "awk", "find", "head", "tail", "cp", "mv", "rm", "mkdir", "rmdir",
            "chmod", "chown", "touch", "ln", "tar", "zip", "unzip", "gzip", "python", "python3", "node", "ruby", "perl",
            "php", "java", "javac", "gcc", "g++", "clang", "make", "cmake", "ninja", "pytest", "tox", "ruff", "mypy",
            "black", "eslint", "tsc", "jest", "vitest", "docker", "podman", "docker-compose", "systemctl", "service",
            "crontab", "kill", "killall", "pkill", "ps", "top", "df", "du", "mount", "umount", "dd", "mkfs", "diff",
            "patch",
            "sort", "uniq", "wc", "xargs", "tee", "jq", "yq", "sqlite3", "psql", "mysql", "redis-cli", "mongo",
            "terraform",
            "ansible", "helm", "swift", "rustc", "mvn", "gradle", "dotnet", "libreoffice", "soffice", "pdftotext",
            "ffmpeg",
            "convert", "magick", "env", "which", "nohup", "timeout", "watch", "screen", "tmux", "at", "launchctl",
            "schtasks",
            "reg", "shred", "wipefs", "fdisk", "parted", "iptables", "ufw", "useradd", "usermod", "passwd", "history",
            "eval", "exec", "echo", "printf", "export", "unset", "source", "setenforce", "csrutil", "spctl", "auditctl",
            "iptables", "ufw", "remove-item", "del", "rd", "format",
        ])

    /// Programs and keywords that run the program named after them.
    package static let wrappers: Set<String> = [
        "sudo", "doas", "pkexec", "env", "time", "nohup", "xargs", "timeout", "nice", "ionice", "stdbuf", "setsid",
        "command", "exec", "watch", "busybox", "unbuffer", "strace", "proxychains", "chroot", "if", "then", "else",
        "while", "do", "!", "elif", "until", "{",
    ]

    /// Whether `name` is more likely a program than a word of a sentence.
    package static func contains(_ name: String) -> Bool {
        common.contains(name) || isInterpreter(name) || name.hasPrefix("mkfs")
    }

    /// The name of the program that `word` runs: without its directory, and in lower case.
    package static func name(of word: String) -> String {
        let last = word.split(separator: "/").last.map(String.init) ?? word
        let lowered = last.lowercased()
        return lowered.hasSuffix(".exe") ? String(lowered.dropLast(4)) : lowered
    }

    /// Whether the program of this name is a shell or the interpreter of another language.
    package static func isInterpreter(_ name: String) -> Bool {
        if shells.contains(name) || name == "iex" || name == "invoke-expression" { return true }
        let stem = String(name.prefix { !$0.isNumber && $0 != "." })
        return ["python", "perl", "ruby", "node", "nodejs", "php", "lua", "deno", "osascript", "bun", "tclsh"]
            .contains(stem)
    }
}
