internal import Foundations
internal import Git
package import Ledger
package import SkillRepository
internal import Skills

/// Whether the ledger, the branch and the knowledge ref tell the same: the part of the use case "verify" that looks at the
/// repository.
package struct HistoryCheck: Sendable {
    /// What was found.
    package struct Findings: Sendable, Equatable {
        /// How many revisions are on the branch.
        package var revisions = 0
        /// Each a sentence with its remedy; empty if everything agrees.
        package var problems: [String] = []
    }

    private let ledger: Ledger
    private let repository: SkillRepository

    /// Puts the use case together from its collaborators.
    package init(ledger: Ledger, repository: SkillRepository) {
        self.ledger = ledger
        self.repository = repository
    }

    /// Compares them, and reads every skill at the tip. Nothing is written.
    ///
    /// - Parameter isAtWork: whether a process is publishing right now: then what is unfinished is not a problem.
    package func run(isAtWork: Bool = false) async throws -> Findings {
        var findings = Findings()
        let onBranch = Set(try await repository.revisions().map { $0.commit.id.description })
        findings.revisions = onBranch.count
        for revision in try ledger.revisions() where !onBranch.contains(revision.commit) {
            findings.problems.append(
                "\(revision.skill)/v\(revision.number) is in the ledger but not on the branch, which went back or was made anew: bring it "
                    + "back with git merge \(revision.commit.prefix(10)), or commit on top, and run trace2skill verify --repair"
            )
        }
        if !isAtWork { findings.problems += try await unfinished() }
        if let problem = try await knowledge() { findings.problems.append(problem) }
        findings.problems += try await repository.oldLocks()
        for (name, skill) in try await repository.snapshot().skills.sorted(by: { $0.key < $1.key }) {
            for problem in skill.validate() where problem.severity == .error {
                findings.problems.append("skill \(name): \(problem)")
            }
        }
        return findings
    }

    private func unfinished() async throws -> [String] {
        var problems: [String] = []
        if try ledger.position(.moving) != nil {
            problems.append(
                "a move of the branch was interrupted before the files followed; run trace2skill verify --repair"
            )
        }
        for intent in try ledger.openIntents() {
            problems.append(
                try await repository.missingTag(of: intent)
                    ?? "the publication of \(intent.skill) was interrupted; run trace2skill verify --repair"
            )
        }
        let behind = try ledger.lessonsBehindKnowledge()
        if !behind.isEmpty {
            problems.append(
                "\(behind.count.of("lesson")) of the ledger not in refs/trace2skill/knowledge yet; run trace2skill verify --repair"
            )
        }
        return problems
    }

    /// What the knowledge ref has lost, by which a person's decisions reach other clones; nil for nothing.
    private func knowledge() async throws -> String? {
        let there = try await repository.knownIDs()
        let lost = try ledger.lessonsInKnowledge().subtracting(there)
        let wentBack = try await repository.knowledgeWentBack(from: ledger.position(.knowledge))
        guard !lost.isEmpty || wentBack else { return nil }
        let what = there.isEmpty ? "is gone" : wentBack ? "went back" : "lacks \(lost.count.of("lesson")) that it had"
        return "refs/trace2skill/knowledge \(what); to restore it from the ledger: trace2skill verify --repair"
    }
}
