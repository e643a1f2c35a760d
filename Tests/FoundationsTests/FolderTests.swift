import Foundations
import Glibc
import Testing

@Suite("The entries of a folder")
struct FolderEntriesTests {
    @Test("are its names, hidden ones too, and their kinds")
    func names() throws {
        let folder = try PrivateFolder(named: "foundations-")
        for name in ["b", ".hidden", "größe"] { close(open("\(folder.path)/\(name)", O_WRONLY | O_CREAT, 0o600)) }
        mkdir("\(folder.path)/a", 0o700)
        let invalid: [CChar] = Array("\(folder.path)/".utf8CString.dropLast()) + [-1, 0]
        close(open(invalid, O_WRONLY | O_CREAT, 0o600))

        #expect(try FolderEntries.names(in: folder.path) == [".hidden", "a", "b", "größe"])

        var kinds: [String: UInt8] = [:]
        let entries = try FolderEntries(of: folder.path)
        while let entry = try entries.next() { kinds[entry.name ?? "not UTF-8"] = entry.kind }
        #expect(kinds.count == 5)
        #expect([kinds["a"], kinds["b"]] == [UInt8(DT_DIR), UInt8(DT_REG)] || kinds["a"] == UInt8(DT_UNKNOWN))
    }

    @Test("of a missing folder, or of a file, are a failure and not an empty list")
    func failures() throws {
        let folder = try PrivateFolder(named: "foundations-")
        close(open("\(folder.path)/file", O_WRONLY | O_CREAT, 0o600))

        #expect(throws: SystemError(number: ENOENT)) { try FolderEntries.names(in: folder.path + "/nothing") }
        #expect(throws: SystemError(number: ENOTDIR)) { try FolderEntries.names(in: folder.path + "/file") }
        #expect(throws: SystemError(number: EBADF)) { _ = try FolderEntries(owning: -1) }
    }
}

@Suite("A private folder")
struct PrivateFolderTests {
    @Test("is this user's alone, and is removed with all that is in it")
    func life() throws {
        var folder: PrivateFolder? = try PrivateFolder(named: "foundations-")
        let path = try #require(folder?.path)
        var status = stat()
        try #require(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
        mkdir("\(path)/inner", 0o700)
        close(open("\(path)/inner/file", O_WRONLY | O_CREAT, 0o600))

        folder = nil

        #expect(access(path, F_OK) != 0)
    }

    @Test("has a name of its own each time, in the folder that was asked for")
    func names() throws {
        let outer = try PrivateFolder(named: "foundations-")
        let paths = try (0..<3).map { _ in try PrivateFolder.make(in: outer.path, named: "one-") }

        #expect(Set(paths).count == 3)
        #expect(paths.allSatisfy { $0.hasPrefix(outer.path + "/one-") })
        let error = #expect(throws: FileError.self) { try PrivateFolder(in: outer.path + "/none", named: "x") }
        #expect(error?.cause == SystemError(number: ENOENT))
        #expect(error?.description == "could not make a folder in \(outer.path)/none: No such file or directory")
    }
}

@Suite("A real path")
struct RealPathTests {
    @Test("follows links, and is the path itself where nothing is")
    func links() throws {
        let folder = try PrivateFolder(named: "foundations-")
        let path = RealPath.of(folder.path)
        mkdir("\(path)/there", 0o700)
        symlink("there", "\(path)/link")

        #expect(RealPath.of("\(path)/link/../link/.") == "\(path)/there")
        #expect(RealPath.of("\(path)/nothing/x") == "\(path)/nothing/x")
    }
}

@Suite("A dictionary")
struct DictionaryTests {
    @Test("of pairs keeps the first value of a key")
    func firstValues() {
        #expect(Dictionary(firstValues: [("a", 1), ("b", 2), ("a", 3)]) == ["a": 1, "b": 2])
    }
}
