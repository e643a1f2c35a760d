internal import Git
internal import Lessons

extension SkillRepository {
    /// Takes back what a person names, newest first, each revision and each commit of a lesson as `git revert` would, in a
    /// commit of its own. Where later commits changed the same lines, the lines of the lessons are taken out.
    ///
    /// - Parameter lessons: by their ids, for lessons whose commits the history does not have.
    func rollBack(
        _ target: RollbackTarget,
        of skill: String,
        _ note: RollbackNote,
        lessons: [String: Lesson]
    ) throws -> RollbackResult {
        guard let start = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        let chosen = try reversals(for: target, of: skill, lessons)
        let batch = try repository.batch()
        let made = try undo(chosen.reversals, onto: start, note, lessons, key: "Lesson-Reverted", in: batch.repository)
        guard let tip = made.commits.last else {
            throw PublishingError.nothing("that was reverted already; there is nothing to undo")
        }
        let ids = Set(chosen.reversals.flatMap(\.lessons)).sorted()
        let after = try remaining(of: ids, in: made.tree, skill, lessons, batch.repository)
        var result: PublishResult?
        if !note.isPreview {
            let changed = try batch.repository.diff(from: try repository.tree(of: start), to: made.tree).files
            try requireFree(changed.map(\.path))
            let hold = try batch.write()
            defer { withExtendedLifetime(hold) {} }
            result = try swap(
                to: tip,
                from: start,
                paths: changed.map(\.path),
                Self.signature(note.seconds),
                log: "trace2skill: rollback"
            )
        }
        return RollbackResult(
            commits: made.commits,
            lessons: ids.filter { !after.contains($0) },
            remaining: ids.filter(after.contains),
            revisions: chosen.revisions,
            result: result
        )
    }

    // MARK: What is undone

    /// One commit that is undone.
    struct Reversal {
        /// The commit that the message names; nil where the history has none, as after a squashed merge.
        var commit: Commit?
        /// Which parent the change of a merge is seen from.
        var mainline: Int?
        /// What the branch was at before a revision and the blank lines for it; nil where that is the parent.
        var base: CommitID?
        /// The commits of lessons that it consists of, newest first.
        var steps: [Commit]
        var skill: String
        var lessons: [String]
        /// Those of the lessons that must not be in the skill afterwards.
        var erased: [String]
    }

    private func reversals(
        for target: RollbackTarget,
        of skill: String,
        _ lessons: [String: Lesson]
    ) throws -> (reversals: [Reversal], revisions: [String]) {
        if case .lesson(let id) = target {
            let reversals = try reversals(ofLesson: id, skill, lessons)
            guard !reversals.isEmpty else {
                throw PublishingError.nothing("no commit of lesson \(id) is left to take back; see trace2skill log")
            }
            return (reversals, [])
        }
        let undone = try history().reverted
        let standing = try revisions(of: skill).filter { !Self.isUndone($0, undone) }
        let chosen: [PublishedRevision]
        switch target {
        case .newest, .lesson: chosen = Array(standing.prefix(1))
        case .after(let number):
            guard number == 0 || standing.contains(where: { $0.number == number }) else {
                throw unknown(number, of: skill, standing)
            }
            chosen = standing.filter { $0.number > number }
        case .only(let number):
            chosen = standing.filter { $0.number == number }
            guard !chosen.isEmpty else { throw unknown(number, of: skill, standing) }
        }
        guard !chosen.isEmpty else { throw PublishingError.nothing("there is no revision of \(skill) to revert") }
        return (try chosen.flatMap { try reversals(of: $0, undone) }, chosen.map { "\($0.skill)/v\($0.number)" })
    }

    private func unknown(_ number: Int, of skill: String, _ standing: [PublishedRevision]) -> PublishingError {
        let known = standing.map { "v\($0.number)" }.reversed().joined(separator: ", ")
        return .notFound(
            "\(skill) has no revision v\(number), or it has been taken back\(known.isEmpty ? "" : "; it has \(known)")"
        )
    }

    /// Whether all of a revision has been taken back.
    static func isUndone(_ revision: PublishedRevision, _ reverted: Set<CommitID>) -> Bool {
        if reverted.contains(revision.commit.id), revision.isMerge || revision.lessons.isEmpty { return true }
        return !revision.lessons.isEmpty && revision.lessons.allSatisfy { reverted.contains($0.id) }
    }

    private func reversals(of revision: PublishedRevision, _ undone: Set<CommitID>) throws -> [Reversal] {
        let steps = revision.lessons.reversed().filter { !undone.contains($0.id) }
        let history = try history()
        func reversal(_ commit: Commit, _ mainline: Int?, _ steps: [Commit]) -> Reversal {
            let ids = steps.flatMap(Self.lessonIDs)
            return Reversal(
                commit: commit,
                mainline: mainline,
                base: mainline != nil && revision.room != nil ? revision.base : nil,
                steps: steps,
                skill: revision.skill,
                lessons: ids,
                // A lesson that the revision only reworded stays.
                erased: ids.filter { id in
                    history.lessonCommits[id]?.last.map { last in steps.contains { $0.id == last.id } } ?? false
                }
            )
        }
        if revision.isMerge { return [reversal(revision.commit, 1, steps)] }
        if steps.isEmpty {
            var whole = reversal(revision.commit, revision.commit.parents.count > 1 ? 1 : nil, [])
            (whole.lessons, whole.erased) = (revision.tagged, revision.tagged)
            return [whole]
        }
        return steps.map { reversal($0, nil, [$0]) }
    }

    /// Every commit of a lesson that has not been taken back, newest first.
    func reversals(ofLesson id: String, _ skill: String, _ lessons: [String: Lesson]) throws -> [Reversal] {
        let history = try history()
        let gone = Set(
            history.revisions.filter { $0.isMerge && history.reverted.contains($0.commit.id) }.flatMap(\.lessons).map(
                \.id
            )
        )
        let commits = (history.lessonCommits[id] ?? []).filter {
            !history.reverted.contains($0.id) && !gone.contains($0.id) && $0.parents.count == 1
        }
        var reversals = commits.map { commit in
            // Of a squashed commit, the others stay.
            if Self.isSquashed(commit) {
                return Reversal(commit: nil, mainline: nil, steps: [], skill: skill, lessons: [id], erased: [id])
            }
            // Lessons that share their lines go together.
            let ids = Self.lessonIDs(in: commit)
            return Reversal(commit: commit, mainline: nil, steps: [commit], skill: skill, lessons: ids, erased: [])
        }
        if reversals.isEmpty, let lesson = lessons[id], let tip = try repository.reference(branch) {
            let text = SkillText(try markdown(in: try repository.tree(of: tip), skill))
            guard text.holdsAsWritten(lesson) || text.blockWithTitle(of: lesson) != nil else { return [] }
            reversals = [Reversal(commit: nil, mainline: nil, steps: [], skill: skill, lessons: [id], erased: [])]
        }
        if !reversals.isEmpty { reversals[reversals.count - 1].erased = [id] }
        return reversals
    }

    // MARK: Undoing

    /// Commits upon `start` that undo others, as objects that no ref names yet; none for what is undone already.
    func undo(
        _ reversals: [Reversal],
        onto start: CommitID,
        _ note: RollbackNote,
        _ lessons: [String: Lesson],
        key: String,
        _ further: [Trailer] = [],
        in repository: borrowing Repository
    ) throws -> (commits: [CommitID], tree: ObjectID) {
        let committer = Self.signature(note.seconds)
        let author =
            note.author.map { Git.Signature(name: $0.name, email: $0.email, seconds: note.seconds) } ?? committer
        var parent = start
        var commits: [CommitID] = []
        for reversal in reversals {
            let tree = try undone(reversal, at: parent, committer, lessons, in: repository)
            guard try tree != repository.tree(of: parent) else { continue }
            let trailers =
                [Trailer(key: "Skill", value: reversal.skill)] + reversal.lessons.map { Trailer(key: key, value: $0) }
                + further
            let title =
                reversal.lessons.first.flatMap { lessons[$0]?.title } ?? reversal.lessons.joined(separator: ", ")
            let message =
                reversal.commit.map {
                    CommitMessage.reversal(of: $0, parent: $0.parents.first, reason: note.reason, trailers: trailers)
                } ?? CommitMessage.removal(of: title, skill: reversal.skill, reason: note.reason, trailers: trailers)
            parent = try Self.write(
                CommitDraft(tree: tree, parents: [parent], author: author, committer: committer, message: message),
                in: repository,
                note.isPreview ? nil : signing
            )
            commits.append(parent)
        }
        return (commits, try repository.tree(of: parent))
    }

    /// The tree without what a reversal takes back.
    private func undone(
        _ reversal: Reversal,
        at parent: CommitID,
        _ signature: Git.Signature,
        _ lessons: [String: Lesson],
        in repository: borrowing Repository
    ) throws -> ObjectID {
        var tree = try repository.tree(of: parent)
        if let commit = reversal.commit, let base = reversal.base,
            case .tree(let clean) = try repository.apply(
                from: commit.tree,
                to: repository.tree(of: base),
                onto: tree
            )
        {
            // The blank lines go as well, unless later revisions are between them.
            tree = clean
        } else if let commit = reversal.commit,
            case .tree(let clean) = try repository.revert(commit.id, mainline: reversal.mainline, onto: parent)
        {
            tree = clean
        } else {
            for step in reversal.steps {
                // Reverts work on commits; nobody will ever see this one.
                let draft = CommitDraft(
                    tree: tree,
                    parents: [parent],
                    author: signature,
                    committer: signature,
                    message: "in between\n"
                )
                switch try repository.revert(step.id, onto: try repository.createCommit(draft)) {
                case .tree(let clean): tree = clean
                case .conflicts:
                    let hunks = try hunks(of: step, skill: reversal.skill)
                    tree = try changing(tree, reversal.skill, in: repository) { $0.undo(hunks) }
                }
            }
        }
        for id in try remaining(of: reversal.erased, in: tree, reversal.skill, lessons, repository) {
            let wordings = try wordings(of: id, skill: reversal.skill, lessons[id])
            tree = try changing(tree, reversal.skill, in: repository) { $0.erase(wordings) }
        }
        return tree
    }

    /// A tree with changes of the lines of a skill's Markdown files.
    private func changing(
        _ tree: ObjectID,
        _ skill: String,
        in repository: borrowing Repository,
        _ change: (inout ByteLines) -> Void
    ) throws -> ObjectID {
        var changes: [String: TreeChange] = [:]
        for entry in try repository.entries(of: tree, under: "\(Self.folder)/\(skill)")
        where entry.mode.isRegularFile && entry.path.hasSuffix(".md") {
            let bytes = try repository.readBlob(entry.id, limit: 16 << 20)
            var lines = ByteLines(bytes)
            change(&lines)
            if lines.bytes != bytes {
                changes[entry.path] = .write(lines.bytes, executable: entry.mode == .executable)
            }
        }
        return changes.isEmpty ? tree : try repository.tree(updating: tree, with: changes)
    }

    func hunks(of commit: Commit, skill: String) throws -> [ByteLines.Hunk] {
        guard let parent = commit.parents.first else { return [] }
        let diff = try repository.diff(
            from: try repository.tree(of: parent),
            to: commit.tree,
            paths: ["\(Self.folder)/\(skill)"],
            context: 0
        )
        return diff.files.flatMap(\.hunks).map { hunk in
            ByteLines.Hunk(
                removed: hunk.lines.filter { $0.kind == .removed }.map(\.text),
                added: hunk.lines.filter { $0.kind == .added }.map(\.text)
            )
        }
    }

    /// Every wording that a lesson has had, the newest first.
    private func wordings(of id: String, skill: String, _ lesson: Lesson?) throws -> [[String]] {
        var wordings = lesson.map { [LessonText.lines($0)] } ?? []
        for commit in try history().lessonCommits[id] ?? [] where Self.lessonIDs(in: commit) == [id] {
            wordings += try hunks(of: commit, skill: skill).map { $0.added.map { String($0.filter { !$0.isNewline }) } }
        }
        return wordings
    }

    /// Those of the lessons that are in the skill, in whatever words.
    private func remaining(
        of ids: [String],
        in tree: ObjectID,
        _ skill: String,
        _ lessons: [String: Lesson],
        _ repository: borrowing Repository
    ) throws -> Set<String> {
        guard !ids.isEmpty else { return [] }
        var files: [String: [UInt8]] = [:]
        for entry in try repository.entries(of: tree, under: "\(Self.folder)/\(skill)")
        where entry.mode.isRegularFile && entry.path.hasSuffix(".md") {
            files[entry.path] = try repository.readBlob(entry.id, limit: 16 << 20)
        }
        return try remaining(of: ids, SkillText(files), skill, lessons)
    }

    private func remaining(of ids: [String], _ text: SkillText, _ skill: String, _ lessons: [String: Lesson]) throws
        -> Set<String>
    {
        Set(
            try ids.filter { id in
                if let lesson = lessons[id], text.holdsAsWritten(lesson) || text.blockWithTitle(of: lesson) != nil {
                    return true
                }
                return try wordings(of: id, skill: skill, nil).contains { text.holds($0) }
            }
        )
    }

    /// Commits that a later commit on the branch says it reverts, and that no later one brought back.
    func revertedCommits() throws -> Set<CommitID> { try history().reverted }
}
