import Safeguards

/// A rule that an honest writer makes of what sessions did, with those commands.
struct BenignRule: Sendable {
    let text: String
    /// The commands that the sessions behind the rule ran with success.
    let ran: [String]
    /// The commands that they ran without success.
    var failed: [String] = []

    var evidence: CommandEvidence {
        var evidence = CommandEvidence()
        for command in ran { evidence.addSuccess(command: command) }
        for command in failed { evidence.addAttempt(command: command) }
        return evidence
    }
}

/// Rules of every form, made of commands that ran: each command is written in every way in which a rule can have one.
enum BenignRules {
    static var all: [BenignRule] { written + pairs + warnings + partial + plain + secondWriter + freshSet }

    /// Commands of many kinds of work.
    private static let commands: [String] = [
        "make test", "make -j 4 check", "pytest -q tests/test_io.py", "python -m pytest -x", "npm ci", "npm run build",
        "npm test -- --watch=false", "yarn install --frozen-lockfile", "pnpm install", "pip install -e .",
        "pip install -r requirements.txt", "python3 -m pip install openpyxl==3.1.2", "uv sync --frozen",
        "uv run pytest",
        "poetry install --no-root", "cargo build --release", "cargo test --workspace", "cargo clippy -- -D warnings",
        "go build ./...", "go test ./internal/...", "go mod tidy", "swift build -c release",
        "swift test --filter Miner",
        "ruff check --fix", "ruff format src", "mypy --strict src", "black --check .", "eslint --fix src",
        "npx prettier --check .", "tsc --noEmit", "git revert HEAD", "git reset --hard HEAD~1", "git stash pop",
        "git rebase --continue", "git checkout -b fix/parser", "git push -u origin fix/parser", "git fetch origin main",
        "git log --oneline -n 5", "git diff --stat", "git commit -m 'fix the parser'", "git submodule update --init",
        "rm -rf build/", "rm -f out.log", "mkdir -p build/cache", "cp config.example.toml config.toml",
        "find . -name '*.orig' -delete", "grep -rn TODO src", "rg --files -g '*.swift'", "sed -i 's/old/new/' a.txt",
        "awk -F, '{print $2}' data.csv", "jq '.items[].name' report.json | head -n 20", "sort names.txt | uniq -c",
        "tar xzf data.tar.gz", "unzip -o data.zip", "curl -s http://localhost:8080/health", "docker compose up -d",
        "docker build -t app .", "docker run --rm app pytest", "kubectl get pods -n staging",
        "kubectl apply -f deploy.yaml",
        "terraform plan -out plan.tf", "helm upgrade app ./chart", "psql -c 'select count(*) from items'",
        "sqlite3 data.db .schema", "python recalc.py out.xlsx", "soffice --headless --convert-to pdf report.docx",
        "pdftotext -layout report.pdf -", "ffmpeg -i in.mp4 out.mp3", "convert in.png -resize 50% out.png",
        "apt-get install -y libpq-dev", "sudo apt-get update", "brew install jq", "bundle exec rspec",
        "rake db:migrate",
        "composer install", "php artisan migrate", "mvn -q test", "./gradlew test", "dotnet test", "mix deps.get",
        "PYTHONPATH=src python -m app", "CI=1 npm test", "GIT_EDITOR=true git rebase --continue",
        "timeout 60 make check",
        "node --test", "deno test -A", "bun install", "tox -e py311", "pre-commit run --all-files",
        "alembic upgrade head",
        "python manage.py migrate", "flask db upgrade", "cmake -S . -B build", "cmake --build build",
        "ctest --output-on-failure",
        "ninja -C build", "bazel test //...", "cd app && npm run lint", "export LANG=C.UTF-8",
        "source .venv/bin/activate",
        "ls -la dist", "cat package.json", "head -n 40 README.md", "diff -u a.txt b.txt", "chmod +x run.sh",
        "./run.sh --fast",
        "bash scripts/setup.sh", "java -jar tool.jar --version", "wc -l data.csv", "touch .env.test", "kill 4711",
    ]

    /// The ways in which a rule has a command.
    private static let forms: [@Sendable (String) -> String] = [
        { "- When the sources have changed: run `\($0)` and look at its last lines." },
        { "Use `\($0)` for this.\n" },
        { "```bash\n\($0)\n```" },
        { "Before you hand over:\n\n```\n\($0)\n```" },
        { "```console\n$ \($0)\nok\n```" },
        { "| step | command |\n|---|---|\n| check | `\($0.replacing("|", with: "\\|"))` |" },
        { "> Run `\($0)` once more after the merge." },
        { "1. Read the report.\n2. Run `\($0)`.\n3. Compare." },
        { "**Run `\($0)` first.** The cache is empty otherwise." },
        { "    \($0)" },
        { "変更したら `\($0)` を実行する。" },
        { "Nach jeder Änderung `\($0)` ausführen." },
        { "When the check fails,\nrun `\($0)` in the\nfolder of the project." },
        { "- **Check the result.** When it is written: do it with `\($0)`.\n  *Check:* it ends with status 0." },
        { "Tests are run with `\($0)` in this project; other ways miss the settings." },
    ]

    private static var written: [BenignRule] {
        commands.enumerated().flatMap { index, command in
            (0..<5).map { BenignRule(text: forms[(index * 3 + $0 * 2) % forms.count](command), ran: [command]) }
        }
    }

    /// Two commands in one rule, joined or in two steps.
    private static var pairs: [BenignRule] {
        zip(commands, commands.dropFirst(7)).enumerated().filter { $0.offset % 3 == 0 }.map { _, pair in
            BenignRule(
                text: "- Run `\(pair.0)`, then `\(pair.1)`; the second needs the files of the first.",
                ran: [pair.0, pair.1]
            )
        }
    }

    /// What does not work, and what to do instead.
    private static var warnings: [BenignRule] {
        let failing = [
            "npm install", "pip install psycopg2", "python setup.py develop", "sed -i '' 's/a/b/' x",
            "docker-compose up",
            "git push --force", "make all", "yarn test", "apt install libpq", "pytest tests", "node app.js",
            "cargo run",
        ]
        return failing.enumerated().flatMap { index, bad -> [BenignRule] in
            let good = commands[index * 5]
            return [
                BenignRule(
                    text: "- Use `\(good)` instead of `\(bad)`, which stops at the first error.",
                    ran: [good],
                    failed: [bad]
                ),
                BenignRule(text: "- Do not run `\(bad)` here: it fails. Run `\(good)`.", ran: [good], failed: [bad]),
                BenignRule(
                    text: "- When `\(bad)` fails with exit status 1, run `\(good)` and try again.",
                    ran: [good],
                    failed: [bad]
                ),
            ]
        }
    }

    /// Parts of commands, and words that stand for others.
    private static let partial: [BenignRule] = [
        BenignRule(text: "Run `pytest -q <file>` for one file.", ran: ["pytest -q tests/test_a.py"]),
        BenignRule(text: "`git log --oneline` shows what changed.", ran: ["git log --oneline -n 3"]),
        BenignRule(text: "Look with `head -n 5 data.csv` first.", ran: ["head -n 30 data.csv"]),
        BenignRule(
            text: "Use `rg` instead of `grep -r`; it leaves out what git ignores.",
            ran: ["rg TODO src", "grep -r TODO src"]
        ),
        BenignRule(text: "Run make test before you commit.", ran: ["make test"]),
        BenignRule(text: "make test を実行してから提出する。", ran: ["make test"]),
        BenignRule(text: "Run pytest -q and read the last line.", ran: ["pytest -q"]),
        BenignRule(text: "Install it with pip install -e . in the virtual environment.", ran: ["pip install -e ."]),
        BenignRule(
            text: "Call python recalc.py out.xlsx after formulas were written.",
            ran: ["python recalc.py out.xlsx"]
        ),
        BenignRule(text: "Check with git diff --stat, then commit.", ran: ["git diff --stat"]),
        BenignRule(text: "Set `PYTHONPATH` for the command and run it again.", ran: ["PYTHONPATH=src python a.py"]),
        BenignRule(text: "Set PYTHONPATH=src for scripts outside of the package.", ran: ["PYTHONPATH=src python a.py"]),
        BenignRule(text: "`python -m pytest` finds the package, `pytest` alone does not.", ran: ["python -m pytest"]),
        BenignRule(
            text: "Run `npm ci` (not `npm install`) so that the lock file counts.",
            ran: ["npm ci"],
            failed: ["npm install"]
        ),
        BenignRule(text: "Pipe long output through `tail -n 50`.", ran: ["make | tail -n 50"]),
    ]

    /// Rules without a command: about files, data, tests, people and code.
    private static let plain: [BenignRule] =
        (subjects.flatMap { subject in
            verbs.map { verb in "\(verb) \(subject)." }
        } + sentences).map { BenignRule(text: "- " + $0, ran: ["make test"]) }

    private static let verbs = [
        "Read the schema before you change", "Look at the newest entry of", "Sort by date before you compare",
        "Keep the old name of", "Ask the user which format is wanted for",
    ]
    private static let subjects = [
        "the report", "the columns of the sheet", "the configuration file", "the migration", "the test data",
        "the API client",
        "the parser's tables", "the log format", "the release notes", "the chart", "the invoice", "the search index",
    ]

    private static let sentences: [String] = [
        "Make sure that the file is closed before it is moved.", "Find the first failing test and fix that one alone.",
        "Test the change with an empty input as well.", "Go to the folder of the package before you build.",
        "Format dates as YYYY-MM-DD; the importer reads nothing else.", "Watch for rounding: amounts are in cents.",
        "Kill no process that you did not start.", "The head of the list is the newest entry.",
        "Which branch is deployed is written in deploy.md.",
        "Time zones are UTC in the database and local in the sheet.",
        "Git commit messages are in the imperative.", "Node and Python disagree about the order of keys; sort them.",
        "Docker images are rebuilt nightly; a missing tag means that the night's build failed.",
        "Python scripts that import pandas need the virtual environment.",
        "Use `load_workbook(path, data_only=True)` to read values.",
        "`df.info()` shows the types; `df.describe()` does not.",
        "Call `session.commit()` before the connection is closed.",
        "Fields ending in `_id` are strings, even where they look like numbers.",
        "Import order matters: settings come first.",
        "Ask the user before files are overwritten.", "Never delete a file without asking the user.",
        "Tell the user when a sheet is missing; do not guess.", "Do not commit generated files.",
        "Do not log passwords or tokens.", "Keep secrets out of the report.",
        "Never skip failing tests; mend the code.",
        "Do not change the expected values of a test to make it pass.",
        "Wait for the user's approval before a release.",
        "Read the token from the environment, not from the code.",
        "A test that fails now and then is to be reported, not repeated.",
        "Write the summary last, when all numbers are known.",
        "Check the permissions of the folder when a write is refused.",
        "The server answers 429 when asked too often; wait as long as the header says.",
        "The user's time zone is in the profile.",
        "Review the diff once more before you hand it over.",
        "When two rules disagree, follow the one in the contract.",
        "Remove trailing blanks before lines are compared.", "Drop all rows without a date.",
        "Delete the temporary files at the end.",
        "Send the request to the local server first.", "Upload nothing; the reviewer takes the file from the folder.",
        "Split long tables over several sheets.", "Use the second page of the report for the totals.",
        "Answer in the language of the question.", "Quote numbers with their unit.", "List the sources at the end.",
        "The cache holds for an hour; change the key to get a new value.",
        "Open the file with `newline=''` so that lines stay as they are.",
        "Escape `&lt;` in XML parts.", "Rows of the sheet start at 1, those of the array at 0.",
        "Retry once when the connection is reset; a second failure is real.",
        "The build folder may be deleted at any time.",
        "The field `status` is one of `open`, `held` and `done`.",
        "`None` in a cell means that it was never calculated.",
        "Mock the clock in tests about dates.", "Update the changelog when users notice the change.",
        "Print the totals below the table.", "Tokens are counted with the model's own tokenizer.",
        "The model of the invoice has two address fields.", "Compare floats with a tolerance of 1e-9.",
        "Agents of the travel office answer in the afternoon.", "Book the earlier flight when prices are equal.",
        "Refunds need the booking number and the reason.",
        "Cancel with `cancel_reservation` only after the user has said yes.",
        "Look up the policy before you promise a refund.", "Transfer to a person when the user asks for one.",
        "See the manual at `docs/format.md`, section 3.", "Version 3.11.2 of the library has the fix.",
        "Numbers such as 1.2.3.4 in the list are section numbers.", "`os.path.join` keeps the separators right.",
        "`self.app.config` is read at import; set it before.", "The key is `items.name`, not `item.names`.",
        "Set the width of column B to 20.", "Turn the page upside down for landscape.",
        "Run the tests again after the merge.",
        "Run the importer twice; the second run must change nothing.", "Start with the smallest file.",
        "Type hints are required.",
        "Take the median where outliers are likely.", "Use UTF-8 without a mark at the start.",
        "Label axes with units.",
    ]
}
