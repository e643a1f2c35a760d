internal import FoundationEssentials
internal import Glibc

/// Something that a person had removed for good: it is not to be ingested again.
package struct ForgottenMark: Sendable, Hashable, Codable {
    /// What a mark is about.
    package enum Kind: String, Sendable, Codable { case session, trajectory }

    /// What the mark is about.
    package let kind: Kind
    /// A session's id, or the hexadecimal digits of a trajectory's hash.
    package let id: String

    /// Marks a session or a trajectory.
    package init(_ kind: Kind, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

/// The list of what was forgotten. It lies in the archive, since it has to outlive the ledger.
extension Archive {
    private var forgottenPath: String { "\(root)/forgotten.json" }

    /// What was forgotten so far, in no order that means anything.
    package func forgotten() throws -> [ForgottenMark] {
        guard access(forgottenPath, F_OK) == 0 else { return [] }
        guard let data = FileManager.default.contents(atPath: forgottenPath) else {
            throw ArchiveError.failed(operation: "read", path: forgottenPath, errno: EIO)
        }
        return try JSONDecoder().decode([ForgottenMark].self, from: data)
    }

    /// Adds to the list; on disk on return.
    package func forget(_ marks: [ForgottenMark]) throws {
        let all = Set(try forgotten()).union(marks)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(all.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) })
        let file = try TemporaryFile(in: root + "/tmp")
        try Array(data).withUnsafeBytes { try file.write($0) }
        try file.synchronize()
        try file.rename(to: forgottenPath)
        try Disk.synchronizeFolder(root)
    }
}
