internal import CLibGit2

/// New objects of a repository that are kept in memory until all of them are written at once.
///
/// An object in a file of its own costs two syncs; many of them go into one pack, which costs five. Dropped without
/// ``write()``, a batch leaves nothing behind.
package struct ObjectBatch: ~Copyable {
    /// The repository without a working tree: whatever object is written here stays in memory.
    package let repository: Repository
    private let objects: MemoryObjects

    /// From how many objects on they become a pack. Fewer become files of their own: a pack for each handful would
    /// slow down every reader.
    static let packedFrom = 8

    fileprivate init(_ repository: consuming Repository, _ objects: MemoryObjects) {
        self.repository = repository
        self.objects = objects
    }

    /// How many objects are new.
    package var count: Int { objects.objects.count }

    /// Writes the new objects: when this returns, a reference may name them.
    ///
    /// What is read before it is written, and written twice, is there once: the same objects again change nothing.
    /// - Returns: a hold that keeps them from being cleaned away while no reference names them; `nil` where none is needed.
    /// - Throws: ``GitError``; nothing that is half written can be seen then.
    package consuming func write() throws(GitError) -> PackHold? {
        guard count >= Self.packedFrom else {
            try objects.writeLoose()
            return nil
        }
        let operation = "write \(count) objects to \(repository.path)"
        try check(clibgit2_hide_references(repository.pointer), operation)
        let builder = try Handle(freedBy: git_packbuilder_free, operation) {
            git_packbuilder_new(&$0, repository.pointer)
        }
        for object in objects.objects {
            var oid = object.id.oid
            try check(git_packbuilder_insert(builder.pointer, &oid, nil), operation)
        }
        let permissions = try SharedPermissions(repository.setting("core.sharedRepository"))
        let incoming = try IncomingPack(below: repository.path, permissions: permissions, operation)
        try check(git_packbuilder_write(builder.pointer, incoming.path, 0, nil, nil), operation)
        guard let name = git_packbuilder_name(builder.pointer) else {
            throw GitError(.damaged, operation, reason: "the pack has no name")
        }
        return try incoming.accept(String(cString: name))
    }
}

extension Repository {
    /// Begins to gather new objects, so that they are written at once.
    package func batch() throws(GitError) -> ObjectBatch {
        // Once for the whole batch: packs that others added or removed since. A database that is open does not forget packs
        // that are gone, and what was found in one of them would not be written again.
        let objects = MemoryObjects(over: try databaseAsItIs())
        return ObjectBatch(try view(objects: try objects.database()), objects)
    }
}
