/// What a watcher noticed. Events are hints and may come twice: the reader looks at the file itself.
enum InboxEvent: Sendable, Hashable {
    /// An entry was closed after writing, moved in or linked in: it is complete as far as its writer is concerned.
    case arrived(InboxPath)
    /// A folder, which is a root or a new folder inside one, needs a scan because it may hold files without an event.
    case rescan(InboxPath)
    /// Events of this root cannot be relied on, for the reason given as a sentence. While its folder is there, a
    /// `.rescan` of it comes at every poll.
    case degraded(root: String, reason: String)
    /// All folders of this root are watched again; a `.rescan` follows.
    case restored(root: String)
    /// Somebody asked for the wait to end.
    case interrupted
}
