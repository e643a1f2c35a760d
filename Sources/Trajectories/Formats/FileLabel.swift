/// The outcome and the task in the file names of the reference runner: `<agent>_<instance>_SUCCEED.md`.
struct FileLabel: Equatable {
    let label: Outcome.Label?
    let instance: String?

    init(_ name: String) {
        var stem = name[...]
        for ending in [".md", ".jsonl"] where stem.hasSuffix(ending) { stem = stem.dropLast(ending.count) }
        if stem.hasSuffix("_SUCCEED") {
            label = .success
            stem = stem.dropLast("_SUCCEED".count)
        } else if stem.hasSuffix("_FAILED") {
            label = .failure
            stem = stem.dropLast("_FAILED".count)
        } else {
            label = nil
        }
        let parts = stem.split(separator: "_")
        instance = parts.count > 1 ? parts.last.map(String.init) : nil
    }
}
