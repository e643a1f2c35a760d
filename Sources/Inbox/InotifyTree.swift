@preconcurrency internal import Dispatch
internal import Foundations
internal import Glibc
internal import Synchronization

/// The inotify watches of some folder trees: which folders are watched, and which roots cannot be.
///
/// `@unchecked Sendable`: its variables are used on `queue` alone, except for `reasons`, which has a lock.
final class InotifyTree: @unchecked Sendable {
    /// Where everything that is marked "on `queue`" runs.
    let queue = DispatchQueue(label: "trace2skill.inbox")
    /// The reason of each degraded root, for reading on any thread.
    let reasons = Mutex<[String: String]>([:])

    private let roots: [InboxPath]
    private let poll: Duration
    private let maximumWatches: Int
    private let output: EventBuffer
    private var inotify: Inotify?
    private var folders = WatchedFolders()
    private var source: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var isStopped = false

    init(roots: [InboxPath], poll: Duration, maximumWatches: Int, output: EventBuffer) {
        self.roots = roots
        self.poll = poll
        self.maximumWatches = maximumWatches
        self.output = output
    }

    /// Sets every watch. To be called on `queue`.
    func start() {
        for root in roots { note(root, degradedBecause: watch(root)) }
        arrangeTimer()
    }

    /// Ends the events and gives the watches back. To be called on `queue`.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        timer?.cancel()
        timer = nil
        output.finish()
        // The descriptor is closed in the handler after which no other one can read it.
        if let source { source.cancel() } else { inotify = nil }
        source = nil
    }

    /// Sets every watch again by path, and asks for a scan of each root that is restored. To be called on `queue`.
    func renew() {
        guard !isStopped else { return }
        for root in roots { rewatch(root) }
        arrangeTimer()
    }

    // MARK: Watching

    /// Watches `root` and every folder in it, and returns why the root is degraded; nil if it is not.
    private func watch(_ root: InboxPath) -> String? {
        if let reason = openInotify() { return reason }
        if let reason = watchTree(root) { return reason }
        return NetworkFileSystem.name(of: root.absolute).map {
            "\(root.absolute) is on \($0), which does not report what other machines write"
        }
    }

    private func openInotify() -> String? {
        if inotify != nil { return nil }
        do throws(SystemError) {
            let opened = try Inotify()
            let source = DispatchSource.makeReadSource(fileDescriptor: opened.descriptor, queue: queue)
            // The cycle of source and handler ends with `stop`, which the watcher's `deinit` calls.
            source.setEventHandler { self.drain() }
            source.setCancelHandler { self.inotify = nil }
            inotify = consume opened
            self.source = source
            source.activate()
            return nil
        } catch {
            return "could not start watching: \(error); raise fs.inotify.max_user_instances"
        }
    }

    /// Watches `top` and every folder in it. A folder is watched before it is listed, so that an entry that appears in
    /// between is seen twice.
    private func watchTree(_ top: InboxPath) -> String? {
        var rest = [top]
        while let folder = rest.popLast() {
            let isRoot = folder.relative.isEmpty
            do throws(SystemError) {
                try add(folder, isRoot: isRoot)
            } catch {
                switch error.number {
                case ENOSPC, ENOMEM:
                    return "could not watch \(folder.absolute): the limit of watches is reached; "
                        + "raise fs.inotify.max_user_watches"
                // The scan reports a folder that is gone or may not be read. Without the root nothing works.
                case _ where !isRoot: continue
                case ENOENT, ENOTDIR:
                    return "there is no folder \(folder.absolute); it is watched as soon as it is made"
                default: return "could not watch \(folder.absolute): \(error)"
                }
            }
            if folder.components.count < InboxScanner.maximumDepth {
                rest += Self.subfolders(of: folder)
            }
        }
        return nil
    }

    private func add(_ folder: InboxPath, isRoot: Bool) throws(SystemError) {
        guard folders.count < maximumWatches else { throw SystemError(number: ENOSPC) }
        guard let watch = try inotify?.add(folder.absolute, followingLink: isRoot) else { return }
        folders.set(watch, folder)
    }

    private static func subfolders(of folder: InboxPath) -> [InboxPath] {
        let descriptor = open(folder.absolute, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }  // the scan reports a folder that may not be read
        var found: [InboxPath] = []
        do throws(SystemError) {
            let listing = try FolderEntries(owning: descriptor)
            while let entry = try listing.next() {
                // On DT_UNKNOWN a file may be among them: IN_ONLYDIR refuses it.
                guard entry.kind == UInt8(DT_DIR) || entry.kind == UInt8(DT_UNKNOWN), let name = entry.name,
                    !IgnoredName.coversFolder(name)
                else { continue }
                found.append(folder.appending(name))
            }
        } catch {
            return []
        }
        return found
    }

    private func forget(_ folder: InboxPath) {
        for watch in folders.removeAll(within: folder) { inotify?.remove(watch) }
    }

    // MARK: Degraded roots

    /// Records why `root` is degraded, nil for not at all, and reports a change.
    private func note(_ root: InboxPath, degradedBecause reason: String?) {
        let earlier = reasons.withLock { reasons in
            let earlier = reasons[root.root]
            reasons[root.root] = reason
            return earlier
        }
        if let reason, reason != earlier {
            output.append(.degraded(root: root.root, reason: reason))
        } else if reason == nil, earlier != nil {
            output.append(.restored(root: root.root))
            output.append(.rescan(root))
        }
    }

    private func rewatch(_ root: InboxPath) {
        let before = folders.removeAll(within: root)
        note(root, degradedBecause: watch(root))
        for watch in before where folders[watch] == nil { inotify?.remove(watch) }
    }

    /// Starts or ends the timer, which runs only while a root is degraded, so that an idle watcher does not wake up. It
    /// also finds a root that is mounted again, which makes no event anywhere.
    private func arrangeTimer() {
        let isNeeded = !isStopped && reasons.withLock { !$0.isEmpty }
        if isNeeded, timer == nil {
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.setEventHandler { self.pollDegraded() }
            let interval = DispatchTimeInterval.nanoseconds(Int(clamping: Int64(poll / .nanoseconds(1))))
            timer.schedule(deadline: .now() + interval, repeating: interval)
            timer.activate()
            self.timer = timer
        } else if !isNeeded {
            timer?.cancel()
            timer = nil
        }
    }

    private func pollDegraded() {
        let degraded = reasons.withLock { Set($0.keys) }
        for root in roots where degraded.contains(root.root) {
            rewatch(root)
            let isStillDegraded = reasons.withLock { $0[root.root] != nil }
            // A root that is not there has nothing to scan.
            if isStillDegraded, access(root.absolute, F_OK) == 0 { output.append(.rescan(root)) }
        }
        arrangeTimer()
    }

    // MARK: Events

    private func drain() {
        while !isStopped, let events = inotify?.read() {
            for event in events { take(event) }
        }
        arrangeTimer()
    }

    private func take(_ event: Inotify.Event) {
        if event.has(IN_Q_OVERFLOW) {
            // Events of new and removed folders may be among the lost ones.
            for root in roots {
                rewatch(root)
                output.append(.rescan(root))
            }
            return
        }
        guard let folder = folders[event.watch] else { return }
        if event.has(IN_DELETE_SELF, IN_MOVE_SELF, IN_IGNORED, IN_UNMOUNT) {
            folder.relative.isEmpty ? lost(folder) : left(folder, event)
            return
        }
        guard let name = event.name else {
            output.append(.rescan(folder))  // the scan names the entry whose name is not UTF-8
            return
        }
        guard !name.isEmpty, !IgnoredName.covers(name) else { return }
        let path = folder.appending(name)
        if event.has(UInt32(IN_ISDIR)) {
            if !IgnoredName.coversFolder(name) { appeared(path) }
        } else if event.has(IN_CLOSE_WRITE, IN_MOVED_TO) || Self.isComplete(path) {
            output.append(.arrived(path))
        }
    }

    /// Whether a new entry is one that no writer will close: a link, a pipe or a socket. A file with one name will be
    /// closed.
    private static func isComplete(_ path: InboxPath) -> Bool {
        var status = stat()
        guard lstat(path.absolute, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG || status.st_nlink > 1
    }

    private func appeared(_ folder: InboxPath) {
        if let reason = watchTree(folder) {
            note(InboxPath(trimmedRoot: folder.root, relative: ""), degradedBecause: reason)
        }
        output.append(.rescan(folder))
    }

    private func lost(_ root: InboxPath) {
        forget(root)
        note(
            root,
            degradedBecause: "\(root.absolute) was removed, renamed or unmounted; it is watched again once it is there"
        )
        // Another folder may have taken its place in the same moment.
        note(root, degradedBecause: watch(root))
    }

    /// Follows a folder inside a root that was removed or renamed.
    private func left(_ folder: InboxPath, _ event: Inotify.Event) {
        if event.has(IN_IGNORED) { return folders.remove(event.watch) }
        guard event.has(IN_MOVE_SELF) else { return }
        // If the folder was renamed within the root, its new path is recorded already (IN_MOVED_TO comes first), and a
        // request for that path gives the same watch. Otherwise the folder has left the inbox with its contents.
        var current: Int32?
        do throws(SystemError) {
            current = try inotify?.add(folder.absolute, followingLink: false)
        } catch {
            current = nil  // there is nothing at that path any more
        }
        if current == event.watch { return }
        forget(folder)
        if let current { folders.set(current, folder) }
    }
}
