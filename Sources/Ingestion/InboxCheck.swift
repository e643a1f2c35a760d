package import Configuration
internal import Foundations
internal import Glibc
package import Inbox
package import Ledger

/// Decides whether a folder may be emptied as an inbox: everything in it that is not a trajectory is moved away, so that it
/// must not be a project, a home or a folder of the system.
package struct InboxCheck: Sendable {
    /// The file that says that a person wants just this folder as an inbox.
    package static let confirmation = ".trace2skill-inbox"

    let ledger: Ledger?

    /// A check that knows what was ingested before; without a ledger nothing was.
    package init(ledger: Ledger?) { self.ledger = ledger }

    /// The reason why files of an inbox are not touched, as a sentence with the remedy; nil if they may be taken.
    ///
    /// - Parameters:
    ///   - inbox: whose files leave it once they are ingested; one whose files stay is never refused.
    ///   - files: the files that are to be read.
    /// - Throws: the error of a ledger that cannot be asked what it ingested before.
    package func objection(to inbox: Configuration.Inbox, files: [InboxFile]) throws -> String? {
        guard inbox.after != .keep, !Self.isConfirmed(inbox.path) else { return nil }
        guard let fact = try Self.kind(of: inbox.path) ?? foreign(in: inbox.path, files) else { return nil }
        return
            "the inbox \(inbox.path) \(fact), and files leave an inbox; nothing in it was touched. If its files are to stay, "
            + "set after: keep for it; if it is an inbox after all: touch \(inbox.path)/\(Self.confirmation)"
    }

    private static func isConfirmed(_ path: String) -> Bool { access("\(path)/\(confirmation)", F_OK) == 0 }

    /// What a folder is that nobody uses as an inbox; links are followed.
    private static func kind(of path: String) -> String? {
        let real = RealPath.of(path)
        if access("\(real)/.git", F_OK) == 0 { return "is a repository" }
        if system.contains(real) { return "is a folder of the system" }
        if closed.contains(where: { real.hasPrefix($0 + "/") }) { return "is a folder of the system" }
        let isHome = real == home || [".bashrc", ".profile", ".ssh"].contains { access("\(real)/\($0)", F_OK) == 0 }
        return isHome ? "is the home folder of a user" : nil
    }

    private static var home: String? {
        getenv("HOME").map { RealPath.of(String(cString: $0)) }
    }

    /// Folders below which no inbox is either.
    private static let closed = ["/bin", "/boot", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr"]

    private static let system: Set<String> = [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sbin",
        "/srv",
        "/sys", "/usr", "/var", "/var/log", "/var/lib",
    ]

    /// Whether most files of an inbox that nothing was ingested from do not look like trajectories.
    private func foreign(in root: String, _ files: [InboxFile]) throws -> String? {
        let names = files.map(\.path.name)
        let others = names.filter(Self.isForeign)
        guard others.count >= 2, others.count * 2 > names.count else { return nil }
        let isUsed = try ledger?.hasTrajectories(from: InboxPath(root: root).root) ?? false
        guard !isUsed else { return nil }
        let example = others.sorted().first ?? ""
        return
            "has \(others.count) of \(names.count.of("file")) that do not look like trajectories, such as \(example)"
    }

    /// Whether no agent writes its trajectories to files of this name.
    private static func isForeign(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
            return ["Makefile", "Dockerfile", "LICENSE", "README", "Gemfile", "Rakefile", "hosts", "passwd"].contains(
                name
            )
        }
        return endings.contains(name[name.index(after: dot)...].lowercased())
    }

    private static let endings: Set<String> = [
        "py", "pyc", "js", "mjs", "ts", "tsx", "jsx", "c", "h", "cc", "cpp", "hpp", "rs", "go", "java", "class", "jar",
        "kt",
        "rb", "php", "swift", "cs", "css", "scss", "html", "htm", "png", "jpg", "jpeg", "gif", "svg", "ico", "webp",
        "pdf",
        "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "conf", "cfg", "ini", "service", "sh", "bash", "so", "o",
        "a",
        "dll", "exe", "bin", "lock", "sql", "ipynb", "csv", "tsv", "mp3", "mp4", "mov", "wav", "ttf", "woff", "woff2",
        "vue",
        "gradle", "cmake", "mk", "tex", "bib", "r", "jl", "lua", "pl", "scala", "toml", "rst", "md",
    ]
}
