@preconcurrency internal import Dispatch
internal import Foundations
internal import Glibc

/// Tells that something in one of some folders was made, written, renamed or removed; what lies in folders inside them is
/// not looked at.
///
/// `@unchecked Sendable`: the descriptor is used in `init`, and then on the queue of the source alone.
package final class FolderWatch: @unchecked Sendable {
    private let source: any DispatchSourceRead

    /// Watches folders until the value is gone. A folder that is not there is passed over.
    ///
    /// - Parameter onChange: is called on a thread of its own, once for all changes that are known by then.
    /// - Returns: nil if a folder cannot be watched, as where the system has no watch left: then the caller has to look.
    package init?(_ folders: Set<String>, onChange: @escaping @Sendable () -> Void) {
        guard let box = try? Box(folders) else { return nil }
        source = DispatchSource.makeReadSource(
            fileDescriptor: box.descriptor,
            queue: DispatchQueue(label: "trace2skill.folders")
        )
        source.setEventHandler {
            while box.hasRead() {}
            onChange()
        }
        // The descriptor is closed with the box, after which no handler can read it.
        source.setCancelHandler { withExtendedLifetime(box) {} }
        source.activate()
    }

    deinit { source.cancel() }

    /// Holds the descriptor for closures.
    private final class Box: Sendable {
        private let inotify: Inotify

        init(_ folders: Set<String>) throws(SystemError) {
            inotify = try Inotify()
            for folder in folders.sorted() {
                do throws(SystemError) {
                    _ = try inotify.add(folder, followingLink: true, interest: Inotify.anyChange)
                } catch {
                    guard error.number == ENOENT || error.number == ENOTDIR else { throw error }
                }
            }
        }

        var descriptor: Int32 { inotify.descriptor }

        func hasRead() -> Bool { inotify.read() != nil }
    }
}
