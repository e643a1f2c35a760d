internal import Dispatch
internal import Glibc

/// Waits for files that another process makes, by the events of the kernel.
package enum FolderEvents {
    /// Waits until there is a file of this name in a folder or below it, on a thread of its own.
    ///
    /// - Returns: `false` where none is made within ``RunningProgram/patience`` after the last change.
    /// - Throws: ``TestFailure`` where the folder cannot be watched.
    package static func waitForFile(named name: String, below folder: String) async throws -> Bool {
        let descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw TestFailure("no inotify: \(String(cString: strerror(errno)))") }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                defer { close(descriptor) }
                while !isFile(named: name, below: folder, watchedBy: descriptor) {
                    guard waitForEvent(descriptor) else {
                        continuation.resume(returning: false)
                        return
                    }
                }
                continuation.resume(returning: true)
            }
        }
    }

    /// Looks for the file. Each folder is watched before it is listed, so that no change is missed.
    private static func isFile(named name: String, below folder: String, watchedBy descriptor: Int32) -> Bool {
        let interest = IN_CREATE | IN_MOVED_TO | IN_ONLYDIR | IN_DONT_FOLLOW
        // What is not a folder, or is gone again, has nothing below it.
        guard inotify_add_watch(descriptor, folder, UInt32(interest)) >= 0 else { return false }
        return names(in: folder).contains {
            $0 == name || isFile(named: name, below: "\(folder)/\($0)", watchedBy: descriptor)
        }
    }

    private static func waitForEvent(_ descriptor: Int32) -> Bool {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, Int32(RunningProgram.patience / .milliseconds(1))) == 1 else { return false }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        return read(descriptor, &buffer, buffer.count) > 0
    }
}
