internal import CLibGit2
internal import Glibc

/// New objects that are in memory only, in front of those of a repository.
///
/// To libgit2 it is a store like any other. What the repository has is looked up there, once for each question:
/// libgit2 by itself lists the folder of packs again for each object that is new.
final class MemoryObjects {
    struct Object {
        let id: ObjectID
        let type: git_object_t
        let bytes: [UInt8]
    }

    /// In the order of writing: an object comes after those that it names.
    private(set) var objects: [Object] = []
    private var places: [ObjectID: Int] = [:]
    /// The objects of the repository.
    private let base: Handle

    init(over base: consuming Handle) { self.base = base }

    /// A database of objects that is this one alone.
    func database() throws(GitError) -> Handle {
        let operation = "keep new objects in memory"
        let database = try Handle(freedBy: git_odb_free, operation) { git_odb_new(&$0) }
        let store = UnsafeMutablePointer<clibgit2_store>.allocate(capacity: 1)
        store.initialize(to: clibgit2_store())
        store.pointee.owner = Unmanaged.passRetained(self).toOpaque()
        let backend = UnsafeMutableRawPointer(store).assumingMemoryBound(to: git_odb_backend.self)
        Self.fillIn(&backend.pointee)
        let result = git_odb_add_backend(database.pointer, backend, 1)
        if result < 0 { Self.free(backend) }
        try check(result, operation)
        return database
    }

    /// Writes each object to a file of its own, durably. Those that are there already are not written again.
    func writeLoose() throws(GitError) {
        for object in objects {
            var oid = object.id.oid
            let result = Repository.readable(object.bytes).withUnsafeBytes {
                git_odb_write(&oid, base.pointer, $0.baseAddress, object.bytes.count, object.type)
            }
            try check(result, "write an object")
        }
    }

    // MARK: What libgit2 asks

    private func object(_ oid: UnsafePointer<git_oid>) -> Object? { places[ObjectID(oid.pointee)].map { objects[$0] } }

    private func add(_ oid: UnsafePointer<git_oid>, _ bytes: UnsafeRawBufferPointer, _ type: git_object_t) {
        let id = ObjectID(oid.pointee)
        guard places[id] == nil else { return }
        places[id] = objects.count
        objects.append(Object(id: id, type: type, bytes: Array(bytes)))
    }

    private func read(
        _ oid: UnsafePointer<git_oid>,
        _ allocate: (Int) -> UnsafeMutableRawPointer?
    ) -> (result: Int32, data: UnsafeMutableRawPointer?, size: Int, type: git_object_t) {
        func copy(_ bytes: UnsafeRawBufferPointer, _ type: git_object_t) -> (
            Int32, UnsafeMutableRawPointer?, Int, git_object_t
        ) {
            // Of no bytes there would be no pointer.
            guard let data = allocate(max(bytes.count, 1)) else { return (-1, nil, 0, GIT_OBJECT_INVALID) }
            if let start = bytes.baseAddress { data.copyMemory(from: start, byteCount: bytes.count) }
            return (0, data, bytes.count, type)
        }
        if let object = object(oid) { return object.bytes.withUnsafeBytes { copy($0, object.type) } }
        var found: OpaquePointer?
        let result = git_odb_read(&found, base.pointer, oid)
        guard result == 0 else { return (result, nil, 0, GIT_OBJECT_INVALID) }
        defer { git_odb_object_free(found) }
        let bytes = UnsafeRawBufferPointer(start: git_odb_object_data(found), count: git_odb_object_size(found))
        return copy(bytes, git_odb_object_type(found))
    }

    /// Whether an object is there; if so it counts as new again, so that no `git gc` takes it from under our hands.
    private func freshen(_ oid: UnsafePointer<git_oid>) -> Bool {
        if places[ObjectID(oid.pointee)] != nil { return true }
        for place in 0..<git_odb_num_backends(base.pointer) {
            var backend: UnsafeMutablePointer<git_odb_backend>?
            guard git_odb_get_backend(&backend, base.pointer, place) == 0, let backend else { continue }
            if let freshen = backend.pointee.freshen {
                if freshen(backend, oid) == 0 { return true }
            } else if backend.pointee.exists?(backend, oid) == 1 {
                return true
            }
        }
        return false
    }

    private static func owner(_ backend: UnsafeMutablePointer<git_odb_backend>) -> MemoryObjects? {
        let store = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_store.self)
        return store.pointee.owner.map { Unmanaged<MemoryObjects>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func free(_ backend: UnsafeMutablePointer<git_odb_backend>) {
        let store = UnsafeMutableRawPointer(backend).assumingMemoryBound(to: clibgit2_store.self)
        if let owner = store.pointee.owner { Unmanaged<MemoryObjects>.fromOpaque(owner).release() }
        store.deinitialize(count: 1)
        store.deallocate()
    }

    private static func fillIn(_ backend: inout git_odb_backend) {
        backend.version = UInt32(GIT_ODB_BACKEND_VERSION)
        backend.read = { data, size, type, backend, oid in
            guard let data, let size, let type, let backend, let oid, let owner = MemoryObjects.owner(backend) else {
                return -1
            }
            let answer = owner.read(oid) { git_odb_backend_data_alloc(backend, $0) }
            if answer.result == 0 {
                (data.pointee, size.pointee, type.pointee) = (answer.data, answer.size, answer.type)
            }
            return answer.result
        }
        backend.read_header = { size, type, backend, oid in
            guard let size, let type, let backend, let oid, let owner = MemoryObjects.owner(backend) else { return -1 }
            guard let object = owner.object(oid) else {
                return git_odb_read_header(size, type, owner.base.pointer, oid)
            }
            (size.pointee, type.pointee) = (object.bytes.count, object.type)
            return 0
        }
        backend.write = { backend, oid, data, size, type in
            guard let backend, let oid, let owner = MemoryObjects.owner(backend) else { return -1 }
            owner.add(oid, UnsafeRawBufferPointer(start: data, count: data == nil ? 0 : size), type)
            return 0
        }
        backend.exists = { backend, oid in
            guard let backend, let oid, let owner = MemoryObjects.owner(backend) else { return 0 }
            return owner.object(oid) != nil ? 1 : git_odb_exists(owner.base.pointer, oid)
        }
        backend.freshen = { backend, oid in
            guard let backend, let oid, let owner = MemoryObjects.owner(backend) else { return -1 }
            return owner.freshen(oid) ? 0 : GIT_ENOTFOUND.rawValue
        }
        backend.free = { backend in backend.map { MemoryObjects.free($0) } }
    }
}
