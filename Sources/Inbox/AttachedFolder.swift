/// The names of folders that belong to the trajectory beside them, and are no place for trajectories.
package enum AttachedFolder {
    /// What ends the name of a folder with the files that the agent left behind.
    package static let artifactsEnding = ".artifacts"
    /// What ends the name of a folder with the files of the command that judges them.
    package static let checkEnding = ".check"

    /// Whether `name`, one component, is that of such a folder.
    package static func isName(_ name: String) -> Bool {
        [artifactsEnding, checkEnding].contains { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
    }

    /// Why `path`, relative to the trajectory's folder, cannot be such a folder or lie in one; nil if it can.
    ///
    /// The ending is asked for because whoever watches the inbox has to know such a folder from its name alone: its
    /// files arrive before the sidecar that names it. It also keeps a sidecar from claiming a folder of trajectories.
    package static func problem(ofPath path: String) -> String? {
        // By bytes, as the path is cut when it is opened.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        if path.utf8.contains(0) || parts.contains(where: { ["", ".", ".."].contains($0) }) {
            return "it is no plain path below the folder of the trajectory"
        }
        if parts.contains(where: isName) { return nil }
        return "its name must end in \(artifactsEnding) or \(checkEnding), or its files are taken for trajectories"
    }
}
