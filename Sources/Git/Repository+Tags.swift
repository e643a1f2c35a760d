internal import CLibGit2

/// Tags: made and listed, never moved and never removed.
extension Repository {
    /// Makes an annotated tag. The same tag again, to the last byte, changes nothing; signed or not, it is the same.
    ///
    /// - Parameter sign: gives a signature over the content; nil for none.
    /// - Throws: ``GitError`` with code `exists` where the name is taken by anything else, `locked`.
    /// - Returns: the name of the tag object.
    @discardableResult
    package func annotatedTag(
        name: String,
        target: CommitID,
        tagger: Signature,
        message: String,
        signedBy sign: ([UInt8]) throws -> String? = { _ in nil }
    ) throws -> ObjectID {
        let operation = "tag \(target) as \(name)"
        guard !message.utf8.contains(0), !name.hasPrefix("-") else {
            throw GitError(.invalid, operation, reason: "the message holds a zero byte or the name starts with a dash")
        }
        _ = try lookupCommit(target)
        let content = "object \(target)\ntype commit\ntag \(name)\ntagger \(try tagger.line())\n\n\(message)"
        var bytes = Array(content.utf8)
        let reference = "refs/tags/\(name)"
        // Looked up first, so that a refusal leaves no object behind.
        if let existing = try self.target(of: reference) {
            guard try isTag(existing, of: bytes) else { throw Self.taken(operation, existing) }
            return existing
        }
        if let signature = try sign(bytes) { bytes += Array(signature.utf8) }
        let planned = try Self.hash(bytes, GIT_OBJECT_TAG, operation)
        _ = try write(bytes, GIT_OBJECT_TAG, operation)
        switch try swap(reference, from: nil, to: planned, by: tagger, log: "") {
        case .moved, .stale(actual: planned): return planned
        case .stale(let actual): throw Self.taken(operation, actual)
        case .locked:
            throw GitError(
                .locked,
                operation,
                reason: "the tag is locked by another process, or by one that died"
            )
        }
    }

    /// Every tag, in order of name.
    ///
    /// - Parameter glob: matched against the name without `refs/tags/`.
    package func tags(_ glob: String = "*") throws(GitError) -> [Tag] {
        var tags: [Tag] = []
        for reference in try listReferences("refs/tags/" + glob) {
            tags.append(try tag(reference))
        }
        return tags
    }

    // MARK: Parts

    /// Whether an object is a tag of this content, with or without a signature.
    private func isTag(_ id: ObjectID, of content: [UInt8]) throws(GitError) -> Bool {
        let database = try self.database()
        var oid = id.oid
        let object = try Handle(freedBy: git_odb_object_free, "read the tag \(id)") {
            git_odb_read(&$0, database.pointer, &oid)
        }
        guard git_odb_object_type(object.pointer) == GIT_OBJECT_TAG, let start = git_odb_object_data(object.pointer)
        else { return false }
        let bytes = UnsafeRawBufferPointer(start: start, count: git_odb_object_size(object.pointer))
        guard bytes.starts(with: content) else { return false }
        let rest = bytes.dropFirst(content.count)
        return rest.isEmpty || rest.starts(with: Array("-----BEGIN ".utf8))
    }

    private func tag(_ reference: Reference) throws(GitError) -> Tag {
        let name = String(reference.name.dropFirst("refs/tags/".count))
        let operation = "read the tag \(name)"
        var oid = reference.target.oid
        let object = try Handle(freedBy: git_object_free, operation) {
            git_object_lookup(&$0, pointer, &oid, GIT_OBJECT_ANY)
        }
        var message: String?
        var tagger: Signature?
        if git_object_type(object.pointer) == GIT_OBJECT_TAG {
            message = git_tag_message(object.pointer).map { String(cString: $0) } ?? ""
            tagger = git_tag_tagger(object.pointer).map { Signature(copying: $0.pointee) }
        }
        var peeled: OpaquePointer?
        let result = git_object_peel(&peeled, object.pointer, GIT_OBJECT_COMMIT)
        defer { git_object_free(peeled) }
        // A tag of a tree or a blob is not an error: it leads to no commit.
        let leadsElsewhere = result == GIT_EPEEL.rawValue || result == GIT_EINVALIDSPEC.rawValue
        if leadsElsewhere { git_error_clear() } else { try check(result, operation) }
        return Tag(
            name: name,
            commit: leadsElsewhere ? nil : CommitID(git_object_id(peeled).pointee),
            message: message,
            tagger: tagger
        )
    }

    private static func taken(_ operation: String, _ actual: ObjectID?) -> GitError {
        GitError(
            .exists,
            operation,
            reason: "a tag of that name is there and says something else"
                + (actual.map { " (\($0))" } ?? ""),
            remedy: "remove that tag or choose another name"
        )
    }
}
