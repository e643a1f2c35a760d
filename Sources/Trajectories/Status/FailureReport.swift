internal import Foundations

/// How well-known programs report failure, where their lines do not begin with the program's name.
struct FailureReport: Sendable {
    /// The programs, also as modules that an interpreter runs, and as what a launcher runs.
    private let programs: Set<String>
    /// The beginnings of their lines, or words anywhere in them.
    private var starts: [String] = []
    private var words: [String] = []
    /// Words with a number in front of them, which is 0 if all is well.
    private var counted: [String] = []
    /// Endings of the files in front of whose lines and columns they say what is wrong: `plan.go:3:7: undefined: x`.
    private var positions: [String] = []
    /// What they say after it, if it did not matter: another run of the same line succeeded.
    private var successes: [String] = []
    /// Whether no other program prints the like, so that it counts whatever ran the program.
    private var isTelling = false

    /// Whether the last lines say that the program failed.
    func isIn(_ lines: ArraySlice<OutputLine>) -> Bool {
        guard let index = lines.lastIndex(where: isFailure) else { return false }
        return !lines[index...].contains { line in successes.contains { line.begins(with: $0) } }
    }

    private func isFailure(_ line: OutputLine) -> Bool {
        starts.contains { line.begins(with: $0) } || words.contains { line.containsBytes(of: $0) }
            || counted.contains { line.number(before: $0) ?? 0 > 0 } || positions.contains { isPosition(line, $0) }
    }

    /// Whether a line begins with a path and two numbers: a log that names its place has one.
    private func isPosition(_ line: OutputLine, _ ending: String) -> Bool {
        guard line.first.map({ $0 > 0x20 }) == true, let place = line.prefix(300).firstPlace(of: ending) else {
            return false
        }
        let parts = line[(place + ending.utf8.count)...].prefix(20).split(separator: UInt8(ascii: ":"), maxSplits: 2)
        return parts.count == 3 && parts[..<2].allSatisfy { $0.allSatisfy(\.isASCIIDigit) } && parts[2].first == 0x20
    }

    // MARK: The table

    /// The reports of a program.
    static func of(_ program: String) -> [FailureReport] { byProgram[program] ?? [] }

    /// The reports that count whatever program ran the one that they are of.
    static let telling = all.filter(\.isTelling)

    /// Programs that run others that the command line does not name.
    static let relays: Set<String> = [
        "make", "gmake", "just", "task", "npm", "npx", "pnpm", "yarn", "bun", "turbo", "nx", "lerna", "invoke", "inv",
        "tox", "nox", "poe", "hatch", "bash", "sh", "zsh", "docker", "docker-compose", "podman", "ssh", "cmake",
        "ninja",
    ]

    private static let byProgram: [String: [FailureReport]] = all.reduce(into: [:]) { reports, report in
        for program in report.programs { reports[program, default: []].append(report) }
    }

    /// All reports. Facts from the programs' own messages.
    private static let all = packages + languages + builds + services + data + checkers

    private static let packages = [
        FailureReport(
            programs: ["pip", "pip3", "uv", "uvx", "pipx"],
            starts: ["ERROR: ", "error: ", "  × "],
            successes: ["Successfully installed", "Requirement already satisfied"]
        ),
        FailureReport(
            programs: ["poetry", "pdm", "pipenv", "hatch", "rye"],
            starts: [
                "Command not found: ", "Error: ", "error: ", "ERROR: ", "[PdmUsageError]", "[ResolutionImpossible]",
                "Poetry could not find", "Unable to find installation candidates", "ResolutionFailure",
            ],
            words: [
                "changed significantly since poetry.lock", "version solving failed", "could not be found within",
                "Locking failed", "Locking Failed",
            ]
        ),
        FailureReport(
            programs: ["conda", "mamba", "micromamba"],
            starts: [
                "CondaError", "PackagesNotFoundError", "EnvironmentLocationNotFound", "ResolvePackageNotFound",
                "UnsatisfiableError", "LibMambaUnsatisfiableError", "EnvironmentNameNotFound", "ERROR conda",
                "CondaHTTPError", "CondaValueError",
            ]
        ),
        FailureReport(programs: ["apt", "apt-get", "dpkg", "aptitude"], starts: ["E: ", "dpkg: error"]),
        FailureReport(programs: ["apk"], starts: ["ERROR: "]),
        FailureReport(programs: ["brew", "dnf", "yum"], starts: ["Error: "]),
        FailureReport(programs: ["pacman", "nix", "snap", "nix-build", "nix-shell"], starts: ["error: "]),
        FailureReport(programs: ["gem"], starts: ["ERROR:  "]),
        FailureReport(
            programs: ["npm", "npx", "pnpm", "yarn"],
            starts: ["npm ERR!", "npm error", "ERR_PNPM", " ERR_PNPM", " ELIFECYCLE ", " ERROR  run failed"],
            isTelling: true
        ),
        FailureReport(programs: ["yarn"], starts: ["error ", "Usage Error:", "Internal Error:"]),
        FailureReport(programs: ["pnpm"], starts: [" ERROR "]),
        FailureReport(programs: ["lerna", "turbo", "nx"], starts: ["lerna ERR!", " ERROR "]),
        FailureReport(
            programs: ["composer"],
            starts: [
                "Your requirements could not be resolved", "  Problem 1", "Could not find package", "  [Invalid",
                "  [Runtime", "  [Composer\\",
            ],
            words: ["returned with error code "]
        ),
        FailureReport(
            programs: ["bundle", "bundler"],
            starts: ["bundler: ", "Could not find ", "Could not locate Gemfile", "Bundler could not find"],
            words: ["(Bundler::", "locally installed gems"]
        ),
        FailureReport(programs: ["pod", "fastlane"], starts: ["[!] "]),
    ]

    private static let languages = [
        FailureReport(programs: ["cargo", "rustc"], starts: ["error: ", "error["]),
        FailureReport(programs: ["cargo"], starts: ["error: could not compile"], isTelling: true),
        FailureReport(
            programs: ["go", "golangci-lint", "staticcheck", "gotestsum", "ginkgo"],
            starts: [
                "panic: ", "# command-line-arguments", "FAIL\t", "error obtaining VCS status", "no Go files in ",
                "go: go.mod ", "go: errors parsing", "go: cannot ", "go: updates to go.mod", "go: inconsistent ",
                "go: no such tool", "go: toolchain not available", "go: module ", "can't load package",
            ],
            words: ["no required module provides package", " is not in std", "cannot find package "],
            positions: [".go:"]
        ),
        FailureReport(
            programs: ["node", "deno", "bun", "npx", "npm", "yarn", "pnpm", "tsx", "ts-node", "nodemon", "babel-node"],
            starts: ["Uncaught ", "Node.js v", "Error [ERR_", "error: Uncaught "]
        ),
        FailureReport(programs: ["node", "deno", "bun"], starts: ["error: ", "node: bad option"]),
        FailureReport(
            programs: ["tsc", "npx", "npm", "yarn", "pnpm", "tsgo", "vue-tsc"],
            starts: ["error TS"],
            words: [": error TS"],
            isTelling: true
        ),
        FailureReport(
            programs: ["java", "javac", "mvn", "mvnw", "mvnd", "gradle", "gradlew", "kotlinc", "sbt", "scala", "mill"],
            starts: [
                "Exception in thread ", "[ERROR] ", "[error] ", "e: ", "Error: Could not find or load main class",
            ],
            words: [".java:", ".kt:"].map { $0 + " error: " }
        ),
        FailureReport(programs: ["javac", "java"], words: [": error: "]),
        FailureReport(
            programs: ["gradle", "gradlew", "mvn", "mvnw", "ant"],
            starts: ["FAILURE: Build failed", "BUILD FAILED", "[ERROR] BUILD FAILURE", "[INFO] BUILD FAILURE"],
            isTelling: true
        ),
        FailureReport(
            programs: ["ruby", "rake", "rails", "rspec", "bundle", "irb", "gem"],
            starts: [
                "rails aborted!", "rake aborted!", "bin/rails aborted!", "Unrecognized command \"",
                "Don't know how to build task",
            ],
            words: ["(LoadError)", "(SyntaxError)", ": syntax error, "],
            isTelling: true
        ),
        FailureReport(
            programs: ["php", "artisan", "phpunit", "pest", "composer", "sail", "phpstan"],
            starts: ["PHP Fatal error:", "PHP Parse error:"],
            words: ["SQLSTATE[", "  thrown in "],
            isTelling: true
        ),
        FailureReport(
            programs: ["php", "artisan", "sail"],
            starts: ["Fatal error: ", "Parse error: ", "Could not open input file: ", "   ERROR  "]
        ),
        FailureReport(programs: ["mix", "elixir", "iex"], starts: ["** (", "== Compilation error in file"]),
        FailureReport(programs: ["mix"], starts: ["** (Mix)"], isTelling: true),
        FailureReport(programs: ["rebar3"], starts: ["===> Compilation failed", "===> Unable", "===> Command "]),
        FailureReport(
            programs: ["dotnet", "msbuild", "nuget"],
            starts: ["Unhandled exception", "MSBUILD : error", "Could not execute because", "Build FAILED."],
            words: [": error CS", ": error MSB", ": error NU", ": error NETSDK", ": error FS"],
            isTelling: true
        ),
        FailureReport(
            programs: ["rscript", "Rscript", "R", "r"],
            starts: ["Error in ", "Error: ", "Execution halted"]
        ),
        FailureReport(programs: ["Rscript"], starts: ["Execution halted"], isTelling: true),
        FailureReport(programs: ["julia"], starts: ["ERROR: "]),
        FailureReport(programs: ["perl", "prove"], words: ["Can't locate ", "syntax error at ", "BEGIN failed--"]),
        FailureReport(programs: ["lua", "luajit", "busted"], starts: ["lua: ", "luajit: "]),
        FailureReport(
            programs: ["lein", "clojure", "clj"],
            starts: ["Execution error", "Syntax error ", "Could not locate "]
        ),
        FailureReport(
            programs: ["ghc", "runghc", "stack", "cabal", "dune", "ocaml", "ocamlfind", "opam"],
            starts: ["Error: ", "cabal: ", "[ERROR] "],
            words: [": error:"]
        ),
        FailureReport(
            programs: ["flutter", "dart", "crystal", "nim", "nimble", "elm", "gleam"],
            starts: ["Error: ", "error: "],
            words: ["version solving failed", "): Error: "]
        ),
        FailureReport(
            programs: [
                "gcc", "g++", "cc", "c++", "clang", "clang++", "make", "swift", "swiftc", "ninja", "cmake", "zig",
                "nvcc",
                "xcodebuild", "meson", "bazel",
            ],
            words: [": error: ", ": fatal error: ", "CMake Error", "ld returned 1 exit status"]
        ),
        FailureReport(programs: ["swift", "swiftc", "zig", "xcodebuild"], starts: ["error: "]),
    ]

    private static let builds = [
        FailureReport(
            programs: ["make", "gmake", "ninja"],
            starts: ["make: *** ", "gmake: *** ", "ninja: error", "ninja: build stopped"],
            words: ["]: *** ["],
            isTelling: true
        ),
        FailureReport(programs: ["just"], starts: ["error: "]),
        FailureReport(programs: ["task"], starts: ["task: Failed", "task: Task "]),
        FailureReport(programs: ["invoke", "inv"], starts: ["No idea what ", "Can't find any collection"]),
        FailureReport(
            programs: ["xcodebuild"],
            starts: ["** BUILD FAILED **", "** ARCHIVE FAILED **"],
            isTelling: true
        ),
        FailureReport(programs: ["bazel", "bazelisk"], starts: ["ERROR: ", "FAILED: Build did NOT"]),
        FailureReport(programs: ["meson"], starts: ["ERROR: "], words: [": ERROR: "]),
        FailureReport(programs: ["configure"], starts: ["configure: error: "], isTelling: true),
        FailureReport(
            programs: ["vite", "webpack", "next", "rollup", "esbuild", "parcel", "npm", "npx", "pnpm", "yarn", "bun"],
            starts: [
                "ERROR in ", "error during build:", "✘ [ERROR]", "Failed to compile.", "> Build failed because of",
                "error: script \"", "[vite]: Rollup failed",
            ]
        ),
    ]

    private static let services = [
        FailureReport(
            programs: ["git"],
            starts: ["fatal: ", "error: ", "CONFLICT (", " ! [rejected]", " ! [remote rejected]", "husky - "]
        ),
        FailureReport(
            programs: ["git", "pre-commit"],
            starts: ["- exit code: ", "- files were modified by this hook"],
            words: ["....Failed"]
        ),
        FailureReport(
            programs: ["gh"],
            starts: [
                "To get started with GitHub CLI", "gh: To use GitHub CLI", "could not ", "HTTP 4", "GraphQL: ",
                "failed to ",
            ]
        ),
        FailureReport(
            programs: ["docker", "docker-compose", "podman", "podman-compose", "nerdctl"],
            starts: [
                "docker: ", "ERROR: failed to ", "ERROR: Cannot", "ERROR: Service", "ERROR: Version in",
                "ERROR: No such",
                "ERROR: for ", "ERROR: Couldn't", "ERROR: unable", "ERROR: denied", "ERROR: executor failed",
                "the input device is not a TTY", "cannot attach stdin to a TTY", "service \"", "no such service: ",
                "no configuration file provided", "Error: No such ", "Error: no such ", "error during connect",
                "failed to solve:", "OCI runtime exec failed", "unable to get image", "unknown flag: ",
                "unknown command: ",
                "Error: No such container", "yaml: ", "manifest for ",
            ]
        ),
        FailureReport(
            programs: ["docker", "docker-compose", "podman"],
            starts: ["Error response from daemon", "Cannot connect to the Docker daemon"],
            words: ["Cannot connect to the Docker daemon"],
            isTelling: true
        ),
        FailureReport(
            programs: ["kubectl", "helm", "oc", "kustomize"],
            starts: [
                "error: ", "Error from server", "Error: ", "The connection to the server ",
                "Unable to connect to the server", "error validating ",
            ]
        ),
        FailureReport(programs: ["kubectl"], starts: ["Error from server ("], isTelling: true),
        FailureReport(
            programs: ["terraform", "tofu", "terragrunt", "packer"],
            starts: ["│ Error: ", "Error: ", "Terraform has no command named", "Terraform exited with"]
        ),
        FailureReport(programs: ["terraform", "tofu"], starts: ["│ Error: "], isTelling: true),
        FailureReport(
            programs: ["aws", "sam", "cdk"],
            starts: [
                "An error occurred (", "Unable to locate credentials", "Could not connect to the endpoint",
                "fatal error: ",
                "upload failed", "aws: error", "Error when retrieving", "The config profile (", "Error: ",
                "Unable to parse", "Error parsing parameter", "Unknown options: ", "Invalid endpoint",
                "Partial credentials",
                "The security token",
            ]
        ),
        FailureReport(
            programs: ["gcloud", "gsutil", "bq", "az"],
            starts: ["ERROR: ", "CommandException", "ServiceException", "BigQuery error in", "Please run 'az login'"]
        ),
        FailureReport(
            programs: [
                "vercel", "netlify", "wrangler", "firebase", "fly", "flyctl", "doctl", "pulumi", "serverless", "eas",
                "expo",
            ],
            starts: ["Error: ", "Error! ", "error: ", "✘ [ERROR]"]
        ),
        FailureReport(programs: ["heroku"], starts: [" ›   Error:"]),
        FailureReport(
            programs: ["ansible-playbook", "ansible"],
            starts: ["fatal: [", "ERROR! ", "failed: ["],
            words: ["| UNREACHABLE!", "| FAILED!"],
            successes: ["...ignoring"]
        ),
        FailureReport(
            programs: ["ssh", "scp", "sftp", "rsync", "git", "ssh-copy-id"],
            starts: [
                "Host key verification failed", "Connection closed by", "lost connection",
                "kex_exchange_identification", "rsync error: ",
            ],
            words: [": Permission denied ("]
        ),
        FailureReport(
            programs: ["systemctl", "service"],
            starts: ["Failed to ", "Job for "],
            words: [" could not be found."]
        ),
        FailureReport(programs: ["curl"], starts: ["curl: ("]),
        FailureReport(programs: ["wget"], starts: ["wget: ", "ERROR "]),
    ]

    private static let data = [
        FailureReport(
            programs: [
                "psql", "mysql", "sqlite3", "mariadb", "pg_dump", "pg_restore", "createdb", "mysqldump", "duckdb",
            ],
            starts: [
                "psql: error", "ERROR: ", "ERROR ", "Error: ", "Parse error", "Runtime error", "FATAL: ",
                "Parser Error: ",
                "Catalog Error: ", "Binder Error: ",
            ],
            words: [": ERROR:  "]
        ),
        FailureReport(
            programs: ["mongosh", "mongo"],
            starts: ["MongoServerError", "MongoNetworkError", "SyntaxError: ", "ReferenceError: ", "TypeError: "]
        ),
        FailureReport(programs: ["redis-cli"], starts: ["(error) ", "Could not connect to Redis"]),
        FailureReport(programs: ["sqlcmd"], starts: ["Msg ", "Sqlcmd: Error"]),
        FailureReport(programs: ["clickhouse-client", "clickhouse"], words: ["DB::Exception"]),
        FailureReport(programs: ["redis-cli", "psql", "mysql", "nc", "telnet"], words: ["Connection refused"]),
        FailureReport(programs: ["prisma", "npx"], starts: ["Error: P1", "Error: P2", "Error: P3"]),
        FailureReport(programs: ["alembic", "flask"], starts: ["FAILED: ", "ERROR [alembic"]),
        FailureReport(
            programs: ["dbt"],
            words: ["Encountered an error", "Runtime Error", "Database Error", "Compilation Error", "Parsing Error"],
            counted: [" error"]
        ),
        FailureReport(
            programs: ["jupyter", "jupyter-nbconvert", "nbconvert", "papermill"],
            words: [
                "CellExecutionError", "PapermillExecutionError", "[NbConvertApp] ERROR", "Exception encountered at",
            ]
        ),
        FailureReport(programs: ["manage.py", "django-admin", "python", "python3"], starts: ["CommandError: "]),
    ]

    private static let checkers = [
        FailureReport(
            programs: ["pytest", "py.test"],
            starts: ["ImportError while loading conftest", "INTERNALERROR>", "ERROR: usage:"]
        ),
        FailureReport(programs: ["file"], words: [": cannot open `"]),
        FailureReport(programs: ["rubocop", "standardrb"], counted: [" offense"]),
        FailureReport(
            programs: ["eslint", "stylelint"],
            starts: ["Oops! Something went wrong!"],
            counted: [" errors, ", " error, "]
        ),
    ]
}

extension Slice<OutputLine> {
    /// The first place of some words.
    fileprivate func firstPlace(of words: String) -> Int? {
        OutputLine(rebasing: self).firstOffset(of: words).map { $0 + startIndex }
    }
}
