import Testing

@testable import Trajectories

@Suite("A failure behind a pipe")
struct HiddenFailureTests {
    private func status(_ command: String, _ text: String) -> Observation.Status {
        ToolStatus.judge(ToolStatus.Signs(exitCode: 0), text: text, command: command).status
    }

    @Test(
        "is seen in the words of compilers and languages",
        arguments: [
            ("go build ./...", "# tide/a\na/a.go:3:7: undefined: rope"),
            ("go build ./a", "error obtaining VCS status: exit status 128"),
            ("npx tsc --noEmit", "error TS18003: No inputs were found in config file."),
            ("javac A.java", "A.java:1: error: no\n1 error"),
            ("node a.mjs", "Error [ERR_MODULE_NOT_FOUND]: no rope\n    at tie (node:a:1:9) {\n}\n\nNode.js v20.11.0"),
            ("ruby a.rb", "a.rb:1:in `moor': no rope (RuntimeError)\n\tfrom a.rb:3:in `<main>'"),
            (
                "bin/rails runner 1",
                "bin/rails:4:in 'require': cannot load such file -- rope (LoadError)\n\tfrom bin/rails:4"
            ),
            ("php a.php", "PHP Fatal error:  Uncaught Error: no rope\n#0 {main}\n  thrown in /a.php on line 3"),
            ("php artisan migrate", "  SQLSTATE[HY000] [2002] Connection refused"),
            ("perl a.pl", "no rope at a.pl line 3."),
            ("dotnet build", "A.cs(3,7): error CS0246: no rope\n\nBuild FAILED.\n\n    1 Error(s)"),
            ("./a.out", "Segmentation fault (core dumped)"),
            ("mix test", "** (Mix) The database couldn't be created"),
            ("Rscript a.R", "Error in library(rope)\nExecution halted"),
            ("julia a.jl", "ERROR: LoadError: no rope\nStacktrace:\n [1] tie"),
        ]
    )
    func languages(command: String, text: String) { #expect(status(command + " 2>&1 | tail -40", text) == .error) }

    @Test(
        "is seen in the words of tools and services",
        arguments: [
            ("docker compose exec -T web bin/rails db:migrate", "service \"web\" is not running"),
            ("docker compose exec web ls", "the input device is not a TTY"),
            ("docker compose up -d", "Error response from daemon: no port"),
            ("docker compose exec -T web bundle exec rails db:migrate", "rails aborted!\nno database"),
            ("bundle exec rspec a", "bundler: failed to load command: rspec"),
            ("composer install", "Your requirements could not be resolved."),
            ("terraform plan", "\u{1B}[31m│\u{1B}[0m \u{1B}[1mError: \u{1B}[0mno plan"),
            ("aws s3 ls", "Unable to locate credentials."),
            ("kubectl get pods", "The connection to the server pier:8080 was refused"),
            ("gcloud run list", "ERROR: (gcloud.run.list) none"),
            ("alembic upgrade head", "FAILED: Can't locate revision"),
            ("dbt run", "12:00:04  Completed with 1 error and 0 warnings:"),
            ("poetry run pytest", "Command not found: pytest"),
            ("just tset", "error: Justfile does not contain recipe `tset`."),
            ("pre-commit run -a", "ruff.......Failed\n- hook id: ruff\n- exit code: 1"),
            ("ssh pier ls", "a@pier: Permission denied (publickey)."),
            ("ansible-playbook a.yml", "fatal: [pier]: UNREACHABLE! => {}"),
            ("bundle exec rubocop", "1 file inspected, 1 offense detected"),
            ("make deploy", "│ Error: no plan"), ("pnpm build", " ELIFECYCLE  Command failed with exit code 1."),
            ("git merge tide", "CONFLICT (content): Merge conflict in a\nAutomatic merge failed"),
            ("go test ./...", "panic: no rope\nFAIL\ttide\t0.01s\nFAIL"),
        ]
    )
    func tools(command: String, text: String) { #expect(status(command + " 2>&1 | tail -40", text) == .error) }

    @Test(
        "is not seen where a command prints what others wrote, or all went well",
        arguments: [
            ("cat build.log", "npm ERR! code 1\nmake: *** [x] Error 2"),
            ("docker logs web", "ERROR: no rope\nerror: no tide"),
            ("kubectl logs web", "Error: no rope"), ("docker exec web cat a.log", "ERROR: x\nerror: y"),
            (
                "ssh pier 'tail -9 a.log'",
                "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nValueError: x"
            ),
            ("go run main.go", "main.go:12: started"),
            ("bundle exec rubocop", "1 file inspected, no offenses detected"),
            ("dotnet build", "Build succeeded.\n    0 Error(s)"),
            ("npx eslint .", "✖ 3 problems (0 errors, 3 warnings)"),
            ("dbt run", "12:00:04  Completed successfully"),
            ("ansible-playbook a.yml", "fatal: [pier]: FAILED! => {}\n...ignoring"),
        ]
    )
    func others(command: String, text: String) { #expect(status(command + " | tail -40", text) == .ok) }
}
