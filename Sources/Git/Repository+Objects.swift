internal import CLibGit2

/// Blobs and commits, read and written by name. No reference and no file of a working tree is touched.
extension Repository {
    /// Writes `bytes` as a blob. What is there already is not written again.
    package func blob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        try write(bytes, GIT_OBJECT_BLOB, "write a blob")
    }

    /// The name that `bytes` have as a blob, without writing them.
    package static func blobID(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        try hash(bytes, GIT_OBJECT_BLOB, "name a blob")
    }

    /// The bytes of a blob.
    ///
    /// - Parameter limit: the largest size in bytes that is read; it is asked for before the content.
    /// - Throws: ``GitError`` with code `notFound`, or `invalid` where the object is not a blob or is too large.
    package func readBlob(_ id: ObjectID, limit: Int = .max) throws(GitError) -> [UInt8] {
        let operation = "read the blob \(id)"
        let database = try self.database()
        var oid = id.oid
        var size = 0
        var type = GIT_OBJECT_INVALID
        try check(git_odb_read_header(&size, &type, database.pointer, &oid), operation)
        guard type == GIT_OBJECT_BLOB else { throw GitError(.invalid, operation, reason: "it is not a blob") }
        guard size <= limit else {
            throw GitError(.invalid, operation, reason: "it has \(size) bytes, and the limit is \(limit)")
        }
        let object = try Handle(freedBy: git_odb_object_free, operation) {
            git_odb_read(&$0, database.pointer, &oid)
        }
        let count = git_odb_object_size(object.pointer)
        guard count > 0, let start = git_odb_object_data(object.pointer) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Whether an object of any kind has this name.
    ///
    /// - Throws: ``GitError`` where the objects cannot be read, so that an object that is there may look absent.
    package func contains(_ id: ObjectID) throws(GitError) -> Bool {
        let database = try self.database()
        var oid = id.oid
        if git_odb_exists(database.pointer, &oid) == 1 { return true }
        // That function reports a failure as an absent object; this one tells the two apart.
        var size = 0
        var type = GIT_OBJECT_INVALID
        let result = git_odb_read_header(&size, &type, database.pointer, &oid)
        guard result != GIT_ENOTFOUND.rawValue else {
            git_error_clear()
            return false
        }
        try check(result, "look for the object \(id)")
        return true
    }

    // MARK: Commits

    /// Writes a commit that no reference names yet. Writing it again changes nothing and gives the same name.
    ///
    /// - Throws: ``GitError`` with code `notFound` where its tree or a parent is not in the repository.
    package func createCommit(_ draft: CommitDraft) throws(GitError) -> CommitID {
        _ = try lookupTree(draft.tree)
        for parent in draft.parents { _ = try lookupCommit(parent) }
        return CommitID(try write(try draft.bytes(), GIT_OBJECT_COMMIT, "write a commit"))
    }

    /// Writes a commit from its parts; see ``createCommit(_:)``.
    package func createCommit(
        tree: ObjectID,
        parents: [CommitID],
        author: Signature,
        committer: Signature,
        message: String
    ) throws(GitError) -> CommitID {
        try createCommit(
            CommitDraft(tree: tree, parents: parents, author: author, committer: committer, message: message)
        )
    }

    /// - Throws: ``GitError`` with code `notFound`.
    package func commit(_ id: CommitID) throws(GitError) -> Commit {
        // A value with a name lives to the end of the function. One without is freed as soon as its pointer is read, and
        // libgit2 keeps only short commits for longer.
        let commit = try lookupCommit(id)
        return try Commit(copying: commit.pointer)
    }

    /// The one commit whose name starts with `digits` (four at least).
    ///
    /// - Throws: ``GitError`` with code `notFound`, or `invalid` where several do.
    package func commit(abbreviated digits: String) throws(GitError) -> Commit {
        let operation = "find a commit by \(digits)"
        guard (4...40).contains(digits.utf8.count),
            ObjectID(digits + String(repeating: "0", count: 40 - digits.utf8.count)) != nil
        else {
            throw GitError(.invalid, operation, reason: "an abbreviated name has 4 to 40 hexadecimal digits")
        }
        var oid = git_oid()
        try check(git_oid_fromstrn(&oid, digits, digits.utf8.count), operation)
        let commit: Handle
        do throws(GitError) {
            commit = try Handle(freedBy: git_commit_free, operation) {
                git_commit_lookup_prefix(&$0, pointer, &oid, digits.utf8.count)
            }
        } catch {
            guard error.code == .other(GIT_EAMBIGUOUS.rawValue) else { throw error }
            throw GitError(.invalid, operation, reason: "several objects start so", remedy: "give more digits")
        }
        return try Commit(copying: commit.pointer)
    }

    // MARK: Parts

    func lookupCommit(_ id: CommitID) throws(GitError) -> Handle {
        var oid = id.oid
        return try Handle(freedBy: git_commit_free, "find the commit \(id)") {
            git_commit_lookup(&$0, pointer, &oid)
        }
    }

    func lookupTree(_ id: ObjectID) throws(GitError) -> Handle {
        var oid = id.oid
        return try Handle(freedBy: git_tree_free, "find the tree \(id)") { git_tree_lookup(&$0, pointer, &oid) }
    }

    func write(_ bytes: [UInt8], _ type: git_object_t, _ operation: String) throws(GitError) -> ObjectID {
        let database = try self.database()
        var oid = git_oid()
        try check(
            Self.readable(bytes).withUnsafeBytes {
                git_odb_write(&oid, database.pointer, $0.baseAddress, bytes.count, type)
            },
            operation
        )
        return ObjectID(oid)
    }

    static func hash(_ bytes: [UInt8], _ type: git_object_t, _ operation: String) throws(GitError) -> ObjectID {
        try Library.start()
        var oid = git_oid()
        try check(
            readable(bytes).withUnsafeBytes { git_odb_hash(&oid, $0.baseAddress, bytes.count, type) },
            operation
        )
        return ObjectID(oid)
    }

    func database() throws(GitError) -> Handle {
        try Handle(freedBy: git_odb_free, "open the objects of \(path)") { git_repository_odb(&$0, pointer) }
    }

    /// The objects of the repository as they are on disk now.
    func databaseAsItIs() throws(GitError) -> Handle {
        let operation = "open the objects of \(path)"
        let folder = String(cString: git_repository_commondir(pointer)) + "objects"
        return try Handle(freedBy: git_odb_free, operation) { git_odb_open(&$0, folder) }
    }

    /// libgit2 refuses a null pointer even where there is nothing to read from it.
    static func readable(_ bytes: [UInt8]) -> [UInt8] { bytes.isEmpty ? [0] : bytes }
}
