internal import Glibc

/// Keeps a pack whose objects no reference names yet, for as long as this value lives.
///
/// `git repack -ad` drops objects that no reference named when it began, in packs at once: without the `.keep` file that git's
/// own transfers leave too, a repacking that began before a reference moved would remove objects that it now names.
package final class PackHold: Sendable {
    private static let text = "objects that no reference names yet\n"
    private let descriptor: Int32
    private let folder: String

    init(of pack: String, in folder: String, _ operation: String) throws(GitError) {
        let path = "\(folder)/\(pack).keep"
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            try checkSystem(descriptor, operation)
            // Locked, so that one that was left behind by a crash can be told from one in use.
            guard flock(descriptor, LOCK_SH) == 0, Self.write(to: descriptor) else {
                let cause = errno
                close(descriptor)
                throw GitError(errno: cause, operation: operation)
            }
            if Self.isSame(descriptor, path) {
                self.descriptor = descriptor
                self.folder = folder
                return
            }
            // Removed by the one that held it before.
            close(descriptor)
        }
    }

    deinit {
        // Not by closing alone: a process that is being started has a copy for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
        Self.removeStale(in: folder)
    }

    /// Removes the files of holds that no process has any more, those of killed processes included. Files that a
    /// person or the git client made stay.
    private static func removeStale(in folder: String) {
        // A folder that cannot be read keeps its stale files: the next hold tries again.
        for name in (try? directoryNames(in: folder)) ?? [] where name.hasSuffix(".keep") {
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: text.utf8.count + 1)
            let count = read(descriptor, &bytes, bytes.count)
            guard count >= 0, bytes[..<count].elementsEqual(text.utf8) else { continue }
            // A failure leaves a pack that is not joined with others: the next hold tries again.
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, isSame(descriptor, path) { unlink(path) }
        }
    }

    private static func write(to descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        // Held already, by us or by a person.
        if status.st_size > 0 { return true }
        let bytes = Array(text.utf8)
        return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var (held, named) = (stat(), stat())
        return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev
    }
}
