/// The folder of each watch. The kernel's watch follows a folder that is renamed, so that the path has to be kept up to
/// date from the events.
struct WatchedFolders {
    private var paths: [Int32: InboxPath] = [:]

    var count: Int { paths.count }

    subscript(watch: Int32) -> InboxPath? { paths[watch] }

    /// Records the folder of `watch`, which may have had another path before.
    mutating func set(_ watch: Int32, _ path: InboxPath) { paths[watch] = path }

    mutating func remove(_ watch: Int32) { paths[watch] = nil }

    /// Removes the watches of `folder` and of everything inside, and returns them.
    mutating func removeAll(within folder: InboxPath) -> [Int32] {
        let watches = paths.filter { $0.value.isWithin(folder) }.map(\.key)
        for watch in watches { paths[watch] = nil }
        return watches
    }
}
