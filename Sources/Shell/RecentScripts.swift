internal import Synchronization

/// The scripts that were read last.
///
/// A command line of a session is looked at many times: for its status, its findings, each recovery and its traits.
/// Reading it is most of the work of each.
enum RecentScripts {
    /// The most scripts that are kept; all of them are forgotten when there are more.
    private static let limit = 256
    /// The length of the texts that are kept, in bytes: longer ones are rare, and together they would be large.
    private static let longest = 8 * 1024
    private static let scripts = Mutex<[String: ShellScript]>([:])

    /// The script of a text: the one that was read before, or what `read` returns.
    static func script(_ text: String, _ read: () -> ShellScript) -> ShellScript {
        guard text.utf8.count <= longest else { return read() }
        if let known = scripts.withLock({ $0[text] }) { return known }
        let script = read()
        scripts.withLock { scripts in
            if scripts.count >= limit { scripts.removeAll(keepingCapacity: true) }
            scripts[text] = script
        }
        return script
    }
}
