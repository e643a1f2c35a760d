/// The names of attachments: folders that belong to the trajectory next to them and must not hold trajectories.
package enum AttachedFolder {
    /// The ending of the name of a folder with artifacts.
    package static let artifactsEnding = ".artifacts"
    /// The ending of the name of a folder with the files of the check.
    package static let checkEnding = ".check"

    /// Whether `name`, one component of a path, is the name of an attachment.
    package static func isName(_ name: String) -> Bool {
        [artifactsEnding, checkEnding].contains { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
    }

    /// Returns why `path`, relative to the trajectory's folder, can be neither an attachment nor a part of one; nil if
    /// it can.
    ///
    /// The ending is required because the watcher has to recognise an attachment from its name alone: its files arrive
    /// before the sidecar that names it. The ending also keeps a sidecar from claiming a folder of trajectories.
    package static func problem(ofPath path: String) -> String? {
        // By bytes, as the path is cut when it is opened.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        if path.utf8.contains(0) || parts.contains(where: { ["", ".", ".."].contains($0) }) {
            return "it is not a plain path below the folder of the trajectory"
        }
        if parts.contains(where: isName) { return nil }
        return "its name must end in \(artifactsEnding) or \(checkEnding), or its files are taken for trajectories"
    }
}
