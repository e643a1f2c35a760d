/// The folder in which a command runs, as far as its script says.
package enum ShellDirectory: Sendable, Hashable {
    /// The folder in which the script starts.
    case start
    /// A path; relative to the folder in which the script starts, unless it begins with `/` or `~`.
    case path(String)
    /// A folder that is known only when the script runs.
    case unknown

    /// The path; empty for the folder in which the script starts, nil if it is unknown.
    package var path: String? {
        switch self {
        case .start: ""
        case .path(let path): path
        case .unknown: nil
        }
    }

    /// The folder after `cd` with these arguments.
    func changed(by arguments: ArraySlice<ShellWord>, home: ShellDirectory = .path("~")) -> ShellDirectory {
        let operands = arguments.drop { $0.text.hasPrefix("-") && $0.text.utf8.count > 1 }
        guard let target = operands.first else { return home }
        if target.text == "-" { return .unknown }
        if target.hasExpansion,
            !target.text.hasPrefix("~") || target.text.utf8.contains(where: { "$*?[`".utf8.contains($0) })
        {
            return .unknown
        }
        return entering(target.text)
    }

    private func entering(_ target: String) -> ShellDirectory {
        let isAnchored = target.hasPrefix("/") || target.hasPrefix("~")
        guard let base = isAnchored ? "" : path else { return .unknown }
        var parts: [Substring] = []
        let path = base + "/" + target
        for bytes in path.utf8.split(separator: UInt8(ascii: "/")) {
            let part = Substring(bytes)
            if part == "." { continue }
            if part == "..", let last = parts.last, last != "..", last.utf8.first != UInt8(ascii: "~") {
                parts.removeLast()
            } else if part != ".." || !(base.hasPrefix("/") || target.hasPrefix("/")) {
                parts.append(part)
            }
        }
        let isAbsolute = target.hasPrefix("/") || (!isAnchored && base.hasPrefix("/"))
        let joined = (isAbsolute ? "/" : "") + parts.joined(separator: "/")
        return joined.isEmpty ? .start : .path(joined)
    }
}
