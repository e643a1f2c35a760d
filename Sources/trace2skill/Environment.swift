internal import Configuration
internal import FoundationEssentials
internal import Glibc

/// What the process finds around it: the environment, read here and nowhere else.
struct Environment {
    static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    static var home: String {
        if let home = value("HOME") { return home }
        return getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) } ?? "/"
    }

    /// Where state lies when neither configuration nor command line says.
    static var state: String {
        if let folder = value("STATE_DIRECTORY") { return folder }
        if let folder = value("XDG_STATE_HOME") { return folder + "/trace2skill" }
        return home + "/.local/state/trace2skill"
    }

    static var configurationFolder: String { (value("XDG_CONFIG_HOME") ?? home + "/.config") + "/trace2skill" }

    /// The places where a configuration is looked for, in this order.
    static func configurationCandidates() -> [String] {
        ["trace2skill.yaml", configurationFolder + "/trace2skill.yaml", "/etc/trace2skill/trace2skill.yaml"]
    }

    /// A path as a person writes it, made absolute.
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

    static func read(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// The folder of a part that is installed beside the program, or that lies in the source tree it was built in.
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
