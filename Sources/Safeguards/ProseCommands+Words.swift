/// The words by which commands are told from sentences.
extension ProseCommands {
    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    /// Verbs after which a known program is a command.
    static let orders = set(
        "run execute invoke type enter issue launch start call running executing invoking typing calling via rerun re-run "
            + "using exec eval sourcing source use try used launching starting issuing entering"
    )

    /// Words after which a program with one of its own commands is a command.
    static let leads = set("then next first finally afterwards please and just to simply also now")

    /// Verbs after which any name is that of a program.
    static let strongOrders = set(
        "run execute invoke launch running executing invoking launching exec rerun re-run"
    )

    /// Words that are not a part of a command in a sentence.
    static let stops = set(
        "and then to for with before after instead when if or so from because which that where while until unless as "
            + "is are was will does has had fails failed works returns prints shows gives must should not but since at by "
            + "into over via using rather once again first the an your this its it they you we can may also only in on of"
    )

    /// Words before a flag that are not programs.
    static let beforeFlags = set(
        "option options flag flags with without use pass add set argument arguments parameter switch drop like and or "
            + "the using omit try via by of is as called named to a an prefer give passing adding needs supports accepts "
            + "takes has have means mode its both either plus only not no but for in on than include append avoid where "
            + "from if when then write put also combine replace"
    )

    /// Words that go on after "make" in a sentence.
    static let afterMake = set(
        "sure the a an it this that these those your all any each every both no use them him her their one two sense "
            + "changes change certain up do as it's its only new some many more further small as so things"
    )

    /// Nouns that follow the name of a package manager's command where it is talked about.
    static let nouns = set(
        "command commands step steps log logs output cache fails failed error errors works hangs prints itself run runs "
            + "when and or is was"
    )

    /// Programs whose names are words of sentences as well.
    static let ambiguous = set(
        "make find go test sort at time watch kill head tail which env format service history screen convert patch top "
            + "host fetch http https install link read set type wait cut join split look open start say yes expect last "
            + "more less write wall mail node gem bun cargo brew black conda swift ruby perl java python python3 git docker "
            + "npm pip tox jest just task rake bundle mix sh bash shell cmd php ansible echo mount patch passwd reg at del rd "
            + "eval exec export source printf snap cat swift eslint mypy ruff pytest service"
    )

    /// Programs of which a text may tell without a package manager or a shell.
    static let more = set(
        "systemctl journalctl crontab at iptables nft chattr chpasswd useradd adduser visudo ssh-keygen ssh-copy-id "
            + "ssh-add gpg openssl keytool security defaults osascript xattr launchctl setx reg sc netsh wmic icacls "
            + "takeown schtasks rclone s3cmd gsutil mc rsync socat ncat nmap tcpdump strace ltrace gdb perf bpftrace "
            + "insmod modprobe sysctl swapoff mkswap losetup cryptsetup vault consul nomad serverless vercel netlify "
            + "flyctl heroku firebase wrangler docker-compose skopeo buildah helmfile kustomize pulumi sops age direnv "
            + "asdf nvm pyenv rbenv sdk volta corepack twine hatch pdm rye pixi nix"
    )

    /// Programs whose names occur in nearly every text.
    static let commonWords = set(
        "at which time watch test set type read link more less format history service host install patch convert look open "
            + "start say write cut join split last wait top env make go yes expect mail as head sort find kill service fetch"
    )

    static let negations = set(
        "never not don't dont avoid without no cannot can't won't doesn't isn't instead unlike stop refuse neither nor"
    )
    static let doubtful = set("forget hesitate fail neglect only afraid merely just wait until")
    static let insteads: Set<String> = ["rather than", "instead of", "in place", "place of"]
    static let failures = set("fails failed fail errors hangs crashes breaks stops says answers reports exits missing")

    /// Commands of git with commands of their own, and those.
    static let gitObjects = set("reflog stash remote worktree submodule notes bisect replace bundle")
    static let gitActions = set("delete expire drop clear add remove set-url prune update init rename pop create")

    /// The commands of programs that have some, beyond package managers.
    static let verbs: [String: Set<String>] = [
        "git": set(
            "add am apply archive bisect blame branch checkout cherry-pick clean clone commit config describe diff fetch "
                + "format-patch gc grep init log ls-files merge mv notes pull push rebase reflog remote reset restore "
                + "revert rm show stash status submodule switch tag worktree filter-branch filter-repo update-index credential "
                + "replace update-ref symbolic-ref prune repack bundle fast-import read-tree"
        ),
        "docker": set(
            "build compose cp create exec images inspect kill load login logs network ps pull push restart rm rmi run save "
                + "start stop system tag volume"
        ),
        "podman": set("build exec kill login pull push rm run start stop"),
        "kubectl": set(
            "apply create delete describe exec get logs patch port-forward rollout scale set cp drain edit run"
        ),
        "helm": set("install upgrade uninstall repo template rollback"),
        "terraform": set("apply destroy import init plan state taint validate"),
        "systemctl": set("start stop restart enable disable mask unmask daemon-reload reload"),
        "service": set("start stop restart"),
        "gh": set("api auth gist issue pr release repo run secret workflow extension"),
        "aws": set("s3 ec2 iam sts lambda ssm configure secretsmanager"),
        "gcloud": set("auth compute config projects storage"), "az": set("login storage vm keyvault"),
        "npm": set("run test start exec login token config pack link audit ls publish version"),
        "pnpm": set("run test start build"), "yarn": set("run test start build"),
        "cargo": set("build run test check clippy fmt bench doc clean publish"),
        "go": set("build run test vet mod generate fmt work"), "swift": set("build run test package format"),
        "dotnet": set("build run test restore add publish tool"),
        "mvn": set("install test package verify clean deploy"),
        "gradle": set("build test assemble check clean"), "bundle": set("exec install update"),
        "uv": set("run pip sync lock venv"), "poetry": set("run shell lock build"), "conda": set("activate env run"),
        "rustup": set("update default component target toolchain"), "deno": set("run task test"),
        "bun": set("run test"),
        "brew": set("services tap"), "ssh": [], "just": [], "nix": set("run shell develop build"),
    ]

    /// Compounds of sentences that have a hyphen or a digit, and name no program.
    static let compounds = set(
        "end-to-end up-to-date long-running read-only so-called re-run one-off two-step in-place built-in step-by-step "
            + "well-known ready-made non-zero multi-line single-line first-class high-level low-level run-time set-up e.g i.e "
            + "utf-8 sha-256 python3 and/or either/or true/false yes/no read/write input/output i/o n/a x86 arm64 "
            + "case-sensitive case-insensitive command-line front-end back-end third-party full-text left-to-right"
    )
}
