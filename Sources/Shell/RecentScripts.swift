internal import Glibc
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
    /// A text that is compared by its bytes: whether its characters are equal takes many times as long.
    private struct Text: Hashable {
        var text: String

        static func == (left: Text, right: Text) -> Bool {
            let (left, right) = (left.text.utf8, right.text.utf8)
            guard left.count == right.count else { return false }
            let isEqual = left.withContiguousStorageIfAvailable { left in
                right.withContiguousStorageIfAvailable { right in
                    guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                    return memcmp(start, other, left.count) == 0
                }
            }
            return isEqual.flatMap(\.self) ?? left.elementsEqual(right)
        }

        /// Adds the length and the ends: scripts of a session mostly differ there.
        func hash(into hasher: inout Hasher) {
            hasher.combine(text.utf8.count)
            text.utf8.withContiguousStorageIfAvailable { bytes in
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(96)))
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).suffix(96)))
            }
        }
    }

    private static let scripts = Mutex<[Text: ShellScript]>([:])

    /// The script of a text: the one that was read before, or what `read` returns.
    static func script(_ text: String, _ read: () -> ShellScript) -> ShellScript {
        guard text.utf8.count <= longest else { return read() }
        let key = Text(text: text)
        if let known = scripts.withLock({ $0[key] }) { return known }
        let script = read()
        scripts.withLock { scripts in
            if scripts.count >= limit { scripts.removeAll(keepingCapacity: true) }
            scripts[key] = script
        }
        return script
    }
}
