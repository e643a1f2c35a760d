import TestSupport

/// One session, and the files that an agent left behind with it, in an installation's folder.
struct ArtifactSubmission {
    /// The path of the trajectory.
    let trajectory: String
    /// The path of the folder with artifacts: two files of 3,001 bytes in all, one below a folder and with an odd name.
    let artifacts: String
    private let installation: Installation

    init(in installation: Installation) throws {
        self.installation = installation
        trajectory = installation.folder.path(of: "run.json")
        artifacts = installation.folder.path(of: "left behind")
        let session = SampleSession("s1", task: "Write the report", actions: [], closing: "It is written")
        try write(session.atif, to: trajectory)
        try write(String(repeating: "x", count: 3000), to: artifacts + "/report.txt")
        try write("y", to: artifacts + "/deep/new\nline \"quoted\"")
    }

    /// The folder of a check whose program has this text: an executable where it begins with `#!`.
    func checkFiles(_ program: String = "#!/bin/sh\ntest -s report.txt\n") throws -> String {
        let folder = installation.folder.path(of: "tests")
        try write(program, to: folder + "/run", permissions: program.hasPrefix("#!") ? 0o755 : 0o644)
        return folder
    }
}
