internal import Foundations
package import JSON
package import LanguageModels
internal import Processes
package import Prompting

/// Where an analyst works on what an agent left behind: a private copy, tools to read and change it, and the check that
/// says whether a change took the cause away. The files as they were left are never written.
package struct ArtifactWorkspace: Sendable {
    /// The tool that runs the check.
    package static let checkTool = ArtifactTools.runCheck
    /// The most bytes of one result.
    static let resultLimit = 12_000
    /// The most bytes of what a check says.
    private static let checkLimit = 2_000

    package let opening: ArtifactOpening
    /// What was proved so far.
    package private(set) var proof: Proof?

    let artifacts: Artifacts
    let runner: ArtifactRunner
    private let left: FileTree
    private let answers: FileTree?
    private let memory: ToolMemory?
    private let fingerprint: String
    /// Made when the first call has to be made that nobody remembers.
    private var copy: WorkingCopy?
    /// Recalled calls that changed the copy then and have not been done to this one.
    private var behind: [(name: String, arguments: JSON)] = []

    /// Looks at the artifacts, asks whether commands can be run, and runs the check on the files as they were left.
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
        if let stored = await memory?.recall(key), let opening = ArtifactOpening(stored: stored) {
            self.opening = opening
            return
        }
        opening = try await Self.look(artifacts, left, answers, runner)
        await memory?.record(key, opening.stored)
    }

    /// Whether there is a tool of that name here.
    package func has(_ name: String) -> Bool { toolNames.contains(name) }

    /// Does what a call asks for, or recalls what came of it. Throws ``ModelError/cancelled``, and nothing else.
    ///
    /// - Parameter key: tells this call apart from every other of every conversation.
    package mutating func run(
        _ name: String,
        _ arguments: JSON,
        key: String
    ) async throws(ModelError) -> ToolAnswer {
        let key = "\(key)/\(fingerprint)"
        if let stored = await memory?.recall(key), let answer = ToolAnswer(stored: stored) {
            if ArtifactTools.changing.contains(name) { behind.append((name, arguments)) }
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
        await memory?.record(key, answer.stored)
        return answer
    }

    /// The copy as the model believes it to be: what was recalled is done to it first.
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
        while let (name, arguments) = behind.first {
            do throws(ArtifactFault) {
                _ = try await perform(name, arguments, in: folder.tree)
            } catch {
                // What failed then fails again, and the model has been told.
                guard error != .cancelled else { throw error }
            }
            behind.removeFirst()
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

    private func shown(_ text: String) -> String { Clip.middle(artifacts.redact(text), limit: Self.resultLimit) }

    // MARK: The check

    /// What the check says of the copy, and what that proves: see ``Proof``.
    private func runCheck(on tree: FileTree) async throws(ArtifactFault) -> ToolAnswer {
        guard let check = artifacts.check else { throw .unusable("there is no check") }
        // Looked at first: the check is to judge what was looked at.
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

    /// What is shown of what a check wrote: the end.
    private static func said(
        _ end: ArtifactRunner.End,
        _ artifacts: Artifacts,
        _ answers: FileTree?
    ) async throws(ArtifactFault) -> String {
        try await onThread { () throws(ArtifactFault) in
            let text = artifacts.redact(try CheckWords(answers).hidden(in: end.output))
            return Clip.middle(text, limit: checkLimit)
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
            // Of one that was told to stop, it is not known.
            guard !Task.isCancelled else { throw .cancelled }
            return ArtifactOpening(obstacle: artifacts.redact(obstacle), baseline: nil)
        }
        guard let check = artifacts.check else { return ArtifactOpening(obstacle: nil, baseline: nil) }
        let end = try await runner.run(check, on: left)
        let said = try await Self.said(end, artifacts, answers)
        return ArtifactOpening(obstacle: nil, baseline: .init(isPass: end.isPass, end: end.words, output: said))
    }

    /// Artifacts and check as a word: what was recalled of others is nothing worth.
    private static func fingerprint(
        _ artifacts: Artifacts,
        _ left: FileTree,
        _ answers: FileTree?
    ) throws(ArtifactFault) -> String {
        var hash = FNV1a()
        hash.add((artifacts.check?.command ?? "").utf8)
        for entry in try left.entries() { hash.add(entry.word.utf8) }
        hash.add("check".utf8)
        for entry in try answers?.entries() ?? [] { hash.add(entry.word.utf8) }
        return String(hash.value, radix: 16)
    }
}
