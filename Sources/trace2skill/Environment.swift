internal import Configuration
internal import FoundationEssentials
internal import Glibc

/// The environment of the process: variables, paths and installed files. No other code reads variables.
struct Environment {
    /// The value of a variable; nil if it is not set or empty.
    static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// Every variable, for a program of the user's that is started on their behalf.
    static var variables: [String: String] { ProcessInfo.processInfo.environment }

    /// The home folder of the user.
    static var home: String {
        if let home = value("HOME") { return home }
        return getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } ?? "/"
    }

    /// The default folder of ledger and archive.
    static var state: String {
        if let folder = value("STATE_DIRECTORY") { return folder }
        if let folder = value("XDG_STATE_HOME") { return folder + "/trace2skill" }
        return home + "/.local/state/trace2skill"
    }

    /// The folder of the user's configuration.
    static var configurationFolder: String { (value("XDG_CONFIG_HOME") ?? home + "/.config") + "/trace2skill" }

    /// The files that are tried as configuration, in this order.
    static func configurationCandidates() -> [String] {
        ["trace2skill.yaml", configurationFolder + "/trace2skill.yaml", "/etc/trace2skill/trace2skill.yaml"]
    }

    /// The absolute path of a path that a person wrote: `~`, `.` and `..` are resolved, symbolic links are not.
    static func absolute(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
        if !path.hasPrefix("/") { path = FileManager.default.currentDirectoryPath + "/" + path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            if part == "." { continue }
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A reader of the configuration at `path`, with this process's folders and files.
    static func configurationReader(path: String) -> ConfigurationReader {
        ConfigurationReader(path: path, home: home, stateDefault: state, readFile: read)
    }

    /// The text of a file; nil if it cannot be read.
    static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// The path of an installed folder, such as `hooks`: under `share/trace2skill` of the installation, or in the source
    /// tree that the program was built in. Nil if there is none.
    static func shared(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlink("/proc/self/exe", &buffer, Int(PATH_MAX)) > 0 else { return nil }
        let program = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var folder = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? ""
        let installed = absolute(folder + "/../share/trace2skill/" + name)
        if access(installed, F_OK) == 0 { return installed }
        while let slash = folder.lastIndex(of: "/") {
            if access("\(folder)/Package.swift", F_OK) == 0, access("\(folder)/\(name)", F_OK) == 0 {
                return "\(folder)/\(name)"
            }
            folder = String(folder[..<slash])
        }
        return nil
    }
}
