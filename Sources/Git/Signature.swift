internal import CLibGit2

/// The identity of a writer, and a time.
package struct Signature: Sendable, Hashable {
    /// One line without angle brackets.
    package var name: String
    /// One line without angle brackets; not checked further.
    package var email: String
    /// Seconds since 1970.
    package var seconds: Int64
    /// Minutes east of Greenwich.
    package var offsetMinutes: Int

    /// A signature of these parts, which are checked when it is used.
    package init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offsetMinutes = offsetMinutes
    }

    init(copying signature: git_signature) {
        name = String(cString: signature.name)
        email = String(cString: signature.email)
        seconds = signature.when.time
        offsetMinutes = Int(signature.when.offset)
    }

    /// The line as a commit holds it: `Name <mail> seconds ±hhmm`. Blanks and punctuation at the ends of
    /// name and address are dropped, as git does.
    ///
    /// - Throws: ``GitError`` with code `invalid` where git would read another name, address or time back.
    func line() throws(GitError) -> String {
        let operation = "sign as \(name) <\(email)>"
        let name = Self.trimmed(name)
        let email = Self.trimmed(email)
        guard !name.isEmpty, Self.isPlain(name.utf8), Self.isPlain(email.utf8) else {
            throw GitError(
                .invalid,
                operation,
                reason: "the name is empty, or name or address hold angle brackets or control characters"
            )
        }
        // Git adds the offset when it shows a time, and dies of a result before 1970.
        let isKnown = (0...Int64.max / 2).contains(seconds) && (-14 * 60...14 * 60).contains(offsetMinutes)
        guard isKnown, seconds + Int64(offsetMinutes) * 60 >= 0 else {
            throw GitError(
                .invalid,
                operation,
                reason: "the time \(seconds) at \(offsetMinutes) minutes from Greenwich cannot be stored by git"
            )
        }
        let minutes = abs(offsetMinutes)
        let zone = (offsetMinutes < 0 ? "-" : "+") + Self.twoDigits(minutes / 60) + Self.twoDigits(minutes % 60)
        return "\(name) <\(email)> \(seconds) \(zone)"
    }

    private static func isPlain(_ field: Substring.UTF8View) -> Bool {
        field.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }

    private static func trimmed(_ field: String) -> Substring {
        let crud = " .,:;\"'\\"
        var field = field.drop(while: crud.contains)
        while let last = field.last, crud.contains(last) { field.removeLast() }
        return field
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// The one owner of a `git_signature`, which libgit2's headers do not keep opaque.
struct SignatureHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<git_signature>

    init(_ signature: Signature) throws(GitError) {
        let operation = "sign as \(signature.name) <\(signature.email)>"
        _ = try signature.line()
        var pointer: UnsafeMutablePointer<git_signature>?
        try check(
            git_signature_new(
                &pointer,
                signature.name,
                signature.email,
                signature.seconds,
                Int32(signature.offsetMinutes)
            ),
            operation
        )
        guard let pointer else { throw GitError(result: -1, operation: operation) }
        self.pointer = pointer
    }

    deinit { git_signature_free(pointer) }
}
