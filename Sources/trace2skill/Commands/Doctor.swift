internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Evolution
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import LanguageModels
internal import Ledger
internal import Processes
internal import Prompting
internal import SkillRepository

/// `trace2skill doctor`
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check configuration, repository, inboxes and model end to end"
    )

    /// The result, as `--json` prints it.
    struct Report: Codable {
        /// One finding.
        struct Finding: Codable {
            /// Whether it is as it should be.
            var isGood: Bool
            /// What was found, with the remedy of a problem.
            var text: String
        }
        /// What was found, in the order of the checks.
        var findings: [Finding]
    }

    @OptionGroup var options: CommonOptions

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        var report = Report(findings: [])
        do {
            try await check { isGood, text in
                report.findings.append(Report.Finding(isGood: isGood, text: text))
                if !json { print("\(isGood ? "ok     " : "problem")  \(Terminal.plain(text))") }
            }
        } catch let error as ExitCode {
            if json { try JSONOutput.print(report) }
            throw error
        }
        if json { try JSONOutput.print(report) }
        if report.findings.contains(where: { !$0.isGood }) { throw ExitCode(78) }
    }

    private func check(_ note: (Bool, String) -> Void) async throws {
        func good(_ text: String) { note(true, text) }
        func bad(_ text: String) { note(false, text) }
        let configuration = try Context.configuration(options)
        good("configuration \(configuration.path ?? "")")
        let context: Context
        do { context = try Context.openReading(configuration) } catch {
            bad("\(error)")
            throw ExitCode(78)
        }
        if access(configuration.state + "/ledger.sqlite", F_OK) == 0 {
            let check = try context.ledger.check()
            let text =
                "ledger \(configuration.state)/ledger.sqlite: \(check), synchronous \(try context.ledger.synchronous())"
            if check == "ok" { good(text) } else { bad("\(text); run trace2skill rebuild") }
        } else {
            good("ledger \(configuration.state)/ledger.sqlite: not made yet, which the first ingest does")
        }
        for problem in Health.storage(configuration) { bad(problem) }
        if let obstacle = try await context.repository.obstacle() { bad(obstacle) }
        for lock in try await context.repository.oldLocks() { bad(lock) }
        await checkSigning(configuration, good, bad)
        if try await context.repository.tip() == nil {
            bad(
                "the branch \(context.repository.branch) has no commit; make one, or set evolution.branch to another branch"
            )
        } else {
            let snapshot = try await context.repository.snapshot()
            good("repository \(configuration.repository): \(snapshot.skills.count.of("skill"))")
            if let remark = try await Health.checkout(context) { bad(remark) }
            if let loss = try await Health.loss(context) { bad(loss) }
            let packs = Self.packs(in: configuration.repository)
            if packs > Self.manyPacks {
                good("repository \(configuration.repository): \(packs) packs; git gc combines them")
            }
            for (name, reason) in snapshot.unmanaged.sorted(by: { $0.key < $1.key }) {
                bad("skill \(name) is left alone: \(reason)")
            }
        }
        await checkRemote(configuration, good, bad)
        for inbox in configuration.inboxes { check(inbox, context.ledger, good, bad) }
        await checkModel(context, good, bad)
        if context.models != nil { await checkSandbox(good) }
        good("daemon: \(Status.daemonState(context))")
    }

    /// Each revision adds a pack. Git combines packs when people work in the repository; otherwise they accumulate.
    private static let manyPacks = 200

    /// The number of packs; 0 if the `.git` folder is elsewhere, as for a linked working tree.
    private static func packs(in repository: String) -> Int {
        let names = try? FileManager.default.contentsOfDirectory(atPath: repository + "/.git/objects/pack")
        return names?.count { $0.hasSuffix(".pack") } ?? 0
    }

    /// Makes a signature, if git's configuration asks for them.
    private func checkSigning(
        _ configuration: Configuration,
        _ good: (String) -> Void,
        _ bad: (String) -> Void
    ) async {
        let client = GitClient(repository: configuration.repository, environment: Environment.variables)
        do {
            let signing = try await Signing.configured(by: client, configuration.evolution.commitSettings)
            guard let signing, signing.signsCommits || signing.signsTags else { return }
            _ = try signing.signature(of: Array("trace2skill doctor\n".utf8))
            good("signatures: \(signing.description)")
        } catch { bad("\(error)") }
    }

    /// Reaches the remote; on the first run of a clone, what other machines know is fetched.
    private func checkRemote(
        _ configuration: Configuration,
        _ good: (String) -> Void,
        _ bad: (String) -> Void
    ) async {
        let remotes = await GitPerson.remotes(in: configuration.repository)
        guard let remote = configuration.remote else {
            for name in remotes.prefix(1) {
                good(
                    "the repository has the remote \(name), with which nothing is exchanged; to share revisions, decisions and "
                        + "knowledge with other machines, add remote: \(name) to \(configuration.path ?? "the configuration")"
                )
            }
            return
        }
        guard remotes.contains(remote.name) else {
            return bad(
                "the repository has no remote \(remote.name); add it: "
                    + "git -C \(configuration.repository) remote add \(remote.name) ADDRESS"
            )
        }
        do {
            let context = try Context.open(configuration)
            let known = try await context.repository.knownLessons().count
            let problem = try await context.withPermit { permit in
                try await context.useCases.publisher.catchUp(permit).obstacle
            }
            if let problem = try problem ?? ExchangeState.read(from: context.ledger).problem { return bad(problem) }
            let fetched = try await context.repository.knownLessons().count - known
            good(
                "remote \(remote.name) answered\(fetched > 0 ? "; fetched \(fetched.of("lesson")) that it knows" : "")"
            )
        } catch { bad("remote \(remote.name): \(error)") }
    }

    /// Asks the model one short question: only an answer shows that key, address and name are right.
    ///
    /// The call costs tokens. So it is recorded like every other one, and the ledger is opened for writing if there is
    /// one.
    private func checkModel(_ reading: Context, _ good: (String) -> Void, _ bad: (String) -> Void) async {
        guard let models = reading.models else { return good("analyst: embedded, needs no key and no network") }
        if let obstacle = models.obstacle { return bad(obstacle) }
        if reading.configuration.model.provider == .handoff {
            // A question would wait in the folder for an answer that nobody needs.
            return checkHandoff(reading.configuration.model.folder, good, bad)
        }
        let hasLedger = access(reading.configuration.state + "/ledger.sqlite", F_OK) == 0
        let context: Context
        do { context = hasLedger ? try Context.open(reading.configuration) : reading } catch { return bad("\(error)") }
        guard let role = context.models?.session("doctor") else { return }
        var settings = role.settings
        settings.maximumTokens = min(settings.maximumTokens, 64)
        do {
            let prompt = Prompt(
                shared: ["[trace2skill analyst] This is a check of the connection."],
                "Answer with the word ready."
            )
            // A sample number that is new each time: a stored answer would show nothing.
            let now = time(nil)
            let answer = try await role.caller.ask(prompt, settings: settings, sample: now, purpose: "doctor")
            let remark = hasLedger ? "" : ", which no ledger records yet"
            good("model \(role.name) answered, \(answer.usage.total.of("token"))\(remark)")
        } catch { bad("model \(role.name): \(error)") }
    }

    /// Looks whether prompts can be put where somebody answers them.
    private func checkHandoff(_ folder: String, _ good: (String) -> Void, _ bad: (String) -> Void) {
        let parent = folder.split(separator: "/").dropLast().joined(separator: "/")
        let place = access(folder, F_OK) == 0 ? folder : "/" + parent
        guard access(place, W_OK | X_OK) == 0 else {
            return bad("model handoff: prompts cannot be put into \(folder): \(place) is missing or not writable")
        }
        good("model handoff: prompts are put into \(folder), each to be answered there as it says")
    }

    /// Looks whether submitted checks can be run.
    private func checkSandbox(_ good: (String) -> Void) async {
        if let obstacle = await Sandbox.obstacle() {
            good("sandbox: not available, so submitted checks are not run: \(obstacle)")
        } else {
            good("sandbox: bubblewrap, for submitted checks")
        }
    }

    private func check(
        _ inbox: Configuration.Inbox,
        _ ledger: Ledger,
        _ good: (String) -> Void,
        _ bad: (String) -> Void
    ) {
        let state = Health.state(of: inbox, ledger)
        if state.problem == nil { good("inbox \(inbox.path): \(state.files.of("file"))") }
        for problem in state.problems { bad(problem) }
        guard state.problem == nil else { return }
        let watcher = InboxWatcher(roots: [inbox.path])
        for (_, reason) in watcher.degraded { bad("\(reason)") }
        watcher.stop()
    }
}
