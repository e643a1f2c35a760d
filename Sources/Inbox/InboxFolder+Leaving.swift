internal import Foundations
internal import Glibc

extension InboxFolder {
    /// How many levels are emptied before deeper folders are moved up: each level needs a descriptor.
    private static let depth = 32

    /// Removes the folder with its contents. No link in it is followed.
    ///
    /// To be called once its files are in the archive and in the ledger, both on disk. The folder gets a hidden name at
    /// once and is emptied then; another call continues after a crash. Entries that this user may not remove, as in a
    /// folder of another user, remain under the hidden name.
    ///
    /// - Throws: `.failed` if the folder cannot be renamed.
    package static func remove(at path: InboxPath) throws(InboxError) {
        let parent: FolderHandle
        do throws(InboxError) { parent = try FolderHandle(containing: path) } catch {
            guard case .vanished = error else { throw error }
            return
        }
        let name = hiddenName(path)
        remove(name, in: parent)
        // The hidden name may be taken by a folder that could not be emptied last time.
        for hidden in [name, ".taken-\(UInt64.random(in: 0 ... .max))"] {
            if renameat(parent.descriptor, path.name, parent.descriptor, hidden) == 0 {
                return remove(hidden, in: parent)
            }
            if errno == ENOENT { return }
            guard errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR else { break }
        }
        throw .failed(operation: "remove", path: path.absolute, errno: errno)
    }

    /// Removes the rest of the folder at `path` after a crash during its removal.
    package static func sweep(at path: InboxPath) throws(InboxError) {
        do throws(InboxError) {
            let parent = try FolderHandle(containing: path)
            remove(hiddenName(path), in: parent)
        } catch {
            guard case .vanished = error else { throw error }
        }
    }

    /// Returns the hidden name of a folder, which has 255 bytes at most, as a scalar has four. It does no harm if two
    /// folders have the same one: both are to be removed.
    private static func hiddenName(_ path: InboxPath) -> String {
        ".taken-" + String(String.UnicodeScalarView(path.name.unicodeScalars.suffix(60)))
    }

    /// Moves the folder to `.rejected/` of its root and writes `reason`, a sentence, to `<name>.reason` next to it.
    ///
    /// - Returns: the name that the folder has there; nil if it is gone, or belongs to another user and cannot be
    ///   moved.
    package func reject(because reason: String) throws(InboxError) -> String? {
        let parent = try FolderHandle(containing: path)
        do throws(InboxError) {
            return try parent.setAside(path, because: reason)
        } catch {
            // A move changes the folder itself, which may belong to another user.
            guard case .failed(_, _, let number) = error, number == EACCES || number == EPERM else { throw error }
            return nil
        }
    }

    // MARK: Emptying

    /// Removes the entry `name` of an open folder as far as this user may.
    private static func remove(_ name: String, in parent: borrowing FolderHandle) {
        let descriptor = parent.descriptor
        var round = Round()
        repeat {
            // The next round finds the folders that this one moved up.
            round = Round()
            name.withCString { round.remove($0, in: descriptor, depth: 0) }
        } while round.moved > 0
    }

    /// One walk over a folder that is to be removed. Names are bytes here, so that a name need not be UTF-8.
    private struct Round {
        private(set) var moved = 0
        private var top: Int32 = -1

        mutating func remove(_ name: UnsafePointer<CChar>, in parent: Int32, depth: Int) {
            if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
            if depth > InboxFolder.depth {
                if renameat(parent, name, top, ".deep-\(UInt64.random(in: 0 ... .max))") == 0 { moved += 1 }
                return
            }
            // Fails for a folder of another user, which then remains.
            fchmodat(parent, name, 0o700, AT_SYMLINK_NOFOLLOW)
            let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            if depth == 0 { top = descriptor }
            do throws(SystemError) {
                let listing = try FolderEntries(owning: descriptor)
                while let entry = try listing.next() {
                    remove(entry.bytes, in: listing.descriptor, depth: depth + 1)
                }
            } catch {
                return  // the next call goes on
            }
            unlinkat(parent, name, AT_REMOVEDIR)
        }
    }
}
