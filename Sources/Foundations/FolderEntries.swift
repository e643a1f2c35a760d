internal import Glibc

/// The entries of one open folder, in the file system's order: the one owner of the folder's stream.
package struct FolderEntries: ~Copyable {
    /// A name in a folder.
    package struct Entry {
        /// The name's bytes with a zero at their end; valid until the next entry is asked for.
        package let bytes: UnsafePointer<CChar>
        /// `DT_REG`, `DT_DIR` and so on; `DT_UNKNOWN` where the file system does not say.
        package let kind: UInt8

        /// The name; `nil` where its bytes are not UTF-8.
        package var name: String? { String(validatingCString: bytes) }

        /// Whether the name begins with a dot.
        package var isHidden: Bool { bytes[0] == Self.dot }

        /// Whether this is the folder itself or the one above it.
        var isSelfOrParent: Bool { isHidden && (bytes[1] == 0 || (bytes[1] == Self.dot && bytes[2] == 0)) }

        private static let dot = CChar(bitPattern: UInt8(ascii: "."))
    }

    // `dirent` is declared with 256 bytes of name, of which the kernel delivers those in use: it must not be copied.
    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
    private static let kindOffset = MemoryLayout<dirent>.offset(of: \.d_type) ?? 18

    private let stream: OpaquePointer

    /// Opens the folder at `path`.
    package init(of path: String) throws(SystemError) {
        guard let stream = opendir(path) else { throw .last }
        self.stream = stream
    }

    /// Takes over an open descriptor of a folder, also when it throws.
    package init(owning descriptor: Int32) throws(SystemError) {
        guard let stream = fdopendir(descriptor) else {
            let error = SystemError.last
            close(descriptor)
            throw error
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// The folder's descriptor, valid as long as this value lives.
    package var descriptor: Int32 { dirfd(stream) }

    /// The next entry but for the folder itself and the one above it; `nil` at the end.
    package borrowing func next() throws(SystemError) -> Entry? {
        while true {
            // Only errno tells a failure from the end.
            errno = 0
            guard let found = readdir(stream) else {
                guard errno == 0 else { throw .last }
                return nil
            }
            let bytes = UnsafeRawPointer(found)
            let entry = Entry(
                bytes: (bytes + Self.nameOffset).assumingMemoryBound(to: CChar.self),
                kind: bytes.load(fromByteOffset: Self.kindOffset, as: UInt8.self)
            )
            if !entry.isSelfOrParent { return entry }
        }
    }

    /// The names in the folder at `path`, sorted; hidden ones too. Those that are not UTF-8 are left out.
    package static func names(in path: String) throws(SystemError) -> [String] {
        let entries = try FolderEntries(of: path)
        var names: [String] = []
        while let entry = try entries.next() {
            if let name = entry.name { names.append(name) }
        }
        return names.sorted()
    }
}
