internal import Archive
internal import FoundationEssentials
internal import Glibc
internal import Processes
package import Skills

/// The result of a skill's own evaluation of a candidate.
package struct EvaluationResult: Sendable, Equatable {
    /// The verdict on the candidate.
    package enum Verdict: Sendable, Equatable {
        /// It is significantly better.
        case accept
        /// No significant difference was measured.
        case provisional
        /// It is significantly worse, in total or in a group, for a reason.
        case reject(String)
        /// The program failed for a reason, and nothing was measured.
        case failed(String)
    }

    /// The verdict.
    package let verdict: Verdict
    /// The comparison as lines for a commit message; empty if nothing was measured.
    package let table: String
    /// The comparison in a few words.
    package let summary: String
    /// The share of runs that got better, minus the share of those that got worse.
    package var difference = 0.0
    /// The numbers of runs that got better and worse, as a short text.
    package var counts = ""

    /// Whether the candidate is significantly worse.
    package var isRejected: Bool {
        if case .reject = verdict { return true }
        return false
    }
}

/// The program `evaluations/<skill>/run` of a repository. It belongs to the user, runs as this user, and measures copies of
/// a skill.
package struct Evaluation: Sendable {
    /// A store for the program's output, so that an interrupted evaluation does not run anything twice.
    package struct Memory: Sendable {
        /// Returns the output stored under a key; `nil` if there is none.
        package let recall: @Sendable (_ key: String) throws -> [UInt8]?
        /// Stores an output under a key.
        package let record: @Sendable (_ key: String, _ output: [UInt8]) throws -> Void

        /// A memory with any store.
        package init(
            recall: @escaping @Sendable (_ key: String) throws -> [UInt8]?,
            record: @escaping @Sendable (_ key: String, _ output: [UInt8]) throws -> Void
        ) {
            self.recall = recall
            self.record = record
        }

        /// A memory that stores nothing.
        package static let none = Memory(recall: { _ in nil }, record: { _, _ in })
    }

    private let folder: String
    private let environment: [String: String]
    private var program: String { folder + "/run" }

    /// The most bytes that a program may print.
    private static let outputLimit = 16 << 20

    /// Finds the evaluation of a skill; `nil` if the working tree has no executable `evaluations/<skill>/run`.
    ///
    /// - Parameters:
    ///   - repository: The root of the working tree.
    ///   - environment: The environment of the program, in which it finds an agent and its keys; by default that of this
    ///     process, without the variables for git and for services.
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
