internal import Glibc

extension InboxFolder {
    /// How deep folders are emptied before what is deeper is moved up: each level costs a descriptor.
    private static let depth = 32

    /// Removes the folder and all that lies in it. Nothing that it holds is followed out of it.
    ///
    /// To be called once its files are in the archive and in the ledger, both on disk. It leaves the inbox at once,
    /// under a hidden name, and is emptied then; called again, it goes on with what a crash left under that name.
    /// What the operating system does not let this user remove, as in a folder of another user, stays hidden there.
    /// Throws `.failed` if the folder cannot even be renamed.
    package static func remove(at path: InboxPath) throws(InboxError) {
        let parent: Folder
        do throws(InboxError) { parent = try Folder(containing: path) } catch {
            guard case .vanished = error else { throw error }
            return
        }
        let name = hiddenName(path)
        remove(name, in: parent)
        // Where what could not be emptied last time is in the way, another name does.
        for hidden in [name, ".taken-\(UInt64.random(in: 0 ... .max))"] {
            if renameat(parent.descriptor, path.name, parent.descriptor, hidden) == 0 {
                return remove(hidden, in: parent)
            }
            if errno == ENOENT { return }
            guard errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR else { break }
        }
        throw .failed(operation: "remove", path: path.absolute, errno: errno)
    }

    /// Removes what a crash, while the folder at `path` was being removed, left of it.
    package static func sweep(at path: InboxPath) throws(InboxError) {
        do throws(InboxError) {
            let parent = try Folder(containing: path)
            remove(hiddenName(path), in: parent)
        } catch {
            guard case .vanished = error else { throw error }
        }
    }

    /// A name has 255 bytes at most, a scalar four. That two folders may have the same is no harm: both are to go.
    private static func hiddenName(_ path: InboxPath) -> String {
        ".taken-" + String(String.UnicodeScalarView(path.name.unicodeScalars.suffix(60)))
    }

    /// Moves the folder to `.rejected/` of its root and writes `reason`, a sentence, to a file beside it.
    ///
    /// Returns the name that it has there; nil, and nothing is moved, if it has gone. Where another user's folder cannot
    /// be moved it stays where it is.
    package func reject(because reason: String) throws(InboxError) -> String? {
        let parent = try Folder(containing: path)
        do throws(InboxError) {
            return try parent.setAside(path, because: reason)
        } catch {
            // Moving a folder changes the folder itself, which may be somebody else's.
            guard case .failed(_, _, let number) = error, number == EACCES || number == EPERM else { throw error }
            return nil
        }
    }

    // MARK: Emptying

    /// Removes the entry `name` of an open folder as far as this user may.
    private static func remove(_ name: String, in parent: borrowing Folder) {
        let descriptor = parent.descriptor
        var round = Round()
        repeat {
            // What was moved up from the depth is found by the next round.
            round = Round()
            name.withCString { round.remove($0, in: descriptor, depth: 0) }
        } while round.moved > 0
    }

    /// One walk over what is to be removed. Names are bytes here: one that is not UTF-8 is removed like any other.
    private struct Round {
        private(set) var moved = 0
        private var top: Int32 = -1

        mutating func remove(_ name: UnsafePointer<CChar>, in parent: Int32, depth: Int) {
            if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
            if depth > InboxFolder.depth {
                if renameat(parent, name, top, ".deep-\(UInt64.random(in: 0 ... .max))") == 0 { moved += 1 }
                return
            }
            // A folder that its owner made unreadable is this user's to change, or stays.
            fchmodat(parent, name, 0o700, AT_SYMLINK_NOFOLLOW)
            let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            if depth == 0 { top = descriptor }
            do throws(SystemError) {
                let listing = try Listing(owning: descriptor)
                while let entry = listing.next(withHidden: true) {
                    remove(entry.name, in: listing.descriptor, depth: depth + 1)
                }
            } catch {
                return  // out of memory: the next call goes on
            }
            unlinkat(parent, name, AT_REMOVEDIR)
        }
    }
}
