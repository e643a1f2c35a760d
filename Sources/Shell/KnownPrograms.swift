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

    /// A program that runs the program named after it.
    struct Wrapper {
        /// The options with one letter whose value is the next word.
        var valueLetters = ""
        /// The long options whose value is the next word.
        var valueOptions: Set<String> = []
        /// How many words come before the program, besides options.
        var operands = 0
        /// The options with which nothing is run.
        var asks: Set<String> = []

        /// The place of the program that runs, if the options start at `start`; nil if none does.
        func end(in words: [ShellWord], from start: Int) -> Int? {
            endOfOptions(from: start, count: words.count) { words[$0].text }.map { $0 + operands }
        }

        /// The place behind the options that start at `start`; nil if one of them says that nothing runs.
        func endOfOptions(from start: Int, count: Int, word: (Int) -> String) -> Int? {
            var index = start
            while index < count {
                let option = word(index)
                guard option.hasPrefix("-"), option.utf8.count > 1 else { break }
                index += 1
                if asks.contains(option) { return nil }
                if option == "--" { break }
                if takesNext(option) { index += 1 }
            }
            return index
        }

        func takesNext(_ option: String) -> Bool {
            if option.hasPrefix("--") { return valueOptions.contains(option) }
            // In `-Eu root` the last letter takes the next word, in `-uroot` the rest is the value.
            guard let place = option.firstIndex(where: { valueLetters.contains($0) }) else { return false }
            return option.index(after: place) == option.endIndex
        }
    }

    /// Programs that run the program named after them.
    static let wrappers: [String: Wrapper] = [
        "sudo": Wrapper(
            valueLetters: "ughpCrtTURD",
            valueOptions: ["--user", "--group", "--host", "--prompt", "--chdir"]
        ),
        "doas": Wrapper(valueLetters: "uC"), "pkexec": Wrapper(valueOptions: ["--user"]),
        "env": Wrapper(valueLetters: "uC", valueOptions: ["--unset", "--chdir"]),
        "time": Wrapper(valueLetters: "fo", valueOptions: ["--format", "--output"]), "nohup": Wrapper(),
        "xargs": Wrapper(
            valueLetters: "InPLdsaE",
            valueOptions: ["--max-args", "--max-procs", "--max-lines", "--delimiter", "--arg-file", "--max-chars"]
        ),
        "timeout": Wrapper(valueLetters: "ks", valueOptions: ["--kill-after", "--signal"], operands: 1),
        "nice": Wrapper(valueLetters: "n", valueOptions: ["--adjustment"]),
        "ionice": Wrapper(valueLetters: "cnp", valueOptions: ["--class", "--classdata"]),
        "stdbuf": Wrapper(valueLetters: "ioe", valueOptions: ["--input", "--output", "--error"]),
        "setsid": Wrapper(), "command": Wrapper(asks: ["-v", "-V"]), "builtin": Wrapper(),
        "exec": Wrapper(valueLetters: "a"), "watch": Wrapper(valueLetters: "n", valueOptions: ["--interval"]),
        "busybox": Wrapper(), "unbuffer": Wrapper(), "strace": Wrapper(valueLetters: "aeEoOpPsSuX"),
        "proxychains": Wrapper(valueLetters: "f"), "proxychains4": Wrapper(valueLetters: "f"),
        "chroot": Wrapper(operands: 1), "coproc": Wrapper(), "caffeinate": Wrapper(valueLetters: "tw"),
        "taskset": Wrapper(operands: 1), "chronic": Wrapper(),
    ]

    /// The names of the programs that run the program named after them.
    package static let wrapperNames: Set<String> = Set(wrappers.keys.map { $0 })

    /// Whether `name` is more likely a program than a word of a sentence.
    package static func contains(_ name: String) -> Bool {
        common.contains(name) || isInterpreter(name) || name.hasPrefix("mkfs")
    }

    /// The name of the program that `word` runs: without its directory, and in lower case.
    package static func name(of word: String) -> String {
        let last = word.lastPathPart
        let lowered = last.utf8.allSatisfy(\.isLowercaseASCII) ? last : last.lowercased()
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
