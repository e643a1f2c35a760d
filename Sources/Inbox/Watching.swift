@preconcurrency internal import Dispatch
internal import Glibc
internal import Synchronization

/// The state of a watcher: which folders are watched, and which roots cannot be.
///
/// `@unchecked Sendable`: all that changes is touched on `queue` alone, but for `reasons`, which has its lock.
final class Watching: @unchecked Sendable {
    let queue = DispatchQueue(label: "trace2skill.inbox")
    /// Why each degraded root is degraded, for anybody to read at any time.
    let reasons = Mutex<[String: String]>([:])

    private let roots: [InboxPath]
    private let poll: Duration
    private let maximumWatches: Int
    private let output: Outlet
    private var inotify: Inotify?
    private var folders = WatchedFolders()
    private var source: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var isStopped = false

    init(roots: [InboxPath], poll: Duration, maximumWatches: Int, output: Outlet) {
        self.roots = roots
        self.poll = poll
        self.maximumWatches = maximumWatches
        self.output = output
    }

    /// Sets every watch. On `queue`.
    func start() {
        for root in roots { settle(root, watch(root)) }
        arrangeTimer()
    }

    /// Ends the stream and gives everything back. On `queue`.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        timer?.cancel()
        timer = nil
        output.finish()
        // The descriptor is closed where no handler can be reading it any more.
        if let source { source.cancel() } else { inotify = nil }
        source = nil
    }

    /// Sets every watch again by path and asks for scans where that mended something. On `queue`.
    func renew() {
        guard !isStopped else { return }
        for root in roots { rewatch(root) }
        arrangeTimer()
    }

    // MARK: Watching

    /// Watches `root` and every folder in it; returns why that is not enough, nil when it is.
    private func watch(_ root: InboxPath) -> String? {
        if let reason = openInotify() { return reason }
        if let reason = watchTree(root) { return reason }
        return NetworkFileSystem.name(of: root.absolute).map {
            "\(root.absolute) lies on \($0), which does not report what other machines write"
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
            return "could not start watching: \(systemMessage(error.number)); raise fs.inotify.max_user_instances"
        }
    }

    /// Watches `top` and every folder in it. First watched, then listed: what appears in between is seen twice.
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
                // A folder that went or may not be read is the scan's to report; without its root nothing works.
                case _ where !isRoot: continue
                case ENOENT, ENOTDIR:
                    return "\(folder.absolute) is no folder that is there; it is watched once it is"
                default: return "could not watch \(folder.absolute): \(systemMessage(error.number))"
                }
            }
            if folder.components.count < Scanner.maximumDepth {
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
            let listing = try Listing(owning: descriptor)
            while let entry = listing.next() {
                // On DT_UNKNOWN a file may be among them: IN_ONLYDIR refuses it.
                guard entry.type == UInt8(DT_DIR) || entry.type == UInt8(DT_UNKNOWN), let name = entry.text,
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

    /// Records the state of `root` and tells of its changes.
    private func settle(_ root: InboxPath, _ reason: String?) {
        let earlier = reasons.withLock { reasons in
            let earlier = reasons[root.root]
            reasons[root.root] = reason
            return earlier
        }
        if let reason, reason != earlier {
            output.yield(.degraded(root: root.root, reason: reason))
        } else if reason == nil, earlier != nil {
            output.yield(.restored(root: root.root))
            output.yield(.rescan(root))
        }
    }

    private func rewatch(_ root: InboxPath) {
        let before = folders.removeAll(within: root)
        settle(root, watch(root))
        for watch in before where folders[watch] == nil { inotify?.remove(watch) }
    }

    /// A timer runs while a root is degraded and only then: an idle watcher does not wake up. It also finds a root
    /// that is mounted again, which makes no event anywhere.
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
            // No more than one scan a poll; a root that is not there has nothing to scan.
            if isStillDegraded, access(root.absolute, F_OK) == 0 { output.yield(.rescan(root)) }
        }
        arrangeTimer()
    }

    // MARK: Events

    private func drain() {
        while !isStopped, let events = inotify?.read() {
            for event in events { take(event) }
            output.rescanLost(among: roots)
        }
        arrangeTimer()
    }

    private func take(_ event: Inotify.Event) {
        if event.has(IN_Q_OVERFLOW) {
            // Folders that came and went are among what was lost.
            for root in roots {
                rewatch(root)
                output.yield(.rescan(root))
            }
            return
        }
        guard let folder = folders[event.watch] else { return }
        if event.has(IN_DELETE_SELF, IN_MOVE_SELF, IN_IGNORED, IN_UNMOUNT) {
            folder.relative.isEmpty ? lost(folder) : left(folder, event)
            return
        }
        guard let name = event.name else {
            output.yield(.rescan(folder))  // the scan names the entry whose name is not UTF-8
            return
        }
        guard !name.isEmpty, !IgnoredName.covers(name) else { return }
        let path = folder.appending(name)
        if event.has(UInt32(IN_ISDIR)) {
            if !IgnoredName.coversFolder(name) { appeared(path) }
        } else if event.has(IN_CLOSE_WRITE, IN_MOVED_TO) || Self.isComplete(path) {
            output.yield(.arrived(path))
        }
    }

    /// A new entry that no writer will close: a link, a pipe, a socket. A file with one name will be closed.
    private static func isComplete(_ path: InboxPath) -> Bool {
        var status = stat()
        guard lstat(path.absolute, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG || status.st_nlink > 1
    }

    private func appeared(_ folder: InboxPath) {
        if let reason = watchTree(folder) {
            settle(InboxPath(trimmedRoot: folder.root, relative: ""), reason)
        }
        output.yield(.rescan(folder))
    }

    private func lost(_ root: InboxPath) {
        forget(root)
        settle(root, "\(root.absolute) was removed, renamed or unmounted; it is watched again once it is there")
        // Another folder may have taken its place in the same moment.
        settle(root, watch(root))
    }

    /// A folder inside a root was removed or renamed.
    private func left(_ folder: InboxPath, _ event: Inotify.Event) {
        if event.has(IN_IGNORED) { return folders.remove(event.watch) }
        guard event.has(IN_MOVE_SELF) else { return }
        // Renamed within the root, its new path is recorded already (IN_MOVED_TO comes first): asking for that path
        // gives the same watch. Otherwise it has left, and what it holds is not ours any more.
        var current: Int32?
        do throws(SystemError) {
            current = try inotify?.add(folder.absolute, followingLink: false)
        } catch {
            current = nil  // nothing lies at that path any more
        }
        if current == event.watch { return }
        forget(folder)
        if let current { folders.set(current, folder) }
    }
}
