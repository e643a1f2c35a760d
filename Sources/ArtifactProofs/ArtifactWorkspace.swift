internal import Foundations
package import JSON
package import LanguageModels
internal import Processes
package import Prompting

/// The workspace of one conversation: a private copy of the artifacts, tools to read and change it, and the check that
/// decides whether a change removed the cause. The original files are never written.
package struct ArtifactWorkspace: Sendable {
    /// The name of the tool that runs the check.
    package static let checkTool = ArtifactTools.runCheck
    /// The most bytes of one result.
    static let resultLimit = 12_000
    /// The most bytes of a check's output.
    private static let checkLimit = 2_000

    /// What was known before the conversation.
    package let opening: ArtifactOpening
    /// The proof, if a cause was proved.
    package private(set) var proof: Proof?

    let artifacts: Artifacts
    let runner: ArtifactRunner
    private let left: FileTree
    private let answers: FileTree?
    private let memory: ToolMemory?
    private let fingerprint: String
    /// Made for the first call that was not recalled.
    private var copy: WorkingCopy?
    /// Recalled calls that changed the earlier copy and were not yet repeated on this one.
    private var unrepeatedCalls: [(name: String, arguments: JSON)] = []

    /// Looks at the artifacts, finds out whether commands can be run, and runs the check on the files as they were left.
    ///
    /// - Throws: ``ArtifactFault`` if the artifacts cannot be worked on.
    package init(_ artifacts: Artifacts, runner: ArtifactRunner, memory: ToolMemory?) async throws(ArtifactFault) {
        self.artifacts = artifacts
        self.runner = runner
        self.memory = memory
        left = FileTree(root: artifacts.folder, isOurs: false)
        answers = artifacts.check?.folder.map { FileTree(root: $0, isOurs: false) }
        fingerprint = try await onThread { [left, answers] () throws(ArtifactFault) in
            try Self.fingerprint(artifacts, left, answers)
        }
        let key = "artifacts/\(fingerprint)"
        if let stored = await memory?.recall(key), let opening = ArtifactOpening(decoding: stored) {
            self.opening = opening
            return
        }
        opening = try await Self.look(artifacts, left, answers, runner)
        await memory?.record(key, opening.encoded)
    }

    /// Whether there is a tool of that name here.
    package func hasTool(_ name: String) -> Bool { toolNames.contains(name) }

    /// Runs a tool call, or recalls its result.
    ///
    /// - Parameter key: A unique key of this call in all conversations.
    /// - Throws: ``ModelError/cancelled`` only; every other failure is an answer.
    package mutating func run(
        _ name: String,
        _ arguments: JSON,
        key: String
    ) async throws(ModelError) -> ToolAnswer {
        let key = "\(key)/\(fingerprint)"
        if let stored = await memory?.recall(key), let answer = ToolAnswer(decoding: stored) {
            if ArtifactTools.changing.contains(name) { unrepeatedCalls.append((name, arguments)) }
            proof = answer.proof ?? proof
            return answer
        }
        let answer: ToolAnswer
        do throws(ArtifactFault) {
            let tree = try await currentCopy()
            answer = try await perform(name, arguments, in: tree)
        } catch {
            guard error != .cancelled else { throw .cancelled }
            answer = ToolAnswer(text: artifacts.redact(error.description), isError: true)
        }
        proof = answer.proof ?? proof
        await memory?.record(key, answer.encoded)
        return answer
    }

    /// The copy in the state that the model expects: recalled calls are repeated on it first.
    private mutating func currentCopy() async throws(ArtifactFault) -> FileTree {
        let folder: WorkingCopy
        if let copy {
            folder = copy
        } else {
            folder = try await onThread { [left, runner] () throws(ArtifactFault) in
                try WorkingCopy(copying: left, in: runner.scratch)
            }
        }
        copy = folder
        while let (name, arguments) = unrepeatedCalls.first {
            do throws(ArtifactFault) {
                _ = try await perform(name, arguments, in: folder.tree)
            } catch {
                // A call that failed before fails again, and the model knows its error.
                guard error != .cancelled else { throw error }
            }
            unrepeatedCalls.removeFirst()
        }
        return folder.tree
    }

    private func perform(
        _ name: String,
        _ arguments: JSON,
        in tree: FileTree
    ) async throws(ArtifactFault) -> ToolAnswer {
        switch name {
        case ArtifactTools.runCommand:
            guard let command = arguments["command"]?.string, command.utf8.contains(where: { $0 > 0x20 }) else {
                throw .unusable("give a \"command\"")
            }
            let end = try await runner.run(command, in: tree)
            return ToolAnswer(text: shown("\(end.words)\n\(end.output)"))
        case ArtifactTools.runCheck: return try await runCheck(on: tree)
        default:
            return try await onThread { [artifacts] () throws(ArtifactFault) in
                try ArtifactTools(tree, redact: artifacts.redact).run(name, arguments)
            }
        }
    }

    private func shown(_ text: String) -> String { Excerpt.ends(of: artifacts.redact(text), limit: Self.resultLimit) }

    // MARK: The check

    /// Runs the check on the copy, and decides whether a pass is a ``Proof``.
    private func runCheck(on tree: FileTree) async throws(ArtifactFault) -> ToolAnswer {
        guard let check = artifacts.check else { throw .unusable("there is no check") }
        // Compared first, so that the check judges exactly the compared files.
        let changes = try await onThread { [left, answers] () throws(ArtifactFault) in
            try ArtifactChanges(from: left, to: tree, answers: answers)
        }
        let end = try await runner.run(check, on: tree)
        let said = try await Self.said(end, artifacts, answers)
        guard end.isPass else { return ToolAnswer(text: "The check fails (\(end.words)). It says:\n\(said)") }
        if let objection = try await objection(to: changes, check) {
            return ToolAnswer(
                text: artifacts.redact("The check passes, but that proves no cause: \(objection).") + "\n\(said)"
            )
        }
        let proof = Proof(
            command: artifacts.redact(check.command),
            before: opening.baseline?.end ?? "",
            after: end.words,
            changed: changes.made.map(artifacts.redact)
        )
        return ToolAnswer(text: "The check passes: the cause is proved. Report it.\n\(said)", proof: proof)
    }

    private func objection(
        to changes: ArtifactChanges,
        _ check: Artifacts.Check
    ) async throws(ArtifactFault) -> String? {
        guard opening.canProve else { return "it passes on the files as they were left, too" }
        if let objection = changes.objection { return objection }
        let again = try await runner.run(check, on: left)
        return again.isPass ? "run once more, it also passes on the files as they were left" : nil
    }

    /// The output of a check, as the model may see it.
    private static func said(
        _ end: ArtifactRunner.End,
        _ artifacts: Artifacts,
        _ answers: FileTree?
    ) async throws(ArtifactFault) -> String {
        try await onThread { () throws(ArtifactFault) in
            let text = artifacts.redact(try CheckWords(answers).removed(from: end.output))
            return Excerpt.ends(of: text, limit: checkLimit)
        }
    }

    // MARK: The beginning

    private static func look(
        _ artifacts: Artifacts,
        _ left: FileTree,
        _ answers: FileTree?,
        _ runner: ArtifactRunner
    ) async throws(ArtifactFault) -> ArtifactOpening {
        if let obstacle = await Sandbox.obstacle(ArtifactRunner.limits) {
            // After a cancellation, the obstacle may be the cancellation itself.
            guard !Task.isCancelled else { throw .cancelled }
            return ArtifactOpening(obstacle: artifacts.redact(obstacle), baseline: nil)
        }
        guard let check = artifacts.check else { return ArtifactOpening(obstacle: nil, baseline: nil) }
        let end = try await runner.run(check, on: left)
        let said = try await Self.said(end, artifacts, answers)
        return ArtifactOpening(obstacle: nil, baseline: .init(isPass: end.isPass, end: end.words, output: said))
    }

    /// A hash of artifacts and check: results recalled for other files are useless.
    private static func fingerprint(
        _ artifacts: Artifacts,
        _ left: FileTree,
        _ answers: FileTree?
    ) throws(ArtifactFault) -> String {
        var hash = FNV1a()
        hash.add((artifacts.check?.command ?? "").utf8)
        for entry in try left.entries() { hash.add(entry.description.utf8) }
        hash.add("check".utf8)
        for entry in try answers?.entries() ?? [] { hash.add(entry.description.utf8) }
        return String(hash.value, radix: 16)
    }
}
