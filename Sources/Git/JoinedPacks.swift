internal import CLibGit2
internal import Foundations
internal import Glibc

extension Repository {
    /// Joins packs into one, as `git repack` does, where more than so many have accumulated. No object is left out, whether
    /// a reference leads to it or not.
    ///
    /// Packs that somebody keeps, large ones, and repositories with a multi-pack index or a partial clone are left to git.
    ///
    /// - Returns: how many packs were joined; 0 if nothing was done.
    package func joinPacks(above limit: Int) throws(GitError) -> Int {
        let folder = path + "/objects/pack"
        let operation = "join the packs in \(folder)"
        let names = try directoryNames(in: folder)
        // Git's own repacking is at work, or was cut off, which git finds out.
        var status = stat()
        guard lstat(path + "/gc.pid", &status) != 0,
            !names.contains(where: { $0.hasPrefix("multi-pack-index") || $0.hasSuffix(".promisor") })
        else { return 0 }
        let kept = Set(names.filter { $0.hasSuffix(".keep") }.map { $0.dropLast(".keep".count) })
        let packs = names.filter { $0.hasPrefix("pack-") && $0.hasSuffix(".idx") }.map { $0.dropLast(".idx".count) }
            .filter { !kept.contains($0) && Self.size(of: "\(folder)/\($0).pack").map { $0 < Self.largest } ?? false }
        guard packs.count > limit else { return 0 }

        let builder = try Handle(freedBy: git_packbuilder_free, operation) { git_packbuilder_new(&$0, pointer) }
        for pack in packs {
            for id in try Self.objects(inIndex: "\(folder)/\(pack).idx", operation) {
                var oid = id.oid
                // What is there already is not put in twice.
                try check(git_packbuilder_insert(builder.pointer, &oid, nil), operation)
            }
        }
        let permissions = try SharedPermissions(setting("core.sharedRepository"))
        let incoming = try IncomingPack(below: path, permissions: permissions, operation)
        try check(git_packbuilder_write(builder.pointer, incoming.path, 0, nil, nil), operation)
        guard let name = git_packbuilder_name(builder.pointer).map({ "pack-" + String(cString: $0) }) else {
            throw GitError(.damaged, operation, reason: "the pack has no name")
        }
        let hold = try incoming.accept(String(name.dropFirst("pack-".count)))
        defer { withExtendedLifetime(hold) {} }
        for pack in packs where pack != name {
            // The index first: without it nobody looks for the pack.
            for ending in ["idx", "rev", "bitmap", "pack"] { unlink("\(folder)/\(pack).\(ending)") }
        }
        return packs.count
    }

    /// A larger pack is not worth writing again.
    private static let largest = 32 << 20

    /// The bytes of a file; nil if there is none.
    private static func size(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// The objects that the index of a pack names: version 2 of the format, with names of 20 bytes.
    private static func objects(inIndex path: String, _ operation: String) throws(GitError) -> [ObjectID] {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        try checkSystem(descriptor, operation)
        defer { close(descriptor) }
        let bytes = try naming(operation) { () throws(SystemError) in try FileBytes.read(descriptor) }
        let fanOut = 8 + 255 * 4
        let magic: [UInt8] = [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2]
        guard bytes.count > fanOut + 4, bytes[..<8].elementsEqual(magic) else {
            throw GitError(.damaged, operation, reason: "\(path) is not an index of version 2")
        }
        let count = bytes[fanOut..<fanOut + 4].reduce(0) { $0 << 8 | Int($1) }
        let start = fanOut + 4
        guard bytes.count >= start + count * 20 else {
            throw GitError(.damaged, operation, reason: "\(path) is cut off")
        }
        return (0..<count).compactMap { number in
            let place = start + number * 20
            let text = bytes[place..<place + 20].map { byte in
                String(UInt16(byte) | 0x100, radix: 16).dropFirst()
            }
            return ObjectID(text.joined())
        }
    }
}
