/// A way in which a program runs another one somewhere else or with other settings: `uv run`, `docker compose exec web`.
///
/// Unlike a wrapper such as `sudo`, it is the program of its command: the same program behind it may not exist outside.
package struct Launcher: Sendable {
    /// What a launcher runs.
    package struct Launch: Sendable {
        /// The words of the launcher without its options: `docker compose exec web`.
        package let launcher: [String]
        /// The commands that run.
        package let commands: [SimpleCommand]
        /// Whether they run in a container or on another machine.
        package let isElsewhere: Bool
    }

    /// The words that come first, besides options: for each place those that may be there.
    private var path: [Set<String>] = []
    /// The options in front of each of the words and behind them, and how many words the place has: `web` of
    /// `docker compose exec web`.
    private var options = KnownPrograms.Wrapper()
    /// Whether the program comes behind `--`, wherever that is.
    private var isBehindDashes = false
    /// Whether what comes next is for the launcher itself: `yarn workspace api test` runs `yarn test` elsewhere.
    private var isAgain = false
    private var isElsewhere = false

    /// Whether the program of this name may run another one so.
    package static func isLauncher(_ name: String) -> Bool { known[name] != nil }

    /// What a command line runs by way of a launcher; nil if its program is not one, or if nothing runs.
    package static func launch(_ words: [String]) -> Launch? {
        guard let first = words.first, let launchers = known[KnownPrograms.name(of: first)] else { return nil }
        for launcher in launchers {
            guard let (start, own) = launcher.start(in: words), start < words.count else { continue }
            let rest = Array(words[start...])
            let script =
                rest.count == 1 && rest[0].utf8.contains(0x20)
                ? ShellScript(rest[0]) : ShellScript(words: launcher.isAgain ? [first] + rest : rest)
            return Launch(launcher: own, commands: script.effectiveCommands, isElsewhere: launcher.isElsewhere)
        }
        return nil
    }

    /// The place of the program that runs, and the launcher's words without its options.
    private func start(in words: [String]) -> (place: Int, own: [String])? {
        var index = 1
        var own = [words[0]]
        for names in path {
            guard let next = end(in: words, from: index), next < words.count, names.contains(words[next]) else {
                return nil
            }
            own.append(words[next])
            index = next + 1
        }
        if isBehindDashes { return words[index...].firstIndex(of: "--").map { ($0 + 1, own) } }
        return end(in: words, from: index).map { end in
            let next = end + options.operands
            own += words[min(end, words.count)..<min(next, words.count)]
            // `ssh host -- ls`
            return (next < words.count && options.operands > 0 && words[next] == "--" ? next + 1 : next, own)
        }
    }

    private func end(in words: [String], from start: Int) -> Int? {
        options.endOfOptions(from: start, count: words.count) { words[$0] }
    }

    // MARK: The table

    private static let compose = KnownPrograms.Wrapper(
        valueLetters: "fpeuwvl",
        valueOptions: [
            "--file", "--project-name", "--profile", "--env-file", "--project-directory", "--env", "--user",
            "--workdir", "--index", "--volume", "--name", "--entrypoint", "--publish", "--label",
        ],
        operands: 1
    )
    private static let container = KnownPrograms.Wrapper(
        valueLetters: "euwvpmlhH",
        valueOptions: [
            "--env", "--user", "--workdir", "--volume", "--publish", "--name", "--network", "--net", "--env-file",
            "--mount", "--entrypoint", "--memory", "--cpus", "--platform", "--label", "--hostname", "--gpus",
            "--add-host", "--context", "--host", "--shm-size", "--userns", "--security-opt",
        ],
        operands: 1
    )
    private static let python = KnownPrograms.Wrapper(
        valueLetters: "pCPn",
        valueOptions: [
            "--python", "--with", "--extra", "--group", "--env-file", "--project", "--directory", "--package",
            "--with-requirements", "--with-editable", "--index", "--index-url", "--only-group", "--no-group", "--name",
            "--prefix", "--from", "--cwd",
        ]
    )
    private static let node = KnownPrograms.Wrapper(
        valueLetters: "wpFC",
        valueOptions: ["--workspace", "--prefix", "--filter", "--dir", "--package", "--cwd", "--loglevel"]
    )

    /// A launcher that runs what comes behind one of these words.
    private static func behind(_ words: Set<String>, _ options: KnownPrograms.Wrapper = .init()) -> [Launcher] {
        [Launcher(path: [words], options: options)]
    }
    /// A launcher that runs what comes first.
    private static func plain(_ options: KnownPrograms.Wrapper = .init()) -> [Launcher] { [Launcher(options: options)] }

    private static let containers = [
        Launcher(path: [["compose"], ["exec", "run"]], options: compose, isElsewhere: true),
        Launcher(path: [["exec", "run"]], options: container, isElsewhere: true),
        Launcher(path: [["container"], ["exec", "run"]], options: container, isElsewhere: true),
    ]
    private static let composed = [Launcher(path: [["exec", "run"]], options: compose, isElsewhere: true)]
    private static let pods = [
        Launcher(
            path: [["exec"]],
            options: .init(valueLetters: "nc", valueOptions: ["--namespace", "--context", "--container"]),
            isBehindDashes: true,
            isElsewhere: true
        )
    ]
    private static let remote = [
        Launcher(options: .init(valueLetters: "BbcDEeFIiJLlmOopQRSWw", operands: 1), isElsewhere: true)
    ]
    private static let yarn =
        [
            Launcher(path: [["workspace"]], options: .init(valueOptions: ["--cwd"], operands: 1), isAgain: true),
            Launcher(
                path: [["workspaces"], ["foreach"]],
                options: .init(valueLetters: "j", valueOptions: ["--include", "--exclude", "--from", "--jobs"]),
                isAgain: true
            ),
        ] + behind(["exec", "dlx", "run"], node) + plain(node)

    /// The launchers by their names, from their own documentation.
    private static let known: [String: [Launcher]] = [
        "docker": containers, "podman": containers, "nerdctl": containers,
        "docker-compose": composed, "podman-compose": composed,
        "kubectl": pods, "oc": pods, "ssh": remote,
        "uv": behind(["run"], python), "poetry": behind(["run"], python), "pipenv": behind(["run"], python),
        "pdm": behind(["run"], python), "hatch": behind(["run"], python), "rye": behind(["run"], python),
        "pixi": behind(["run"], python), "conda": behind(["run"], python), "mamba": behind(["run"], python),
        "micromamba": behind(["run"], python), "uvx": plain(python), "pipx": behind(["run"], python),
        "coverage": behind(["run"], .init(valueOptions: ["--source", "--omit", "--include", "--rcfile"])),
        "bundle": behind(["exec"]), "bundler": behind(["exec"]), "spring": plain(), "rbenv": behind(["exec"]),
        "pyenv": behind(["exec"]), "asdf": behind(["exec"]), "opam": behind(["exec"]), "lerna": behind(["exec"]),
        "mise": behind(["exec", "x"]), "direnv": behind(["exec"], .init(operands: 1)), "fvm": plain(),
        "npm": behind(["exec", "x"], node), "npx": plain(node), "bunx": plain(node), "yarn": yarn,
        "pnpm": behind(["exec", "dlx", "run"], node) + plain(node), "pnpx": plain(node),
        "bun": behind(["x", "run"], node) + plain(node),
        "nyc": plain(), "c8": plain(), "cross-env": plain(), "dotenv": plain(.init(valueLetters: "ef")),
        "xvfb-run": plain(.init(valueLetters: "nsefp", valueOptions: ["--server-num", "--server-args"])),
        "nix": [Launcher(path: [["develop", "shell"]], options: .init(valueLetters: "c"), isBehindDashes: true)],
        "doppler": [Launcher(path: [["run"]], isBehindDashes: true)],
        "op": [Launcher(path: [["run"]], isBehindDashes: true)],
    ]
}
