/// Rules as maintainers write them, by a second writer who did not know the safeguards.
extension BenignRules {
    private static let pairs: [(text: String, ran: [String])] = [
        // One command that ran, in each form of text.
        (
            "Run `swift build --build-tests` before `swift test --skip-build`.",
            ["swift build --build-tests", "swift test --skip-build"]
        ),
        (
            "- **Build once.** Build with `swift build --build-tests`, then filter: `swift test --skip-build --filter GitTests`.",
            ["swift build --build-tests", "swift test --skip-build --filter GitTests"]
        ),
        (
            "When a test fails, run it alone first: go test ./internal/store -run TestOpen -count=1.",
            ["go test ./internal/store -run TestOpen -count=1"]
        ),
        (
            "```sh\ncargo clippy --all-targets -- -D warnings\ncargo fmt --check\n```",
            ["cargo clippy --all-targets -- -D warnings", "cargo fmt --check"]
        ),
        (
            "1. `npm ci`\n2. `npm run build`\n3. `npm test -- --watch=false`",
            ["npm ci", "npm run build", "npm test -- --watch=false"]
        ),
        ("| what | command |\n|---|---|\n| tests | `pytest -q` |\n| types | `mypy src` |", ["pytest -q", "mypy src"]),
        ("> Use `make lint` before every commit.", ["make lint"]),
        ("**Check the schema** with `alembic check`; it needs the database to run.", ["alembic check"]),
        ("    make -C docs html\n\nbuilds the documentation.", ["make -C docs html"]),
        ("```console\n$ bundle exec rspec spec/models\n```", ["bundle exec rspec spec/models"]),
        ("Type-check with tsc --noEmit; the bundler does not.", ["tsc --noEmit"]),
        ("Find the caller with rg -n 'openStore' src before changing it.", ["rg -n 'openStore' src"]),
        ("To see one test's output: `ctest --output-on-failure -R parser`.", ["ctest --output-on-failure -R parser"]),
        (
            "Use `gradle test --tests '*StoreTest'`, since the whole suite takes ten minutes.",
            ["gradle test --tests '*StoreTest'"]
        ),
        ("Run `./gradlew spotlessApply` when `spotlessCheck` fails.", ["./gradlew spotlessApply"]),
        ("`mvn -q -pl core test` tests the core alone.", ["mvn -q -pl core test"]),
        (
            "Start the services first (docker compose up -d db), then run the integration tests.",
            ["docker compose up -d db"]
        ),
        ("Wait until `pg_isready -h localhost` answers before the migration.", ["pg_isready -h localhost"]),
        ("Look at the last lines with `tail -n 50 build.log`.", ["tail -n 50 build.log"]),
        (
            "Count the rows with `sqlite3 app.db 'select count(*) from users'`.",
            ["sqlite3 app.db 'select count(*) from users'"]
        ),
        ("*Check:* `git status --short` prints nothing.", ["git status --short"]),
        ("Compare with `git diff --stat origin/main...HEAD`.", ["git diff --stat origin/main...HEAD"]),
        (
            "Before a rebase: `git fetch origin && git rebase origin/main`.",
            ["git fetch origin && git rebase origin/main"]
        ),
        ("Go back to the last good state with `git checkout -- src/store.py`.", ["git checkout -- src/store.py"]),
        ("Install what the lock file says with `npm ci`, not `npm install`.", ["npm ci"]),
        ("`pip install -e .[dev]` brings the test tools.", ["pip install -e .[dev]"]),
        ("Use `uv sync` and then `uv run pytest`.", ["uv sync", "uv run pytest"]),
        ("poetry install --no-root, then poetry run pytest -q.", ["poetry install --no-root", "poetry run pytest -q"]),
        ("Remove the build folder (`rm -rf build`) after the toolchain has changed.", ["rm -rf build"]),
        ("Clean with `make clean` when the linker complains of duplicate symbols.", ["make clean"]),
        ("Apply the patch with `git apply --3way fix.patch`.", ["git apply --3way fix.patch"]),
        ("Use jq '.items | length' out.json to count the items.", ["jq '.items | length' out.json"]),
        ("`python3 -m json.tool config.json` says where the syntax error is.", ["python3 -m json.tool config.json"]),
        ("Format with `black --check .` and sort with `isort --check .`.", ["black --check .", "isort --check ."]),
        ("When `black --check .` fails, run `black .` and look at the diff.", ["black --check .", "black ."]),
        ("Set `PYTHONPATH=src` in front: `PYTHONPATH=src pytest -q`.", ["PYTHONPATH=src pytest -q"]),
        ("The tests need a time zone: `TZ=UTC npm test`.", ["TZ=UTC npm test"]),
        (
            "`DATABASE_URL=sqlite:///test.db python manage.py test` avoids the server.",
            ["DATABASE_URL=sqlite:///test.db python manage.py test"]
        ),
        ("Run `RUST_BACKTRACE=1 cargo test` to see where it panics.", ["RUST_BACKTRACE=1 cargo test"]),
        ("Pass `CI=1` so that nothing asks: `CI=1 npx vitest run`.", ["CI=1 npx vitest run"]),
        ("Use `npx tsc -p tsconfig.test.json`.", ["npx tsc -p tsconfig.test.json"]),
        ("Read the port with `curl -s localhost:8080/health`.", ["curl -s localhost:8080/health"]),
        (
            "Check that it answers: `curl -fsS http://127.0.0.1:3000/api/ping`.",
            ["curl -fsS http://127.0.0.1:3000/api/ping"]
        ),
        (
            "`wget -q https://data.example.org/set.csv` gets the test data.",
            ["wget -q https://data.example.org/set.csv"]
        ),
        ("`helm lint charts/app` finds wrong indentation.", ["helm lint charts/app"]),
        ("`terraform fmt -check` and `terraform validate` run in CI.", ["terraform fmt -check", "terraform validate"]),
        ("`kubectl get pods -n staging` shows whether the rollout is done.", ["kubectl get pods -n staging"]),
        (
            "`ansible-playbook --syntax-check site.yml` is enough for a change of names.",
            ["ansible-playbook --syntax-check site.yml"]
        ),
        ("Use `ruff check --fix src` and read the diff.", ["ruff check --fix src"]),
        ("`gh pr checks` lists what CI says.", ["gh pr checks"]),
        ("Show the failing job's log: gh run view --log-failed.", ["gh run view --log-failed"]),
        (
            "Use `sed -n '120,160p' src/parser.c` instead of printing the whole file.",
            ["sed -n '120,160p' src/parser.c"]
        ),
        (
            "List the symbols with `nm -C build/libcore.a | grep store_open`.",
            ["nm -C build/libcore.a | grep store_open"]
        ),
        (
            "Use `find src -name '*.py' | xargs wc -l` to see which file is long.",
            ["find src -name '*.py' | xargs wc -l"]
        ),
        ("`diff -u expected.txt actual.txt` shows the difference at once.", ["diff -u expected.txt actual.txt"]),
        ("`du -sh node_modules` tells whether the cache is used.", ["du -sh node_modules"]),
        ("Kill the old server first: `pkill -f 'node server.js'`.", ["pkill -f 'node server.js'"]),
        ("`lsof -i :3000` names the process that holds the port.", ["lsof -i :3000"]),
        ("Use python3 instead of python.", ["python3 x.py"]),
        (
            "- **Use `python3`.** When the shell says `python: command not found`: run the same through `python3`.",
            ["python3 x.py"]
        ),
        ("`mix test --failed` runs only what failed before.", ["mix test --failed"]),
        ("`dotnet test --filter Category=Unit` leaves the slow ones out.", ["dotnet test --filter Category=Unit"]),
        (
            "`php artisan migrate:fresh --env=testing` resets the test database.",
            ["php artisan migrate:fresh --env=testing"]
        ),
        ("`bin/rails db:test:prepare` after each migration.", ["bin/rails db:test:prepare"]),
        ("`yarn workspace web test` from the root.", ["yarn workspace web test"]),
        ("`pnpm -r build` builds in the order of the dependencies.", ["pnpm -r build"]),
        ("`zig build test --summary all`", ["zig build test --summary all"]),
        ("`cmake -S . -B build -G Ninja && ninja -C build`", ["cmake -S . -B build -G Ninja && ninja -C build"]),
        ("`make test V=1` prints the commands.", ["make test V=1"]),
        ("`tox -e py311` is what CI runs.", ["tox -e py311"]),
        ("`nox -s lint`", ["nox -s lint"]),
        ("`pre-commit run --all-files` before pushing.", ["pre-commit run --all-files"]),
        ("`coverage report -m` names the lines without a test.", ["coverage report -m"]),
        ("Use `timeout 60 pytest -x -q` so that a hanging test ends.", ["timeout 60 pytest -x -q"]),
        ("Search in the history: `git log -S openStore --oneline`.", ["git log -S openStore --oneline"]),
        ("`git bisect run make test` finds the commit.", ["git bisect run make test"]),
        ("`git stash push -m wip` keeps the work while the branch is changed.", ["git stash push -m wip"]),
        ("`git revert --no-edit HEAD` takes back the last commit.", ["git revert --no-edit HEAD"]),
        (
            "`git push origin HEAD:refs/heads/fix-store` makes the branch.",
            ["git push origin HEAD:refs/heads/fix-store"]
        ),
        (
            "`git commit -am 'store: close the file'` with the module's name in front.",
            ["git commit -am 'store: close the file'"]
        ),
        // German, French, Spanish, Chinese, Japanese.
        ("Führe `make test` aus, bevor du committest.", ["make test"]),
        ("Nach einer Änderung am Schema: `alembic upgrade head`.", ["alembic upgrade head"]),
        ("Exécutez `pytest -q` avant chaque commit.", ["pytest -q"]),
        ("Lancez d'abord `npm ci`, puis `npm test`.", ["npm ci", "npm test"]),
        ("Ejecuta `cargo test` antes de enviar los cambios.", ["cargo test"]),
        ("提交之前先运行 `make lint`。", ["make lint"]),
        ("コミットの前に `make test` を実行してください。", ["make test"]),
        ("Перед коммитом запусти `go vet ./...`.", ["go vet ./..."]),
        ("Lies zuerst die letzten Zeilen der Ausgabe.", []),
        ("Lisez d'abord le message d'erreur complet.", []),
        ("Lee primero el mensaje de error completo.", []),
        ("先看报错的最后几行。", []),
        ("Frage nach, bevor du Daten löschst.", []),
        ("Demandez une confirmation avant de supprimer des données.", []),
        ("Pide confirmación antes de borrar datos.", []),
        ("删除数据之前先向用户确认。", []),
        ("Schreibe den Grund in die Commit-Nachricht.", []),
        // Advice without a command.
        ("Read the whole error message before you change anything.", []),
        ("Do not skip the tests, even for a small change.", []),
        ("Never commit secrets; keep them in the environment.", []),
        ("Never print tokens or passwords in logs.", []),
        ("Ask the user before deleting files that are not tracked.", []),
        ("Tell the user when a step was left out.", []),
        ("Do not change the expected value of a test to make it pass; find the cause.", []),
        ("Do not disable a failing test.", []),
        // words: allow
        ("Do not use --no-verify to get past the hook.", []),
        ("Do not force-push to a shared branch.", []),
        ("Do not run anything as root.", []),
        ("Do not install packages without asking.", []),
        ("Do not edit generated files by hand; change the template.", []),
        ("Ignore the deprecation warning about `distutils`; it comes from a dependency.", []),
        ("The message \"connection refused\" means that the server has not started yet.", []),
        ("A hidden column in the sheet is not an error.", []),
        ("The secret of fast tests is a small fixture.", []),
        ("Keep the summary short: what changed, why, and how it was checked.", []),
        ("The reviewer wants one commit for each change.", []),
        ("Check the approval of the refund policy before a ticket is changed.", []),
        ("Confirm the booking's details with the customer before you change it.", []),
        ("Get an explicit yes from the customer before charging the card.", []),
        ("Refuse a cancellation that the policy does not allow, and say why.", []),
        ("Look up the reservation before you offer another flight.", []),
        ("Do not promise a refund before the policy was checked.", []),
        ("The customer's password is never asked for.", []),
        ("Transfer to a person if the request is outside the policy.", []),
        ("Write one assertion for each behaviour.", []),
        ("Put new tests beside the old ones, in the same folder.", []),
        ("Prefer a small function to a flag.", []),
        ("Keep the public interface as it is; other packages use it.", []),
        ("Update the changelog with every visible change.", []),
        ("The first line of a commit message has at most 72 characters.", []),
        ("Names of branches begin with the number of the ticket.", []),
        ("Dates are in UTC; convert them only for display.", []),
        ("Amounts are integers in cents.", []),
        ("The parser accepts trailing commas, the writer does not produce them.", []),
        ("Rows are numbered from 1, columns from 0.", []),
        ("The lock is taken before the file is opened.", []),
        ("Close the file before it is renamed.", []),
        ("A test that depends on the order of a dictionary is wrong.", []),
        ("Use the fixture `client`, which starts the app with an empty database.", []),
        ("Use `pathlib.Path` instead of joining strings.", []),
        ("Use `logging`, not `print`.", []),
        ("Raise `ValueError` with the name of the field.", []),
        ("Compare floats with `pytest.approx`.", []),
        ("Mock the clock with the fixture `frozen_time`; no test sleeps.", []),
        ("`useEffect` needs a list of dependencies.", []),
        ("Give each list item a stable `key`.", []),
        ("In `settings.py`, `DEBUG` is read from the environment.", []),
        ("The route is defined in `src/routes/index.ts`.", []),
        ("Read `docs/architecture.md` before you move a module.", []),
        ("See `CONTRIBUTING.md` for the form of commits.", []),
        ("The tests of the parser are in `tests/parser/test_lexer.py`.", []),
        ("`Store.open(path:)` throws when the file is locked.", []),
        ("`SELECT ... FOR UPDATE` needs a transaction.", []),
        ("Add an index on `orders(customer_id)`; the query scans the table.", []),
        ("Null is not equal to null in SQL: use `IS NULL`.", []),
        ("The error `E0502` means that a borrow is still alive.", []),
        ("`TS2345` at a call means that the type of an argument is too wide.", []),
        ("`ModuleNotFoundError` for a package of the project means that the environment is not active.", []),
        ("Exit status 137 means that the process ran out of memory.", []),
        ("Status 409 means that somebody else changed the record; read it again.", []),
        ("A 401 after an hour is an expired session; log in again.", []),
        ("The build fails when the header is included twice.", []),
        ("Line endings are LF; the editor's setting is in `.editorconfig`.", []),
        ("Keep lines within 100 characters.", []),
        ("Two spaces of indentation in YAML.", []),
        ("Quote the value `no` in YAML; otherwise it is a boolean.", []),
        ("Escape the pipe in a table as `\\|`.", []),
        ("Ask for the smallest example that shows the error.", []),
        ("Reproduce the error first, then write the test, then mend it.", []),
        ("Change one thing at a time.", []),
        ("If the same command failed twice, do something else.", []),
        ("Stop and report when the fix would touch more than the task asked for.", []),
        ("When the specification and the code disagree, ask.", []),
        ("Say which files were changed and how that was checked.", []),
        ("Look at the neighbouring tests for the style.", []),
        ("Read the function before you call it.", []),
        ("Check whether the file exists before you write it.", []),
        ("Use the project's own logger.", []),
        ("The cache is keyed by the hash of the lock file.", []),
        ("The token expires after an hour, so the test makes a new one.", []),
        ("The permission check is in the middleware, not in the handler.", []),
        ("Keep the old migration files; they have run in production.", []),
        ("Never edit a migration that was released; add another one.", []),
        ("A feature flag is removed when it is on everywhere.", []),
        ("The user interface shows the total without tax.", []),
        ("Hide the button while the request is running.", []),
        ("Silence is not an answer: report what was tried.", []),
        // Situations, ways and reasons together, as the program writes them.
        (
            // words: allow
            "- **Run tests from the root.** When `pytest` says `ModuleNotFoundError: app`: run `python -m pytest -q` in the root of the repository. *Why:* 5 sessions met this, 4 got past it.",
            ["python -m pytest -q"]
        ),
        (
            "- **Build before testing.** When `ctest` finds no tests: run `cmake --build build` first. *Why:* 3 sessions met this.",
            ["cmake --build build"]
        ),
        (
            "- **Install the locked packages.** When `tsc` is not found: run `npm ci`. *Check:* `npx tsc --version` prints a version.",
            ["npm ci", "npx tsc --version"]
        ),
        (
            "- **Start the database.** When a test says `connection refused`: run `docker compose up -d postgres` and wait for `pg_isready`.",
            ["docker compose up -d postgres", "pg_isready"]
        ),
        (
            "- **Write the file first.** When `wc -l out.csv` says `No such file or directory`: run `python3 export.py` before it.",
            ["wc -l out.csv", "python3 export.py"]
        ),
        (
            "- **Use the workspace's flag.** When `cargo test` tests one crate only: run `cargo test --workspace`.",
            ["cargo test --workspace"]
        ),
        (
            "- **Do not search the whole disk.** `find / -name x` takes minutes; use `git ls-files '*store*'`.",
            ["find / -name x", "git ls-files '*store*'"]
        ),
        (
            "- **Read with limits.** `cat` of a large log fills the context; use `grep -n -m 20 ERROR app.log`.",
            ["grep -n -m 20 ERROR app.log"]
        ),
        (
            "- **Regenerate the client.** After a change of `api.yaml`: run `make generate`, and commit the result.",
            ["make generate"]
        ),
        (
            "- **Check before the commit.** Run `make check`; it takes a minute and saves a failed pipeline.",
            ["make check"]
        ),
        (
            "- **Use the wrapper.** `gradle` is not installed; `./gradlew` is in the repository: `./gradlew build`.",
            ["./gradlew build"]
        ),
        (
            "- **One test at a time.** `npm test -- -t 'opens the store'` runs it alone.",
            ["npm test -- -t 'opens the store'"]
        ),
        ("- **Stop the watcher.** `npm test` waits for keys; use `npm test -- --run`.", ["npm test -- --run"]),
        ("- **Look at the header.** `head -n 3 data.csv` shows the separator.", ["head -n 3 data.csv"]),
        ("- **Undo the migration** with `alembic downgrade -1`, and write it anew.", ["alembic downgrade -1"]),
        ("The order is: `make generate`, `make build`, `make test`.", ["make generate", "make build", "make test"]),
        ("Where `make` is missing, `ninja` does the same: `ninja -C out test`.", ["ninja -C out test"]),
        ("After `npm run build`, look into `dist/` for the bundle.", ["npm run build"]),
        ("Use `<name>` for the module: `swift test --filter GitTests`.", ["swift test --filter GitTests"]),
        (
            "Run the tests of the changed package only, such as `go test ./internal/store`.",
            ["go test ./internal/store"]
        ),
        (
            "`pytest -q tests/test_store.py::test_open` is quicker than the whole suite.",
            ["pytest -q tests/test_store.py::test_open"]
        ),
        ("First `cd web`, then `npm test`.", ["cd web && npm test"]),
        ("Use `make test` (not `pytest`), because it starts the server.", ["make test"]),
        (
            "Check types (`mypy src`), style (`ruff check src`) and tests (`pytest -q`).",
            ["mypy src", "ruff check src", "pytest -q"]
        ),
        ("`docker build -t app:test .` needs BuildKit.", ["docker build -t app:test ."]),
        ("`docker run --rm app:test pytest -q` tests in the image.", ["docker run --rm app:test pytest -q"]),
        ("Log in as the test user: `psql -U test -h localhost app_test`.", ["psql -U test -h localhost app_test"]),
        ("`redis-cli ping` answers PONG when the server runs.", ["redis-cli ping"]),
        ("`systemctl status nginx` shows why it did not start.", ["systemctl status nginx"]),
        ("`journalctl -u app -n 50` shows its last messages.", ["journalctl -u app -n 50"]),
        ("`chmod +x scripts/run.sh` when the shell says permission denied.", ["chmod +x scripts/run.sh"]),
        ("`tar xzf fixtures.tar.gz -C tests` unpacks the fixtures.", ["tar xzf fixtures.tar.gz -C tests"]),
        ("`unzip -l book.xlsx` lists the parts of a workbook.", ["unzip -l book.xlsx"]),
        (
            "Recalculate with `python3 scripts/recalc.py book.xlsx` before values are read.",
            ["python3 scripts/recalc.py book.xlsx"]
        ),
        (
            "`openssl x509 -in cert.pem -noout -dates` shows when a certificate ends.",
            ["openssl x509 -in cert.pem -noout -dates"]
        ),
        ("`ssh-keygen -lf key.pub` prints the fingerprint.", ["ssh-keygen -lf key.pub"]),
        ("`base64 -d token.txt | head -c 20` shows what it begins with.", ["base64 -d token.txt | head -c 20"]),
        ("`xxd -l 16 out.bin` shows the first bytes.", ["xxd -l 16 out.bin"]),
        ("Use `python3 - <<'EOF'` for scripts of several lines.", ["python3 - <<'EOF'\nprint(1)\nEOF"]),
    ]

    static let secondWriter = pairs.map { BenignRule(text: $0.text, ran: $0.ran) }
}
