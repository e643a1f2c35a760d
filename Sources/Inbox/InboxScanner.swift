internal import Foundations
internal import Glibc

/// Lists the entries of an inbox. Events are hints; a scan is the truth.
package struct InboxScanner: Sendable {
    /// How many folders deep a scan goes, counted from the root; each open folder needs a descriptor.
    package static let maximumDepth = 32

    /// The entries that one scan found.
    package struct Result: Sendable {
        /// The regular files, oldest first, then by path.
        package fileprivate(set) var files: [InboxFile] = []
        /// The entries that are not taken, by path.
        package fileprivate(set) var refusals: [Refusal] = []
        /// Whether there are more entries than the scanner may list.
        package fileprivate(set) var isCutShort = false
    }

    /// How many entries of an attachment are listed at most; nil in an inbox.
    private let limit: Int?

    /// A scanner of inboxes.
    package init() { limit = nil }

    /// A scanner of an attachment, in which no name is ignored.
    ///
    /// - Parameter limit: how many entries are listed at most, folders included.
    package init(ofAttachmentWithin limit: Int) { self.limit = limit }

    /// Lists the regular files of `folder`, a root or a folder inside one, and of all folders below it.
    ///
    /// Ignored names are skipped; links, pipes, sockets and devices are refused. Blocks while it reads.
    ///
    /// - Throws: `.failed` or `.vanished` if `folder` itself cannot be read; a folder below it that cannot is a
    ///   refusal.
    package func scan(_ folder: InboxPath) throws(InboxError) -> Result {
        var walk = Walk(start: limit == nil ? folder.components.count : 0, limit: limit)
        let start = try FolderHandle(folder)
        // The listing takes over a descriptor of its own.
        let descriptor = fcntl(start.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .failed(operation: "list", path: folder.absolute, errno: errno) }
        do throws(SystemError) {
            try walk.list(FolderEntries(owning: descriptor), folder)
        } catch {
            throw .failed(operation: "list", path: folder.absolute, errno: error.number)
        }
        walk.result.files.sort { left, right in
            left.modified == right.modified ? left.path < right.path : left.modified < right.modified
        }
        walk.result.refusals.sort { $0.path < $1.path }
        return walk.result
    }
}

/// The state of one scan.
private struct Walk {
    var result = InboxScanner.Result()
    private var depth: Int
    private let limit: Int?
    private var seen = 0

    init(start depth: Int, limit: Int?) {
        self.depth = depth
        self.limit = limit
    }

    /// Adds the entries of `folder` to the result.
    mutating func list(_ listing: consuming FolderEntries, _ folder: InboxPath) throws(SystemError) {
        depth += 1
        defer { depth -= 1 }
        while let entry = try listing.next() {
            if limit == nil, entry.isHidden { continue }
            seen += 1
            result.isCutShort = result.isCutShort || limit.map { seen > $0 } ?? false
            if result.isCutShort { break }
            take(entry, in: folder, listing.descriptor)
        }
    }

    private mutating func take(_ entry: FolderEntries.Entry, in folder: InboxPath, _ descriptor: Int32) {
        guard let name = entry.name else {
            let path = folder.appending(String(cString: entry.bytes))
            result.refusals.append(Refusal(path, .nameNotUTF8, "its name is not valid UTF-8; rename it"))
            return
        }
        if limit == nil, IgnoredName.covers(name) { return }
        let path = folder.appending(name)
        var status = stat()
        // Gone since it was listed; if it was moved within the inbox, that made an event.
        guard fstatat(descriptor, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        if let refusal = Refusal.ofKind(status.st_mode, path) {
            result.refusals.append(refusal)
        } else if status.st_mode & S_IFMT == S_IFDIR {
            if limit == nil, AttachedFolder.isName(name) { return }
            descend(name, path, status, descriptor)
        } else {
            result.files.append(InboxFile(path: path, status: status))
        }
    }

    private mutating func descend(_ name: String, _ path: InboxPath, _ status: stat, _ parent: Int32) {
        guard depth < InboxScanner.maximumDepth else {
            let why = "it is more than \(InboxScanner.maximumDepth) folders deep; move it up"
            result.refusals.append(Refusal(path, .tooDeep, why))
            return
        }
        do throws(SystemError) {
            let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { throw .last }
            try list(FolderEntries(owning: descriptor), path)
        } catch {
            switch error.number {
            case ENOENT, ENOTDIR, ELOOP: return  // replaced since it was listed
            case EACCES, EPERM: result.refusals.append(.unreadable(path, status))
            case let number:
                result.refusals.append(
                    Refusal(path, .unreadable, "\(SystemError(number: number)); it is scanned again later")
                )
            }
        }
    }
}
