internal import FoundationEssentials
internal import Git

/// The history of the branch up to one commit, read once.
struct BranchHistory: Sendable {
    /// The commit that it was read from.
    let tip: CommitID
    /// Every commit, no child after its parent.
    let commits: [Commit]
    /// Each commit by its id.
    let byID: [CommitID: Commit]
    /// The commits that the branch was at, newest first.
    let mainline: [Commit]
    /// Commits that a later commit says it reverts, and that no later one brought back.
    let reverted: Set<CommitID>
    /// The commits of each lesson by the lesson's id, newest first.
    let lessonCommits: [String: [Commit]]
    /// The revisions, newest first.
    let revisions: [PublishedRevision]

    init(tip: CommitID, commits: [Commit], tags: [Tag] = []) {
        self.tip = tip
        self.commits = commits
        let byID = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
        self.byID = byID
        var mainline: [Commit] = []
        var next = byID[tip]
        while let commit = next {
            mainline.append(commit)
            next = commit.parents.first.flatMap { byID[$0] }
        }
        self.mainline = mainline
        reverted = Self.reverted(commits)
        var lessons: [String: [Commit]] = [:]
        for commit in commits {
            for id in SkillRepository.lessonIDs(in: commit) { lessons[id, default: []].append(commit) }
        }
        lessonCommits = lessons
        revisions = Self.revisions(commits, byID, mainline, tags)
    }

    /// Newest first: a revert that was itself reverted does not count.
    private static func reverted(_ commits: [Commit]) -> Set<CommitID> {
        var undone: Set<CommitID> = []
        for commit in commits where !undone.contains(commit.id) {
            undone.formUnion(SkillRepository.revertedCommits(commit).compactMap { CommitID($0) })
        }
        return undone
    }

    // MARK: Revisions

    /// A revision is known by the trailers of its merge, or of its lessons' commits where a person brought them to the
    /// branch in another way: fast-forward, rebase, cherry-pick, or a merge of their own.
    private static func revisions(
        _ commits: [Commit],
        _ byID: [CommitID: Commit],
        _ mainline: [Commit],
        _ tags: [Tag]
    ) -> [PublishedRevision] {
        let places = Dictionary(mainline.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var found: [(place: Int, revision: PublishedRevision)] = []
        var known = Set<String>()
        for (place, commit) in mainline.enumerated() {
            guard commit.parents.count == 2, let (skill, number) = SkillRepository.revision(in: commit) else {
                continue
            }
            let chain = chain(of: commit, byID, places)
            guard chain.contains(where: { Self.belongs($0, to: skill) }), known.insert("\(skill)/v\(number)").inserted
            else { continue }
            found.append((place, merge(commit, skill, number, chain, byID)))
        }
        // Those of another machine, where a person merged what both had.
        let others = commits.filter { commit in
            commit.parents.count == 2 && places[commit.id] == nil && SkillRepository.revision(in: commit) != nil
        }
        let sides = others.isEmpty ? [:] : Self.sides(of: mainline, byID, places)
        for commit in others {
            guard let place = sides[commit.id], let (skill, number) = SkillRepository.revision(in: commit) else {
                continue
            }
            let chain = chain(of: commit, byID, places)
            guard chain.contains(where: { Self.belongs($0, to: skill) }), known.insert("\(skill)/v\(number)").inserted
            else { continue }
            found.append((place, merge(commit, skill, number, chain, byID)))
        }
        // Of those without a merge of their own, the newest commit comes first in each group.
        var groups: [String: [Commit]] = [:]
        for commit in commits where commit.parents.count == 1 {
            guard let (skill, number) = SkillRepository.revision(in: commit) else { continue }
            let name = "\(skill)/v\(number)"
            if !known.contains(name) { groups[name, default: []].append(commit) }
        }
        for (_, group) in groups {
            guard let newest = group.first, let oldest = group.last, let base = oldest.parents.first,
                let (skill, number) = SkillRepository.revision(in: newest)
            else { continue }
            if let place = places[newest.id] {
                let lessons = group.reversed().filter { !SkillRepository.lessonIDs(in: $0).isEmpty }
                found.append(
                    (
                        place,
                        PublishedRevision(
                            skill: skill,
                            number: number,
                            commit: newest,
                            lessons: lessons,
                            base: base,
                            isMerge: false
                        )
                    )
                )
            } else if let (place, merge) = merge(bringing: newest.id, mainline, byID, places) {
                found.append((place, Self.merge(merge, skill, number, chain(of: merge, byID, places), byID)))
            }
        }
        for tag in tags {
            // A squashed merge has no trailers; the tag that it got has.
            guard let message = tag.message, message.contains("\nRevision: \(tag.name)\n"), let id = tag.commit,
                let place = places[id], let (skill, number) = SkillRepository.revision(named: tag.name),
                !found.contains(where: { $0.revision.skill == skill && $0.revision.number == number }),
                let base = mainline[place].parents.first
            else { continue }
            var revision = PublishedRevision(
                skill: skill,
                number: number,
                commit: mainline[place],
                lessons: [],
                base: base,
                isMerge: false
            )
            revision.tagged = message.split(separator: "\n").filter { $0.hasPrefix("Lesson: ") }.map {
                String($0.dropFirst("Lesson: ".count))
            }
            found.append((place, revision))
        }
        return found.sorted {
            ($0.place, $0.revision.skill, $1.revision.number) < ($1.place, $1.revision.skill, $0.revision.number)
        }
        .map(\.revision)
    }

    /// Which commit of the branch brought each commit that is not in its line.
    private static func sides(of mainline: [Commit], _ byID: [CommitID: Commit], _ places: [CommitID: Int])
        -> [CommitID:
        Int]
    {
        var sides: [CommitID: Int] = [:]
        for (place, commit) in mainline.enumerated().reversed() {
            var open = Array(commit.parents.dropFirst())
            while let id = open.popLast() {
                guard places[id] == nil, sides[id] == nil, let side = byID[id] else { continue }
                sides[id] = place
                open += side.parents
            }
        }
        return sides
    }

    private static func merge(
        _ commit: Commit,
        _ skill: String,
        _ number: Int,
        _ chain: [Commit],
        _ byID: [CommitID: Commit]
    ) -> PublishedRevision {
        let room = byID[commit.parents[0]].flatMap { SkillRepository.isRoom($0, of: skill, number) ? $0 : nil }
        return PublishedRevision(
            skill: skill,
            number: number,
            commit: commit,
            lessons: chain.reversed().filter { !SkillRepository.lessonIDs(in: $0).isEmpty },
            base: room?.parents[0] ?? commit.parents[0],
            room: room?.id,
            isMerge: chain.allSatisfy { belongs($0, to: skill) }
        )
    }

    /// The oldest commit of the branch whose other side has a commit in its line.
    private static func merge(
        bringing id: CommitID,
        _ mainline: [Commit],
        _ byID: [CommitID: Commit],
        _ places: [CommitID: Int]
    ) -> (place: Int, commit: Commit)? {
        for (place, commit) in mainline.enumerated().reversed() where commit.parents.count > 1 {
            if chain(of: commit, byID, places).contains(where: { $0.id == id }) { return (place, commit) }
        }
        return nil
    }

    /// The commits that a merge brought, along first parents, newest first.
    private static func chain(
        of merge: Commit,
        _ byID: [CommitID: Commit],
        _ mainline: [CommitID: Int]
    ) -> [Commit] {
        var chain: [Commit] = []
        var next: CommitID? = merge.parents[1]
        while let id = next, mainline[id] == nil, let commit = byID[id], commit.parents.count == 1 {
            chain.append(commit)
            next = commit.parents.first
        }
        return chain
    }

    private static func belongs(_ commit: Commit, to skill: String) -> Bool {
        SkillRepository.trailers(of: commit).contains { $0.key == "Skill" && $0.value == skill }
    }
}

extension SkillRepository {
    /// The history of the branch, read once for each commit that it is at; empty before the first.
    func history() throws -> BranchHistory {
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        if let knownHistory, knownHistory.tip == tip { return knownHistory }
        try requireHistory()
        let history = BranchHistory(
            tip: tip,
            commits: try repository.history(from: tip),
            tags: try repository.tags("*/v*")
        )
        knownHistory = history
        return history
    }

    /// The highest number that the trailers of any commit name, by skill. Commits that were read before are not read again.
    func numbers() throws -> [String: Int] {
        guard let tip = try repository.reference(branch) else { return [:] }
        var numbers: [String: Int] = [:]
        var hidden: [CommitID] = []
        if let known = knownNumbers, let last = CommitID(known.tip), try repository.contains(last.object) {
            if last == tip { return known.numbers }
            // Numbers of commits that are no longer there stay used.
            (numbers, hidden) = (known.numbers, [last])
        }
        for commit in try repository.history(from: tip, hiding: hidden) {
            for trailer in Self.trailers(of: commit) where trailer.key == "Revision" || trailer.key == "Proposal" {
                guard let (skill, number) = Self.revision(named: trailer.value) else { continue }
                numbers[skill] = max(numbers[skill] ?? 0, number)
            }
        }
        knownNumbers = RevisionNumbers(tip: tip.description, numbers: numbers)
        return numbers
    }

    /// Takes over what another process has read, so that only what is new is read.
    func remember(_ numbers: RevisionNumbers?) { knownNumbers = knownNumbers ?? numbers }
}

/// The highest number that the history names of each skill, up to a commit.
struct RevisionNumbers: Sendable, Equatable, Codable {
    /// The full id of the commit.
    var tip: String
    /// The numbers by the names of skills.
    var numbers: [String: Int]
}

extension RevisionNumbers {
    /// Nil for a text of another form: then the history is read again.
    init?(encoded text: String) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = value
    }

    func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
