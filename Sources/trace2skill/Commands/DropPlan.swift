internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import Trajectories

/// What is to be dropped: single trajectories with the labels that belong to them, and folders.
struct DropPlan {
    /// One trajectory.
    struct File {
        let path: String
        let labels: [DroppedFile.Label]
    }

    /// A folder that is dropped under one name.
    struct Folder {
        /// The folder of a trial, or the folder that was named.
        let root: String
        /// What was named in it: paths of files and folders.
        var named: [String]
    }

    private(set) var files: [File] = []
    private(set) var folders: [Folder] = []
    /// Files that agents and harnesses leave next to trajectories.
    private(set) var companions: [String] = []

    /// - Parameter paths: of files and folders, whole.
    init(_ paths: [String], settings: Configuration) throws {
        var dropped: [DroppedFile] = []
        for path in paths.map(RealPath.of) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                throw Failure(.inputOutput, "could not read \(path): \(SystemError.last)")
            }
            if status.st_mode & S_IFMT == S_IFDIR {
                add(path, in: DroppedFile.trial(ofFolder: path, settings: settings) ?? path)
            } else {
                dropped.append(try DroppedFile(at: path, settings: settings))
            }
        }
        // Of a trial that is dropped as a folder, all that was named is in that folder.
        for file in dropped {
            guard let trial = file.trial, folders.contains(where: { $0.root == trial }) else { continue }
            add(file.path, in: trial)
        }
        dropped.removeAll { file in folders.contains { $0.root == file.trial } }
        try pair(dropped)
    }

    private mutating func add(_ path: String, in root: String) {
        if let index = folders.firstIndex(where: { $0.root == root }) {
            folders[index].named.append(path)
        } else {
            folders.append(Folder(root: root, named: [path]))
        }
    }

    // MARK: Labels

    private mutating func pair(_ dropped: [DroppedFile]) throws {
        let labels = dropped.filter(\.isLabel)
        let trajectories = dropped.filter { !$0.isLabel && !$0.isCompanion }
        companions = dropped.filter { !$0.isLabel && $0.isCompanion }.map(\.path)
        var named: [String: [DroppedFile.Label]] = [:]
        // Where only folders are dropped otherwise, a label of none of them labels nothing.
        guard labels.isEmpty || !trajectories.isEmpty else {
            throw Failure(
                .badData,
                "there is no trajectory among these files; name the file that a label is for as well"
            )
        }
        for label in labels { try pair(label, with: trajectories, &named) }
        for file in trajectories {
            let certain = file.labels.filter(\.isCertain)
            files.append(File(path: file.path, labels: named[file.path].map { $0 + certain } ?? certain))
        }
        if files.isEmpty, folders.isEmpty {
            throw Failure(
                .badData,
                "there is no trajectory among these files; name the file that a label is for as well"
            )
        }
    }

    /// Finds the trajectories that a label is for: those whose label it is where they lie, or the only one.
    private func pair(
        _ label: DroppedFile,
        with trajectories: [DroppedFile],
        _ named: inout [String: [DroppedFile.Label]]
    ) throws {
        func fits(_ file: DroppedFile) -> DroppedFile.Label? { file.labels.first { $0.path == label.path } }
        let fitting = trajectories.filter { fits($0) != nil }
        if fitting.count == 1 || fitting.allSatisfy({ fits($0)?.isCertain == true }), !fitting.isEmpty {
            for file in fitting { named[file.path, default: []] += [fits(file)].compactMap(\.self) }
        } else if trajectories.count == 1, let only = trajectories.first {
            guard let read = try Self.read(label.path) else {
                throw Failure(.badData, "\(label.path) tells no outcome that is known; leave it out, or give --outcome")
            }
            named[only.path, default: []].append(read)
        } else {
            throw Failure(
                .badData,
                "which of the \(trajectories.count.of("file")) \(label.path) labels cannot be told; drop them one by one, each with its label"
            )
        }
    }

    private static func read(_ path: String) throws -> DroppedFile.Label? {
        let place = InboxPath(root: "/", relative: path)
        guard let contents = try InboxFile(at: place).contents(within: OpenInboxFile.Limits(size: 1 << 20)) else {
            return nil
        }
        do throws(SidecarError) {
            let labels = try Sidecar.read(name: place.name, bytes: contents.bytes)
            return labels.isEmpty ? nil : DroppedFile.Label(path: path, bytes: contents.bytes, labels: labels)
        } catch { throw Failure(.badData, "\(error)") }
    }
}
