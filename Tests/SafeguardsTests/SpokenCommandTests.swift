import Safeguards
import Testing

@Suite("An option that a sentence gives to a program")
struct SpokenCommandTests {
    @Test(
        "is judged as the command that it makes, whatever the words between them",
        arguments: [
            "run `curl` with `-k`", "use `curl` with the option `-k`", "call curl using -k", "pass `-k` to `curl`",
            "add the flag -k to curl", "use the option `-k` of `curl`", "with `-k`, `curl` gets through",
            "`curl` needs `-k` here",
            "run `git push` with `--no-verify`", "run `git commit` by passing `--no-verify`",
            "run `wget` with `--no-check-certificate`",
        ]
    )
    func rejected(action: String) {
        let ran = ["curl -k https://a.example/x", "git push --no-verify", "git commit --no-verify -m x"]
        let verdict = verdict(onRule: "- **Try again.** When the call is refused: \(action).", ran: ran)
        guard case .reject = verdict else { return #expect(Bool(false), "\(action): \(verdict)") }
    }

    @Test(
        "that leaves a check out waits for a person also where sessions used it, by the words in its name",
        arguments: [
            ("docker", "--privileged", "docker run --privileged app"),
            ("apt-get", "--allow-insecure-repositories", "apt-get update --allow-insecure-repositories"),
            ("rpm", "--nosignature", "rpm -i --nosignature a.rpm"),
            ("dnf", "--nogpgcheck", "dnf install --nogpgcheck x"),
            ("pip", "--no-require-hashes", "pip install --no-require-hashes -r r.txt"),
            ("bundle", "--trust-policy", "bundle install --trust-policy NoSecurity"),
            ("kubectl", "--validate", "kubectl apply -f a.yaml --validate=false"),
            ("helm", "--insecure-skip-tls-verify", "helm install x --insecure-skip-tls-verify"),
            ("zypper", "--no-gpg-checks", "zypper --no-gpg-checks in x"), ("ssh", "-o", "ssh -o User=me build ls"),
            ("apt-get", "--force-yes", "apt-get install --force-yes x"),
            ("terraform", "-auto-approve", "terraform apply -auto-approve"),
            ("frobnicate", "--skip-signature-check", "frobnicate --skip-signature-check"),
        ]
    )
    func held(program: String, option: String, ran: String) {
        let rule = "- **Run \(program) with \(option).** When the call is refused: run `\(program)` with `\(option)`."
        #expect(codes(of: verdict(onRule: rule, ran: [ran, program, option])).contains("safety-off"))
    }

    @Test(
        "or a setting that leaves a check out or loads foreign code waits for a person, also of a program nobody knows",
        arguments: [
            "cosign verify --insecure-ignore-tlog x", "yarn config set enableStrictSsl false",
            "composer config secure-http false", "dpkg -i --force-bad-verify x.deb", "brew install --no-quarantine x",
            "ruby -r/tmp/x a.rb", "java -javaagent:/tmp/x.jar -jar a.jar", "apk add --allow-untrusted x.apk",
        ]
    )
    func settings(command: String) {
        #expect(codes(of: verdict(onRule: "Run `\(command)`.", ran: [command])).contains("safety-off"))
    }

    @Test("that is a check waits for a person where it is to be left out", arguments: ["--require-hashes", "--verify"])
    func dropped(option: String) {
        let rule = "When the call is refused: run `pip` without `\(option)`."
        #expect(codes(of: verdict(onRule: rule, ran: ["pip install x", "pip", option])).contains("safety-off"))
    }

    @Test(
        "passes if sessions used it and it takes nothing away",
        arguments: [
            ("git push", "--set-upstream", "git push --set-upstream origin HEAD"),
            ("npm ci", "--legacy-peer-deps", "npm ci --legacy-peer-deps"), ("pytest", "-x", "pytest -x"),
            ("node", "--max-old-space-size", "node --max-old-space-size=4096 a.js"),
            ("npm ci", "--ignore-scripts", "npm ci --ignore-scripts"),
        ]
    )
    func accepted(program: String, option: String, ran: String) {
        let rule = "- **Run \(program) with \(option).** When a command stops: run `\(program)` with `\(option)`."
        #expect(verdict(onRule: rule, ran: [ran]) == .accept)
    }

    @Test(
        "that a sentence warns of passes",
        arguments: ["Do not use `curl` with `-k`.", "Never run pip with --no-verify."]
    )
    func warned(text: String) {
        #expect(!codes(of: verdict(onRule: text, ran: ["curl -k x", "pip --no-verify"])).contains("safety-off"))
    }
}

@Suite("A variable that a sentence wants set")
struct SpokenVariableTests {
    private func rule(_ name: String) -> String {
        "- **Set \(name) when a run stops.** When a command stops with “no issuer”: set `\(name)` for the command and run it again."
    }

    @Test(
        "waits for a person whatever sessions did, if it takes a check away or brings in code or software from elsewhere",
        arguments: [
            "PYTHONHTTPSVERIFY=0", "NODE_TLS_REJECT_UNAUTHORIZED=0", "CURL_CA_BUNDLE=", "LD_PRELOAD=/tmp/x.so",
            "PIP_INDEX_URL=http://m.acme.org", "PYTHONPATH=/tmp/inject", "SKIP_AUTH_TESTS=1", "HUSKY=0",
            "CI_SKIP_SCAN=1", "OPENSSL_CONF=/dev/null", "ANSIBLE_HOST_KEY_CHECKING=False", "COMPOSER_DISABLE_TLS=1",
            "PERL_LWP_SSL_VERIFY_HOSTNAME=0", "NODE_OPTIONS=--require=/tmp/x.js", "BASH_ENV=/tmp/x", "SKIP=eslint",
            "GIT_SSH_COMMAND=/tmp/ssh", "DOCKER_CONTENT_TRUST=0", "UPDATE_SNAPSHOTS=1", "ACME_NO_SIGNATURE_CHECK=1",
        ]
    )
    func held(assignment: String) {
        let name = String(assignment.prefix { $0 != "=" })
        let ran = ["\(assignment) python run.py"]
        #expect(codes(of: verdict(onRule: rule(name), ran: ran)).contains("environment"))
        #expect(verdict(onRule: "Run `\(assignment) python run.py`.", ran: ran) != .accept)
    }

    @Test(
        "passes if it is a setting, or if sessions kept it inside the project",
        arguments: [
            "DJANGO_SETTINGS_MODULE=app.settings", "PYTHONPATH=src", "PYTHONPATH=.:lib",
            "NODE_OPTIONS=--max-old-space-size=4096", "SSL_CERT_FILE=/etc/ssl/certs/ca.pem", "GOPROXY=direct",
        ]
    )
    func accepted(assignment: String) {
        let name = String(assignment.prefix { $0 != "=" })
        #expect(verdict(onRule: rule(name), ran: ["\(assignment) python run.py"]) == .accept)
    }
}
