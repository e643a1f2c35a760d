internal import Glibc

/// The entries of an open folder in the file system's order, and the only owner of the folder's descriptor.
struct Listing: ~Copyable {
    /// An entry of the folder.
    struct Entry {
        /// The name, valid until the next entry is read.
        let name: UnsafePointer<CChar>
        /// The kind, such as `DT_DIR`; `DT_UNKNOWN` where the file system does not say.
        let type: UInt8

        /// The name; nil if it is not valid UTF-8.
        var text: String? { String(validatingCString: name) }
        /// Whether the name begins with a dot.
        var isHidden: Bool { name[0] == Self.dot }
        /// Whether the entry is the folder itself or its parent.
        var isSelfOrParent: Bool { isHidden && (name[1] == 0 || (name[1] == Self.dot && name[2] == 0)) }

        private static let dot = CChar(bitPattern: UInt8(ascii: "."))
    }

    // `dirent` is declared with 256 bytes of name, of which the kernel delivers those in use: it must not be copied.
    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
    private static let typeOffset = MemoryLayout<dirent>.offset(of: \.d_type) ?? 18

    private let stream: OpaquePointer

    /// Takes over `descriptor`, even if it throws.
    init(owning descriptor: Int32) throws(SystemError) {
        guard let opened = fdopendir(descriptor) else {
            let error = SystemError(number: errno)
            close(descriptor)
            throw error
        }
        stream = opened
    }

    deinit { closedir(stream) }

    /// The folder's descriptor.
    var descriptor: Int32 { dirfd(stream) }

    /// Returns the next entry; nil at the end.
    ///
    /// - Parameter withHidden: whether entries whose name begins with a dot are among them.
    borrowing func next(withHidden: Bool = false) -> Entry? {
        while let found = readdir(stream) {
            let bytes = UnsafeRawPointer(found)
            let entry = Entry(
                name: (bytes + Self.nameOffset).assumingMemoryBound(to: CChar.self),
                type: bytes.load(fromByteOffset: Self.typeOffset, as: UInt8.self)
            )
            if withHidden ? !entry.isSelfOrParent : !entry.isHidden { return entry }
        }
        return nil
    }
}
