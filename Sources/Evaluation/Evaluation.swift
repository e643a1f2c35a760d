internal import Archive
internal import FoundationEssentials
internal import Glibc
internal import Processes
package import Skills

/// What a skill's own evaluation says of a candidate.
package struct EvaluationResult: Sendable, Equatable {
    /// What is to become of the candidate.
    package enum Verdict: Sendable, Equatable {
        /// It does significantly better.
        case accept
        /// It does as well, as far as can be seen.
        case provisional
        /// It does significantly worse, in all or in a group.
        case reject(String)
        /// The program did not do its work: nothing was measured.
        case failed(String)
    }

    /// The decision about the candidate.
    package let verdict: Verdict
    /// The comparison in lines for a commit message; empty if nothing was measured.
    package let table: String
    /// The comparison in a few words.
    package let summary: String
    /// The share of runs that got better less that of those that got worse.
    package var difference = 0.0
    /// The gains and losses in short.
    package var counts = ""

    /// Whether the candidate did significantly worse.
    package var isRejected: Bool {
        if case .reject = verdict { return true }
        return false
    }
}

/// The program `evaluations/<skill>/run` of a repository: a person's own, run as this user, on copies of a skill.
package struct Evaluation: Sendable {
    /// Keeps what the program printed, so that nothing is measured twice where a process is cut off.
    package struct Memory: Sendable {
        /// The output that is kept under a key; nil if there is none.
        package let recall: @Sendable (_ key: String) throws -> [UInt8]?
        /// Keeps an output under a key.
        package let record: @Sendable (_ key: String, _ output: [UInt8]) throws -> Void

        /// A memory of any kind.
        package init(
            recall: @escaping @Sendable (_ key: String) throws -> [UInt8]?,
            record: @escaping @Sendable (_ key: String, _ output: [UInt8]) throws -> Void
        ) {
            self.recall = recall
            self.record = record
        }

        /// Keeps nothing.
        package static let none = Memory(recall: { _ in nil }, record: { _, _ in })
    }

    private let folder: String
    private let environment: [String: String]
    private var program: String { folder + "/run" }

    /// How much a program may print.
    private static let outputLimit = 16 << 20

    /// The evaluation of a skill; nil where the working tree has no executable `evaluations/<skill>/run`.
    ///
    /// - Parameters:
    ///   - repository: the root of the working tree.
    ///   - environment: what the program gets, so that it finds an agent and its keys; this process's own if nil,
    ///     without what is meant for git and for a service.
    package init?(repository: String, skill: String, environment: [String: String]? = nil) {
        guard Skill.Name.isName(skill) else { return nil }
        folder = "\(repository)/evaluations/\(skill)"
        self.environment = environment ?? Self.surroundings
        var status = stat()
        guard stat(program, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(program, X_OK) == 0 else {
            return nil
        }
    }

    /// Measures candidates and what they would replace at the same tasks, by turns, the incumbent first.
    ///
    /// - Parameters:
    ///   - incumbent: the skill as it is; nil for none, which is measured as an empty folder.
    ///   - repeats: how often every task is run with each.
    ///   - wallClock: for all of it together.
    ///   - memory: runs that are in it are not made again.
    ///   - progress: is told which run of how many begins.
    /// - Returns: a result for each candidate, in their order; a failure is that of all.
    /// - Throws: `CancellationError`, and what `memory` throws; whatever else goes wrong is a verdict.
    package func compare(
        candidates: [Skill],
        incumbent: Skill?,
        repeats: Int = 2,
        wallClock: Duration = .seconds(4 * 3600),
        memory: Memory = .none,
        progress: (_ run: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [EvaluationResult] {
        guard let name = candidates.first?.name else { return [] }
        let end = ContinuousClock.now + wallClock
        let states = [incumbent] + candidates
        var runs = [[[String: TaskRun]]](repeating: [], count: states.count)
        do {
            let tasks = try await list(before: end)
            let program = try digest(of: tasks)
            for pass in 0..<max(1, repeats) {
                for (index, state) in states.enumerated() {
                    progress(pass * states.count + index + 1, max(1, repeats) * states.count)
                    let key =
                        "\(pass):\(index == 0 ? "incumbent" : "candidate"):\(state?.digest.hex ?? "none"):\(program)"
                    let known = try memory.recall(key)
                    let output: [UInt8]
                    if let known {
                        output = known
                    } else {
                        output = try await measure(state, as: name, at: tasks, before: end)
                    }
                    do { runs[index].append(try TaskRun.read(output, tasks: tasks)) } catch {
                        throw Breakdown.broken("\(error)")
                    }
                    if known == nil { try memory.record(key, output) }
                }
            }
            return candidates.indices.map { index in
                let pairs = tasks.map { task in
                    EvaluationTable.Pairs(
                        incumbent: runs[0].compactMap { $0[task] },
                        candidate: runs[index + 1].compactMap { $0[task] }
                    )
                }
                let table = EvaluationTable(pairs, hasIncumbent: incumbent != nil, candidates: candidates.count)
                return EvaluationResult(
                    verdict: table.verdict,
                    table: table.text,
                    summary: table.summary,
                    difference: table.total.difference,
                    counts: table.total.counts
                )
            }
        } catch Breakdown.cancelled {
            throw CancellationError()
        } catch Breakdown.broken(let reason) {
            let failure = EvaluationResult(
                verdict: .failed("\(program) could not measure the candidate: \(reason)"),
                table: "",
                summary: "evaluation failed"
            )
            return candidates.map { _ in failure }
        }
    }

    /// What the program and its tasks are known by: another program measures something else.
    private func digest(of tasks: [String]) throws(Breakdown) -> String {
        do {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: program, directoryHint: .notDirectory)))
            return ContentDigest(of: bytes + Array(tasks.joined(separator: "\n").utf8)).hex
        } catch {
            throw .broken("it cannot be read: \(error)")
        }
    }

    // MARK: The program

    private enum Breakdown: Error {
        case broken(String)
        case cancelled
    }

    private func list(before end: ContinuousClock.Instant) async throws(Breakdown) -> [String] {
        let output = try await run(["--list"], before: end)
        do throws(TaskRun.Unreadable) { return try TaskRun.tasks(listed: output) } catch { throw .broken("\(error)") }
    }

    /// One pass over all tasks, with a copy of the skill that nothing else sees.
    private func measure(
        _ skill: Skill?,
        as name: Skill.Name,
        at tasks: [String],
        before end: ContinuousClock.Instant
    ) async throws(Breakdown) -> [UInt8] {
        let copy: SkillCopy
        do { copy = try SkillCopy(of: skill, named: name, tasks: tasks) } catch {
            throw .broken("a copy of the skill could not be written: \(error)")
        }
        return try await run([copy.skill, copy.tasks], before: end)
    }

    private func run(_ arguments: [String], before end: ContinuousClock.Instant) async throws(Breakdown) -> [UInt8] {
        let child = ChildProcess(
            arguments: [program] + arguments,
            environment: environment,
            folder: folder,
            wallClock: ContinuousClock.now.duration(to: end),
            outputLimit: Self.outputLimit
        )
        let result: ChildProcess.Outcome
        do throws(ChildProcess.Failure) { result = try await child.run() } catch {
            throw error == .cancelled ? .cancelled : .broken(Self.words(error))
        }
        guard result.status == .exited(0) else {
            throw .broken("it ended with \(result.status)\(result.stderrTail.isEmpty ? "" : ": \(result.stderrTail)")")
        }
        return result.output
    }

    private static func words(_ failure: ChildProcess.Failure) -> String {
        guard case .timedOut = failure else { return "\(failure)" }
        return "it took longer than all runs together may take"
    }

    private static var surroundings: [String: String] {
        ProcessInfo.processInfo.environment.filter { name, _ in
            !["GIT_", "NOTIFY_", "WATCHDOG_", "LISTEN_"].contains { name.hasPrefix($0) }
        }
    }
}
