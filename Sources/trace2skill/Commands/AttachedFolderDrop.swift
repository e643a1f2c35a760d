internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion

/// A folder of artifacts or check files, copied into an inbox before its trajectory: completely or not at all.
struct AttachedFolderDrop {
    private let target: String
    private let noun: String
    private let files: Int
    private let size: Int
    /// The files that were not copied, each with the reason.
    private let leftOut: [String]

    /// Copies the regular files of `source`.
    ///
    /// - Parameters:
    ///   - source: the folder to copy.
    ///   - target: the folder to make.
    ///   - noun: `artifacts` or `check`, for messages.
    ///   - program: the name of a file that has to be among them and executable; nil if none has to be.
    /// - Throws: ``Failure`` if the folder is missing, exceeds the limits, or cannot be copied; nothing is left then.
    init(of source: String, as target: String, noun: String, program: String?) throws {
        var status = stat()
        guard stat(source, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(.inputOutput, "there is no folder \(source) with the files of the \(noun)")
        }
        let limits = ArtifactLimits()
        let listing: InboxScanner.Result
        do {
            listing = try InboxScanner(ofAttachmentWithin: limits.entries).scan(InboxPath(root: source))
        } catch {
            throw Failure(.inputOutput, "could not read the folder of the \(noun): \(error)")
        }
        if let why = limits.excess(of: listing, name: \.relative) {
            throw Failure(.badData, "\(source) would not be stored: \(why); leave out what the check does not need")
        }
        if let program,
            access("\(source)/\(program)", X_OK) != 0 || !listing.files.contains(where: { $0.path.relative == program })
        {
            throw Failure(
                .badData,
                "\(source) has no executable file \(program); make one, or name the command with --check"
            )
        }
        let parts = target.split(separator: "/").map(String.init)
        let hidden = "/" + (parts.dropLast() + [".drop-\(getpid())-\(noun)"]).joined(separator: "/")
        do {
            try Self.copy(listing.files, from: source, to: hidden)
            guard rename(hidden, target) == 0 else { throw Self.failure("write \(target)") }
        } catch {
            // The error that is thrown matters more than one of removing the copy.
            try? FileManager.default.removeItem(atPath: hidden)
            throw error
        }
        self.target = target
        self.noun = noun
        files = listing.files.count
        size = Int(clamping: listing.files.reduce(0) { $0 + $1.size })
        leftOut = listing.refusals.map { "\($0.path.relative): \($0.fact)" }
    }

    /// Prints what was copied and what was not.
    func report() {
        print("  \(noun): \(files.of("file")), \(ByteCount(size))")
        for entry in leftOut.prefix(5) { print("  left out of the \(noun): \(Terminal.plain(entry))") }
        if leftOut.count > 5 { print("  … and \(leftOut.count - 5) more") }
    }

    /// Removes the folder again, if its trajectory could not be dropped.
    func takeBack() {
        // The error that led here matters more than one of removing the folder.
        try? FileManager.default.removeItem(atPath: target)
    }

    // MARK: Copying

    private static func copy(_ files: [InboxFile], from source: String, to target: String) throws {
        try makeFolder(target)
        for file in files {
            var folder = target
            for part in file.path.relative.split(separator: "/").dropLast() {
                folder += "/\(part)"
                if mkdir(folder, 0o777) != 0, errno != EEXIST { throw failure("make the folder \(folder)") }
            }
            guard let contents = try file.contents(within: OpenInboxFile.Limits(size: ArtifactLimits().fileSize)) else {
                throw Failure(.inputOutput, "\(file.path) changed while it was read; try again when it is finished")
            }
            try write(contents, to: "\(target)/\(file.path.relative)")
        }
    }

    private static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o777) == 0 else { throw failure("make the folder \(path)") }
    }

    private static func write(_ contents: InboxFile.Contents, to path: String) throws {
        // Readable as far as the umask allows: the daemon may be another user.
        let mode: mode_t = contents.isExecutable ? 0o777 : 0o666
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("write \(path)") }
        defer { close(descriptor) }
        do throws(SystemError) {
            try FileBytes.write(contents.bytes, to: descriptor)
        } catch {
            throw Failure(.inputOutput, "could not write \(path): \(error)")
        }
    }

    private static func failure(_ what: String) -> Failure {
        Failure(.inputOutput, "could not \(what): \(SystemError.last)")
    }
}
