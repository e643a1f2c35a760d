internal import Foundations
internal import Glibc
internal import Inbox
internal import Ledger

extension Ingestion {
    /// Moves what was rejected in an inbox back to where it was, so that the next pass reads it again. The reasons next
    /// to the files are removed.
    ///
    /// - Returns: the paths that were put back, and the paths of those that have a newer file in their place.
    package static func putBack(in root: String) throws -> (moved: [String], blocked: [String]) {
        let rejected = InboxPath(root: root).appending(InboxFile.rejectedFolder)
        guard access(rejected.absolute, F_OK) == 0 else { return ([], []) }
        var result: (moved: [String], blocked: [String]) = ([], [])
        try putBack(from: rejected.absolute, to: InboxPath(root: root).absolute, "", &result)
        return (result.moved.sorted(), result.blocked.sorted())
    }

    private static func putBack(
        from source: String,
        to target: String,
        _ relative: String,
        _ result: inout (moved: [String], blocked: [String])
    ) throws {
        let names = try FolderEntries.names(in: source)
        let known = Set(names)
        for name in names.sorted() {
            let (from, to) = ("\(source)/\(name)", "\(target)/\(name)")
            let path = relative.isEmpty ? name : "\(relative)/\(name)"
            if isNote(name, of: known) { continue }
            var status = stat()
            guard lstat(from, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR, !known.contains("\(name).reason") {
                guard mkdir(to, 0o700) == 0 || errno == EEXIST else {
                    throw OperationError.system("make the folder \(to)", errno)
                }
                try putBack(from: from, to: to, path, &result)
                continue
            }
            // The number of a second file of a name is of no use where there is no first one.
            guard access(to, F_OK) != 0 else {
                result.blocked.append(path)
                continue
            }
            guard rename(from, to) == 0 else { throw OperationError.system("move \(from) to \(to)", errno) }
            for ending in [".reason", ".mapping.yaml"] { unlink(from + ending) }
            result.moved.append(path)
        }
        rmdir(source)
    }

    /// Whether a file says why another one was rejected, or is a mapping to begin with for it.
    private static func isNote(_ name: String, of names: Set<String>) -> Bool {
        for ending in [".reason", ".mapping.yaml"] where name.hasSuffix(ending) {
            if names.contains(String(name.dropLast(ending.count))) { return true }
        }
        return false
    }
}
