internal import CLibGit2
internal import Glibc

/// The one owner of a libgit2 object: freed exactly once, at the end of this value's life.
struct Handle: ~Copyable {
    let pointer: OpaquePointer
    private let free: @convention(c) (OpaquePointer?) -> Void

    /// Runs `make`, which fills in a pointer as libgit2's constructors do.
    init(
        freedBy free: @convention(c) (OpaquePointer?) -> Void,
        _ operation: @autoclosure () -> String,
        _ make: (inout OpaquePointer?) -> Int32
    ) throws(GitError) {
        var pointer: OpaquePointer?
        try check(make(&pointer), operation())
        guard let pointer else { throw GitError(result: -1, operation: operation()) }
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }
}

/// The one owner of an array of C strings, as libgit2 takes path lists.
struct CStrings: ~Copyable {
    private let storage: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        storage = .allocate(capacity: max(count, 1))
        for (index, string) in strings.enumerated() { storage[index] = strdup(string) }
    }

    /// A view for one call; it is valid as long as this value lives.
    var array: git_strarray { git_strarray(strings: storage, count: count) }

    deinit {
        for index in 0..<count { free(storage[index]) }
        storage.deallocate()
    }
}

/// Copies a buffer that libgit2 filled, and frees it.
func takeBytes(_ buffer: inout git_buf) -> [UInt8] {
    defer { git_buf_dispose(&buffer) }
    guard buffer.size > 0, let start = buffer.ptr else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: buffer.size))
}
