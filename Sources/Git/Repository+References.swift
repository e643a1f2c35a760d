internal import CLibGit2

/// References, by full name only: `HEAD` is a person's, and the branch that it names changes at any time.
///
/// Every change is compared and made under the reference's own lock file, which the git client takes too.
extension Repository {
    /// The commit that a branch or another reference to a commit names; `nil` where there is no such reference.
    ///
    /// - Throws: ``GitError`` with code `invalid` for a name that is not in `refs/`, or where the reference
    ///   names another reference or an object that is not a commit; `damaged` where the commit is missing.
    package func reference(_ name: String) throws(GitError) -> CommitID? {
        guard let target = try target(of: name) else { return nil }
        var oid = target.oid
        var object: OpaquePointer?
        let result = git_object_lookup(&object, pointer, &oid, GIT_OBJECT_ANY)
        defer { git_object_free(object) }
        guard result == 0 else {
            let cause = GitError(result: result, operation: "read the commit of \(name)")
            throw GitError(.damaged, cause.operation, reason: cause.reason, remedy: "run git fsck in \(path)")
        }
        guard git_object_type(object) == GIT_OBJECT_COMMIT else {
            throw GitError(
                .invalid,
                "read the commit of \(name)",
                reason: "it points at \(target), which is not a commit"
            )
        }
        return CommitID(target)
    }

    /// The references whose full name matches `glob`, in order of name; symbolic ones are left out.
    package func listReferences(_ glob: String = "refs/*") throws(GitError) -> [Reference] {
        let operation = "list the references \(glob)"
        let iterator = try Handle(freedBy: { git_reference_iterator_free(UnsafeMutablePointer($0)) }, operation) {
            var made: UnsafeMutablePointer<git_reference_iterator>?
            let result = git_reference_iterator_glob_new(&made, pointer, glob)
            $0 = OpaquePointer(made)
            return result
        }
        var references: [Reference] = []
        while true {
            var reference: OpaquePointer?
            let result = git_reference_next(&reference, UnsafeMutablePointer(iterator.pointer))
            if result == GIT_ITEROVER.rawValue { break }
            try check(result, operation)
            defer { git_reference_free(reference) }
            guard let target = git_reference_target(reference) else { continue }
            references.append(
                Reference(name: String(cString: git_reference_name(reference)), target: ObjectID(target.pointee))
            )
        }
        return references.sorted { $0.name < $1.name }
    }

    /// Makes a reference that must not be there yet.
    ///
    /// - Parameters:
    ///   - signature: the identity that the reflog names.
    ///   - log: one line for the reflog.
    package func createReference(
        _ name: String,
        to new: CommitID,
        by signature: Signature,
        log: String
    ) throws(GitError) -> ReferenceMove {
        try moveReference(name, from: nil, to: new, by: signature, log: log)
    }

    /// Moves a reference to `new` if it is at `expected`, `nil` for "not there"; otherwise nothing happens.
    ///
    /// A reference that is at `new` already counts as stale: the answer says where it is.
    package func moveReference(
        _ name: String,
        from expected: CommitID?,
        to new: CommitID,
        by signature: Signature,
        log: String
    ) throws(GitError) -> ReferenceMove {
        // A reference to a commit that is not there would break the repository for everybody.
        _ = try lookupCommit(new)
        return try swap(name, from: expected?.object, to: new.object, by: signature, log: log)
    }

    /// Moves a reference to any object, such as an annotated tag, or removes it where `new` is `nil`.
    ///
    /// - Throws: ``GitError`` with code `notFound` where there is no such object.
    package func moveReference(
        _ name: String,
        from expected: ObjectID?,
        toObject new: ObjectID?,
        by signature: Signature,
        log: String
    ) throws(GitError) -> ReferenceMove {
        if let new, try !contains(new) {
            throw GitError(.notFound, "move the reference \(name)", reason: "there is no object \(new)")
        }
        return try swap(name, from: expected, to: new, by: signature, log: log)
    }

    /// Removes a reference if it is at `expected`; otherwise nothing happens.
    package func deleteReference(_ name: String, expected: CommitID) throws(GitError) -> ReferenceMove {
        try swap(name, from: expected.object, to: nil, by: nil, log: "")
    }

    // MARK: Parts

    /// What a direct reference points at.
    func target(of name: String) throws(GitError) -> ObjectID? {
        let operation = "read the reference \(name)"
        try requireFullName(name, operation)
        var reference: OpaquePointer?
        let result = git_reference_lookup(&reference, pointer, name)
        guard result != GIT_ENOTFOUND.rawValue else {
            git_error_clear()
            return nil
        }
        try check(result, operation)
        defer { git_reference_free(reference) }
        guard let target = git_reference_target(reference) else {
            throw GitError(
                .invalid,
                operation,
                reason: "it only names another reference",
                remedy: "name that one"
            )
        }
        return ObjectID(target.pointee)
    }

    /// Compares and sets, or removes where `new` is `nil`, under the reference's lock.
    func swap(
        _ name: String,
        from expected: ObjectID?,
        to new: ObjectID?,
        by signature: Signature?,
        log: String
    ) throws(GitError) -> ReferenceMove {
        let operation = new == nil ? "remove the reference \(name)" : "move the reference \(name)"
        try requireFullName(name, operation)
        // A stale expectation is the common case of a refusal, and needs no lock to be seen.
        let before = try target(of: name)
        guard before == expected else { return .stale(actual: before) }
        if before == nil { try requireRoom(for: name, operation) }

        let transaction = try Handle(freedBy: git_transaction_free, operation) { git_transaction_new(&$0, pointer) }
        let locked = git_transaction_lock_ref(transaction.pointer, name)
        guard locked != GIT_ELOCKED.rawValue else {
            git_error_clear()
            return .locked
        }
        try check(locked, operation)
        let actual = try target(of: name)
        guard actual == expected else { return .stale(actual: actual) }
        if let new {
            var oid = new.oid
            let signature = try SignatureHandle(signature ?? Signature(name: "unknown", email: "", seconds: 0))
            try check(
                git_transaction_set_target(transaction.pointer, name, &oid, signature.pointer, log),
                operation
            )
        } else {
            try check(git_transaction_remove(transaction.pointer, name), operation)
        }
        try check(git_transaction_commit(transaction.pointer), operation)
        return .moved
    }

    private func requireFullName(_ name: String, _ operation: String) throws(GitError) {
        var isValid: Int32 = 0
        try check(git_reference_name_is_valid(&isValid, name), operation)
        guard isValid == 1, name.hasPrefix("refs/"), !name.utf8.contains(0) else {
            throw GitError(.invalid, operation, reason: "that is not the full name of a reference, as refs/heads/main")
        }
    }

    /// `refs/heads/a` and `refs/heads/a/b` cannot both exist: a file is not a directory. The lock alone finds that
    /// out only where the other reference has a file of its own.
    private func requireRoom(for name: String, _ operation: String) throws(GitError) {
        let components = name.split(separator: "/")
        let above = (2..<max(components.count, 2)).map { components.prefix($0).joined(separator: "/") }
        var obstacle: String?
        for candidate in above where try target(of: candidate) != nil { obstacle = candidate }
        if obstacle == nil { obstacle = try listReferences(name + "/*").first?.name }
        if let obstacle {
            throw GitError(
                .exists,
                operation,
                reason: "the reference \(obstacle) is in the way",
                remedy: "rename or remove it"
            )
        }
    }
}
