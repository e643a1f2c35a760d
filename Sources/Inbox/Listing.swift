internal import Glibc

/// The entries of one open folder, in the file system's order: the one owner of the folder's descriptor.
struct Listing: ~Copyable {
    /// An entry; `name` is valid until the next one is asked for.
    struct Entry {
        let name: UnsafePointer<CChar>
        let type: UInt8

        /// Nil if the name is no valid UTF-8.
        var text: String? { String(validatingCString: name) }
        var isHidden: Bool { name[0] == Self.dot }
        /// Whether it stands for the folder itself or the one above.
        var isSelfOrParent: Bool { isHidden && (name[1] == 0 || (name[1] == Self.dot && name[2] == 0)) }

        private static let dot = CChar(bitPattern: UInt8(ascii: "."))
    }

    /// `dirent` is declared with 256 bytes of name, of which the kernel delivers those in use: it must not be copied.
    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
    private static let typeOffset = MemoryLayout<dirent>.offset(of: \.d_type) ?? 18

    private let stream: OpaquePointer

    /// Takes over `descriptor`, also when it throws.
    init(owning descriptor: Int32) throws(SystemError) {
        guard let opened = fdopendir(descriptor) else {
            let error = SystemError(number: errno)
            close(descriptor)
            throw error
        }
        stream = opened
    }

    deinit { closedir(stream) }

    var descriptor: Int32 { dirfd(stream) }

    /// The next entry; nil at the end.
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
