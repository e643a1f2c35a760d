internal import Foundations
internal import Glibc
internal import Prompting

/// The files below one folder, opened name by name from its descriptor, so that no link leads out of it.
struct FileTree: Sendable {
    /// One file or link.
    struct Entry: Sendable, Equatable, CustomStringConvertible {
        enum Kind: Sendable, Equatable {
            /// A file. The hash of its content is for comparison only: collisions can be made on purpose.
            case file(size: Int, hash: UInt64, isExecutable: Bool)
            case link(to: String)
            /// A pipe, a socket, or a name that is not UTF-8: listed, never opened.
            case other
        }

        /// The path relative to the folder.
        let path: String
        let kind: Kind

        /// A text that is different for every different entry.
        var description: String {
            switch kind {
            case .file(let size, let hash, let isExecutable): "\(path)\0file \(size) \(hash) \(isExecutable)\0"
            case .link(let target): "\(path)\0link \(target)\0"
            case .other: "\(path)\0other\0"
            }
        }
    }

    /// One visited name.
    struct Place {
        let name: [CChar]
        let path: String
        let status: stat
        /// Whether the name can be shown to a model, which could then ask for it.
        let isUTF8: Bool

        var type: mode_t { status.st_mode & S_IFMT }
    }

    /// The most entries, and the most bytes of all files together.
    static let mostEntries = 20_000
    static let mostBytes = 512 << 20
    private static let deepest = 64

    /// An absolute path.
    let root: String
    /// Whether it is a copy whose permissions may be repaired after a command has removed them.
    let isOurs: Bool

    // MARK: Reading

    /// All files and links in the folder, sorted.
    ///
    /// - Throws: ``ArtifactFault``, also for a folder that is too large.
    func entries() throws(ArtifactFault) -> [Entry] {
        var entries: [Entry] = []
        try walk { (folder, place) throws(ArtifactFault) in
            guard let kind = try kind(of: place, in: folder) else { return }
            entries.append(Entry(path: place.path, kind: kind))
        }
        return entries
    }

    /// At most `limit` bytes of a file, and its whole size.
    func read(_ path: String, limit: Int) throws(ArtifactFault) -> (bytes: [UInt8], size: Int) {
        let names = try Self.names(of: path)
        let file = try parent(of: names, path: path, creating: false).opening(names.last, O_RDONLY, path: path)
        // words: allow
        guard let size = file.size else { throw .unusable("\(Excerpt.line(of: path, limit: 200)) is no plain file") }
        var bytes: [UInt8] = []
        try file.read(limit: limit, path: path) { bytes.append(contentsOf: $0) }
        return (bytes, size)
    }

    /// Replaces or creates a file, and creates its folders.
    func write(_ path: String, _ bytes: [UInt8]) throws(ArtifactFault) {
        let names = try Self.names(of: path)
        let file = try parent(of: names, path: path, creating: true)
            .opening(names.last, O_WRONLY | O_CREAT, path: path)
        // words: allow
        guard file.size != nil else { throw .unusable("\(Excerpt.line(of: path, limit: 200)) is no plain file") }
        guard ftruncate(file.number, 0) == 0 else { throw OpenFile.fault("write", path) }
        let written = bytes.withUnsafeBytes { bytes in
            Result { () throws(ArtifactFault) in try file.write(bytes, path: path) }
        }
        try written.get()
    }

    // MARK: Walking

    /// Visits everything below the folder, a folder before its contents, in the order of names.
    func walk(
        _ visit: (borrowing OpenFile, Place) throws(ArtifactFault) -> Void
    ) throws(ArtifactFault) {
        var count = 0
        var bytes = 0
        try walk(OpenFile.folder(root), "", 0) { (folder, place) throws(ArtifactFault) in
            count += 1
            if place.type == S_IFREG { bytes += Int(place.status.st_size) }
            guard count <= Self.mostEntries, bytes <= Self.mostBytes else {
                throw .unusable("the files are more than \(Self.mostEntries) or \(Self.mostBytes >> 20) MiB together")
            }
            try visit(folder, place)
        }
    }

    private func walk(
        _ folder: borrowing OpenFile,
        _ prefix: String,
        _ depth: Int,
        _ visit: (borrowing OpenFile, Place) throws(ArtifactFault) -> Void
    ) throws(ArtifactFault) {
        guard depth <= Self.deepest else { throw .unusable("the folders are nested too deep") }
        for name in try folder.names(path: prefix) {
            let bytes = name.dropLast().map { UInt8(bitPattern: $0) }
            let path = prefix + String(decoding: bytes, as: UTF8.self)
            let place = Place(
                name: name,
                path: path,
                status: try folder.status(name, path: path),
                isUTF8: String(validating: bytes, as: UTF8.self) != nil
            )
            try visit(folder, place)
            guard place.type == S_IFDIR, place.isUTF8 else { continue }
            // No other process works here, so the name is still that of a folder.
            if isOurs, place.status.st_mode & 0o700 != 0o700 { _ = fchmodat(folder.number, name, 0o700, 0) }
            try walk(try folder.opening(name, O_RDONLY | O_DIRECTORY, path: path), path + "/", depth + 1, visit)
        }
    }

    private func kind(of place: Place, in folder: borrowing OpenFile) throws(ArtifactFault) -> Entry.Kind? {
        guard place.isUTF8 else { return .other }
        switch place.type {
        case S_IFDIR: return nil
        case S_IFLNK: return .link(to: Self.target(of: place, in: folder))
        case S_IFREG:
            let file = try open(place, in: folder)
            var hash = FNV1a()
            try file.read(path: place.path) { hash.add($0) }
            return .file(
                size: Int(place.status.st_size),
                hash: hash.value,
                isExecutable: place.status.st_mode & 0o100 != 0
            )
        default: return .other
        }
    }

    /// Opens a visited file for reading.
    func open(_ place: Place, in folder: borrowing OpenFile) throws(ArtifactFault) -> OpenFile {
        if isOurs, place.status.st_mode & 0o400 == 0 { _ = fchmodat(folder.number, place.name, 0o600, 0) }
        return try folder.opening(place.name, O_RDONLY, path: place.path)
    }

    /// The target of a link, as the link itself gives it.
    static func target(of place: Place, in folder: borrowing OpenFile) -> String {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlinkat(folder.number, place.name, &target, target.count)
        return String(decoding: target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: Paths

    /// The names of a path. The path may begin with that of the copy in the sandbox.
    private static func names(of path: String) throws(ArtifactFault) -> FilePathNames {
        let inside =
            path.hasPrefix(ArtifactRunner.work + "/") ? path.dropFirst(ArtifactRunner.work.count + 1) : path[...]
        let names = inside.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }
        guard let last = names.last, !names.contains(where: { $0.isEmpty || $0 == ".." || $0.utf8.contains(0) }) else {
            throw .unusable(
                // words: allow
                "\"\(Excerpt.line(of: path, limit: 200))\" is no path of an artifact; give one as list_artifacts shows it"
            )
        }
        return FilePathNames(
            folders: names.dropLast().map { Array(String($0).utf8CString) },
            last: Array(String(last).utf8CString)
        )
    }

    private func parent(
        of names: FilePathNames,
        path: String,
        creating: Bool
    ) throws(ArtifactFault) -> OpenFile {
        var folder = try OpenFile.folder(root)
        for name in names.folders {
            if creating, mkdirat(folder.number, name, 0o755) != 0, errno != EEXIST {
                throw OpenFile.fault("make a folder for", path)
            }
            folder = try folder.opening(name, O_RDONLY | O_DIRECTORY, path: path)
        }
        return folder
    }
}

/// A path as its names, each ending with a zero byte.
private struct FilePathNames {
    let folders: [[CChar]]
    let last: [CChar]
}
