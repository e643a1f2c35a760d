/// The version of the program.
enum Version {
    /// The release, in the form of semantic versioning.
    static let release = "0.1.0"

    /// The release with the tag and the commit that the program was built from, as far as they are known:
    /// `0.1.0 (v0.1.0, commit 1a2b3c4d5e6f)`.
    static let text = text(
        commit: BuildInformation.commit,
        tag: BuildInformation.tag,
        hasChanges: BuildInformation.hasChanges,
        archive: archive
    )

    /// - Parameters:
    ///   - commit: the commit of a clone; empty if there is none.
    ///   - tag: the tag of that commit; empty if it has none.
    ///   - hasChanges: whether files differ from the commit.
    ///   - archive: what `git archive` wrote: the commit, then its branches and tags.
    static func text(commit: String, tag: String, hasChanges: Bool, archive: String) -> String {
        var (commit, tag) = (commit, tag)
        let names = archive.split(whereSeparator: { $0 == " " || $0 == "," })
        if commit.isEmpty, let first = names.first, first.count >= 40, first.allSatisfy(\.isHexDigit) {
            commit = String(first)
            tag = names.firstIndex(of: "tag:").flatMap { names.dropFirst($0 + 1).first }.map(String.init) ?? ""
        }
        guard !commit.isEmpty else { return release }
        let parts = [tag, "commit \(commit.prefix(12))", hasChanges ? "with local changes" : ""]
        return "\(release) (\(parts.filter { !$0.isEmpty }.joined(separator: ", ")))"
    }
}
