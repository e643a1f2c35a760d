extension Version {
    /// The commit and its names, filled in by `git archive`; as it is here in a clone.
    static let archive = "$Format:%H %D$"
}
