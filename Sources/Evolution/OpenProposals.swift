internal import Ledger
internal import Lessons
internal import SkillEditing
internal import SkillRepository

/// The proposals that wait for a person while an evolution runs: each is made anew when the branch has moved, and a skill
/// has one of them at most.
struct OpenProposals {
    /// What is to be done for one skill.
    struct Work {
        var skill: String
        var lessons: [Lesson]
        /// The number of the open proposal that is made anew; nil for a number of its own.
        var number: Int?
        /// Whether it is a proposal in the words of code, whatever the evolution does else.
        var isProposal = false
    }

    private let open: [Proposals.Open]

    /// - Parameter open: those that no person has decided about.
    init(_ open: [Proposals.Open]) { self.open = open.filter { !$0.lessons.isEmpty } }

    /// Whether the branch has moved since one was made that no person has changed.
    var hasStale: Bool { open.contains { $0.isStale && !$0.isEdited && !$0.isCheckedOut } }

    /// What is to be done, with the lessons of open proposals.
    ///
    /// - Parameters:
    ///   - ready: the lessons that the evolution publishes or proposes, by skill.
    ///   - lessons: everything that was found, for the present support of proposed lessons.
    func work(
        _ ready: [(skill: String, lessons: [Lesson])],
        _ lessons: [Lesson],
        _ skills: SkillEvolution,
        into outcome: inout EvolutionOutcome
    ) -> [Work] {
        var work = ready.map { Work(skill: $0.skill, lessons: $0.lessons) }
        for proposal in open {
            let index = work.firstIndex { $0.skill == proposal.skill }
            let joins = skills.editor.isProposal && index != nil
            // Under a person who looks at it, a branch does not move.
            guard !proposal.isEdited, !proposal.isCheckedOut else {
                guard joins, let index else { continue }
                for lesson in work[index].lessons { outcome.hold(lesson, .notPublished) }
                outcome.block(
                    proposal.skill,
                    proposal.isEdited
                        ? "a person has changed proposals/\(proposal.name); merge it, or delete the branch, for the next one"
                        : "a worktree is on proposals/\(proposal.name); the proposal is made anew once it is on another branch"
                )
                work.remove(at: index)
                continue
            }
            guard joins || proposal.isStale else { continue }
            let own = waiting(proposal, lessons, skills)
            if joins, let index {
                let new = work[index].lessons.filter { lesson in !own.contains { $0.id == lesson.id } }
                work[index].lessons = own + new
                work[index].number = proposal.number
            } else if !own.isEmpty {
                work.append(Work(skill: proposal.skill, lessons: own, number: proposal.number, isProposal: true))
            }
        }
        return work
    }

    /// The lessons of a proposal that nothing has changed about, as they are now.
    private func waiting(_ proposal: Proposals.Open, _ lessons: [Lesson], _ skills: SkillEvolution) -> [Lesson] {
        proposal.lessons.compactMap { id in
            let id = Lesson.ID(id)
            guard let record = skills.selection.known[id] else { return nil }
            let now = lessons.first { $0.id == id } ?? record.lesson
            return record.state == .proposed && !skills.selection.isTakenBack(now) ? now : nil
        }
    }
}
