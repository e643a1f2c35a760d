internal import Foundations
internal import Glibc

/// An inotify descriptor and its only owner.
struct Inotify: ~Copyable {
    /// An event as the kernel reports it.
    struct Event {
        let watch: Int32
        let mask: UInt32
        /// The entry's name; empty for an event of the folder itself, nil if it is not valid UTF-8.
        let name: String?

        func has(_ bits: Int32...) -> Bool { bits.contains { mask & UInt32(bitPattern: $0) != 0 } }
        func has(_ bit: UInt32) -> Bool { mask & bit != 0 }
    }

    /// Events of new folders, of complete files and of the end of the folder itself. IN_CREATE is also the only event
    /// of a new hard link, symbolic link or pipe.
    static let interest = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
    )

    /// Events of whatever happens to the entries of a folder, except that they are read or only their status changes.
    static let anyChange = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR
    )

    let descriptor: Int32

    /// Opens a descriptor.
    init() throws(SystemError) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// Watches a folder and returns its watch; the same folder under another name has the same watch.
    borrowing func add(_ path: String, followingLink: Bool, interest: UInt32 = interest) throws(SystemError) -> Int32 {
        let mask = interest | (followingLink ? 0 : UInt32(IN_DONT_FOLLOW))
        let watch = inotify_add_watch(descriptor, path, mask)
        guard watch >= 0 else { throw .last }
        return watch
    }

    /// Ends a watch.
    borrowing func remove(_ watch: Int32) {
        // Fails only for a watch that the kernel has dropped already, with its folder.
        inotify_rm_watch(descriptor, watch)
    }

    /// Reads the events that are there, at most one buffer full; nil if there are none.
    borrowing func read() -> [Event]? {
        withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: MemoryLayout<inotify_event>.alignment) {
            buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return count > 0 ? Self.events(in: UnsafeRawBufferPointer(rebasing: buffer[..<count])) : nil
        }
    }

    private static func events(in bytes: UnsafeRawBufferPointer) -> [Event] {
        var events: [Event] = []
        var offset = 0
        while offset + MemoryLayout<inotify_event>.size <= bytes.count {
            let header = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            // `name` is a flexible array member, which Swift does not import: it follows the struct, padded with NUL.
            let start = offset + MemoryLayout<inotify_event>.size
            let end = min(start + Int(header.len), bytes.count)
            let name = bytes[start..<end].prefix { $0 != 0 }
            events.append(Event(watch: header.wd, mask: header.mask, name: String(validating: name, as: UTF8.self)))
            offset = end
        }
        return events
    }
}
