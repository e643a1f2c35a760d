import Testing

@testable import Trajectories

@Suite("A command runs tests")
struct TestCommandTests {
    @Test(
        "whatever launches the runner",
        arguments: [
            "uv run pytest -q", "uv run --extra tide pytest", "uv run -m pytest", "poetry run pytest",
            "pipenv run pytest",
            "conda run -n tide pytest", "bundle exec rspec spec/pier_spec.rb", "bundle exec rake test",
            "docker compose exec -T web bundle exec rspec", "docker compose -f pier.yml run --rm web pytest",
            "docker-compose exec web bin/rails test", "docker exec -e A=1 pier pytest",
            "podman exec pier bash -lc 'cd a && pytest'",
            "docker run --rm -v $PWD:/a -w /a node:20 npm test",
            "kubectl -n dev exec deploy/web -c app -- manage.py test",
            "ssh -p 22 pier 'cd tide && make test'", "npx -y jest@29", "pnpm exec vitest run", "pnpm vitest run",
            "yarn jest", "yarn dlx jest", "bunx vitest", "xvfb-run -a npx playwright test", "coverage run -m unittest",
        ]
    )
    func launchers(command: String) { #expect(CommandOutline(command).runsTests) }

    @Test(
        "whatever the tool calls its tests",
        arguments: [
            "pnpm --filter @tide/api test", "pnpm -C packages/api test:unit", "npm -w api run test",
            "npm --prefix api t",
            "npm run test:unit", "yarn workspace api test", "npx turbo run test --filter=api", "npx nx test api",
            "npx nx run-many -t test", "nx run api:test", "./gradlew :app:testDebugUnitTest", "./gradlew clean check",
            "./mvnw -q test -Dtest=PierTest", "mvn -pl core -am verify", "sbt core/test", "sbt 'testOnly a.Pier'",
            "bazel test //core:all", "php artisan test", "composer test", "vendor/bin/phpunit", "cargo +nightly test",
            "cargo nextest run -p core", "bin/rails test", "rake test:units", "just test", "task test", "invoke test",
            "make -C core check", "make test-unit", "make unit", "ninja -C build test", "meson test -C build",
            "cmake --build build --target test", "mix test", "lein test", "stack test", "cabal test", "dune runtest",
            "R CMD check .", "Rscript -e 'devtools::test()'", "julia -e 'using Pkg; Pkg.test()'", "prove -lr t",
            "xcodebuild test -scheme Pier", "flutter test", "zig build test", "deno test", "node --test",
            "gotestsum ./...",
            "bin/test a", "./run_tests.sh", "script/test", "bash scripts/test.sh", "python tests/runtests.py",
            "hatch run test",
        ]
    )
    func tools(command: String) { #expect(CommandOutline(command).runsTests) }

    @Test(
        "and no other does that names tests",
        arguments: [
            "make check-style", "make test-data", "make build-tests", "npm run test:lint", "npm run build:test",
            "npm run lint",
            "yarn add jest", "cargo build --tests", "go vet ./...", "./gradlew compileTestKotlin",
            "./gradlew build -x test",
            "bazel build //core:core_test", "docker compose up -d test", "git commit -m 'run cargo test'",
            "grep -rn 'go test' .", "cat scripts/test.sh", "find . -name runtests.py", "head tests/runtests.py",
            "ls tests",
            "test -f a", "uv run ruff check", "bundle exec rubocop", "./test", "sh setup.sh",
            "swift build --build-tests",
        ]
    )
    func others(command: String) { #expect(!CommandOutline(command).runsTests) }

    @Test("and only a runner that always counts tells by its silence that nothing ran")
    func silence() {
        #expect(CommandOutline("uv run pytest -q").printsTestCount)
        #expect(!CommandOutline("mvn -q test").printsTestCount && !CommandOutline("make test-unit").printsTestCount)
    }
}
