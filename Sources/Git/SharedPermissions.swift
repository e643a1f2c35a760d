internal import Glibc

/// What `core.sharedRepository` makes of the permissions of a file, as the git client does.
struct SharedPermissions: Equatable {
    private enum Rule: Equatable {
        case umask
        case add(mode_t)
        case set(mode_t)
    }

    private let rule: Rule

    /// - Parameter setting: its words; `nil` where it is not set. What git would refuse to read counts as not set.
    init(_ setting: String?) {
        switch setting?.lowercased() {
        case nil, "umask", "false", "no", "off", "0": rule = .umask
        case "", "group", "true", "yes", "on", "1": rule = .add(0o660)
        case "all", "world", "everybody", "2": rule = .add(0o664)
        case .some(let digits):
            // Without them the owner could not read or write.
            guard let mode = mode_t(digits, radix: 8), mode & 0o600 == 0o600 else {
                rule = .umask
                return
            }
            rule = .set(mode & 0o666)
        }
    }

    /// The permissions of a regular file that was made with `mode` under the umask.
    func adjust(_ mode: mode_t) -> mode_t {
        // What its owner may not write, nobody else may.
        let mask: mode_t = mode & 0o200 == 0 ? ~0o222 : ~0
        switch rule {
        case .umask: return mode
        case .add(let bits): return mode | bits & mask
        case .set(let bits): return mode & ~0o777 | bits & mask
        }
    }
}
