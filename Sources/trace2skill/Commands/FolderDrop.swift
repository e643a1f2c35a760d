internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Inbox
internal import Skills
internal import Trajectories

/// A folder that is dropped under one name, with its files where they lie in it: completely or not at all.
struct FolderDrop {
    private let root: String
    private let files: [InboxFile]
    private let refusals: [Refusal]

    /// Lists what is to be dropped.
    ///
    /// - Throws: ``Failure`` if there is nothing, or the inbox is in the folder.
    init(_ folder: DropPlan.Folder, inbox: String) throws {
        let root = RealPath.of(folder.root)
        let place = RealPath.of(inbox)
        guard place != root, !place.hasPrefix(root + "/"), !root.hasPrefix(place + "/") else {
            throw Failure(.badData, "\(root) and the inbox \(inbox) lie inside each other; drop the files one by one")
        }
        let found: InboxScanner.Result
        do throws(InboxError) {
            found = try InboxScanner().scan(InboxPath(root: root))
        } catch { throw Failure(.inputOutput, "could not read the folder \(root): \(error)") }
        let named = folder.named.map(RealPath.of)
        files = found.files.filter { file in
            let path = file.path.absolute
            return Self.belongsToTrial(file.path) || named.contains { path == $0 || path.hasPrefix($0 + "/") }
                || named.contains(root)
        }
        self.root = root
        refusals = found.refusals
        guard !files.isEmpty else { throw Failure(.badData, "there is no file in \(root) that could be dropped") }
    }

    /// Whether a file tells what its trial is and how it ended.
    private static func belongsToTrial(_ path: InboxPath) -> Bool {
        let parts = path.components
        if parts.count == 1 { return parts[0] == "result.json" || parts[0] == "config.json" }
        return parts.count == 2 && parts[0] == Sidecar.verifierFolder && Sidecar.verifierNames.contains(parts[1])
    }

    /// The name that the folder should have in an inbox: not that of a skill, whose evidence the files would be, and not
    /// one that an inbox ignores.
    var name: String {
        let name = root.split(separator: "/").last.map { String($0.drop { $0 == "." }) } ?? "folder"
        return Skill.Name.isName(name) || IgnoredName.coversFolder(name) || name.isEmpty ? name + ".run" : name
    }

    /// Copies the folder to `target`.
    func copy(to target: String, in inbox: String) throws {
        let hidden = "\(inbox)/.drop-\(getpid())-folder"
        do {
            try makeFolder(hidden)
            for file in files {
                var folder = hidden
                for part in file.path.components.dropLast() {
                    folder += "/\(part)"
                    try makeFolder(folder)
                }
                try FileManager.default.copyItem(atPath: file.path.absolute, toPath: "\(hidden)/\(file.path.relative)")
            }
            guard rename(hidden, target) == 0 else { throw failure("write \(target)") }
        } catch {
            // The error that is thrown matters more than one of removing the copy.
            try? FileManager.default.removeItem(atPath: hidden)
            throw error
        }
    }

    /// Prints what was copied and what was not.
    func report() {
        print("  \(files.count.of("file"))")
        for refusal in refusals.prefix(5) {
            print("  left out: \(Terminal.plain(refusal.path.relative)): \(Terminal.plain(refusal.fact))")
        }
        if refusals.count > 5 { print("  … and \(refusals.count - 5) more") }
    }

    private func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure("make the folder \(path)") }
    }

    private func failure(_ what: String) -> Failure { Failure(.inputOutput, "could not \(what): \(SystemError.last)") }
}
